"""Every figure of issue 3 on single sentences: from the rows and the reader to a list of results, baselines beside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.eval import baselines, sets
from tests.eval.reader import Reader
from tests.eval.scores import Figure, accuracy, auc, f1, figure, macro_f1, share
from tests.eval.sets import LANGUAGES, Row


@dataclass(frozen=True)
class Result:
    """A line of the table. `most`: the target is an upper limit. `baseline`: the same by simpler means."""

    what: str
    language: str
    figure: Figure | None
    target: float | None = None
    most: bool = False
    baseline: Figure | None = None
    by: str = ""


def every(reader: Reader) -> list[Result]:
    """All of them, in the order of the issue."""
    found = [
        result
        for language in LANGUAGES
        for part in (understanding, human, frustration, critical)
        for result in part(reader, language)
    ]
    return [result for result in [*found, *public(reader)] if result.figure]


def of(name: str, language: str) -> list[Row]:
    """The hold-out rows of one language."""
    return [row for row in sets.holdout(name) if row.language == language]


def understanding(reader: Reader, language: str) -> list[Result]:
    """Intents, and what is out of scope."""
    rows = of("intents", language)
    pairs = [(row.known["intent"], reader.intent(row.text)) for row in rows]
    outside = [found == "out_of_scope" for true, found in pairs if true == "out_of_scope"]
    target = 0.9 if language != "sv" else None
    return [
        Result("intent accuracy", language, figure(pairs, accuracy)),
        Result("intent macro F1", language, figure(pairs, macro_f1), target),
        Result("out of scope not answered as if known", language, figure(outside, share), target and 0.85),
    ]


def human(reader: Reader, language: str) -> list[Result]:
    """Wishes for a person, and what only sounds like one."""
    rows = of("human", language)
    found = []
    for what, wished, target in (
        ("human request recall (gateway included)", True, 0.98),
        ("false human requests on look-alikes", False, 0.05),
    ):
        texts = [row.text for row in rows if row.known["wants_human"] is wished]
        found.append(
            Result(
                what,
                language,
                figure([reader.asks_for_person(text) for text in texts], share),
                target,
                not wished,
                figure([baselines.asks_for_person(text) for text in texts], share),
                "keyword list",
            )
        )
    return found


def frustration(reader: Reader, language: str) -> list[Result]:
    """How well frustrated and calm are told apart, and calm problem reports left alone."""
    rows = of("frustration", language)
    simple, by = _simple(language)
    calm = [row for row in rows if row.known["kind"] == "calm_problem"]
    quiet = [row for row in rows if not row.known["frustrated"]]
    return [
        _both("frustration ROC-AUC", language, rows, reader, simple, by, auc, 0.93),
        _both("frustration F1 at the line", language, rows, reader, simple, by, f1),
        _alarms("frustration, false alarms on calm problem reports", calm, reader, simple, by, 0.05),
        _alarms("frustration, false alarms on all calm sentences", quiet, reader, simple, by, None),
    ]


def critical(reader: Reader, language: str) -> list[Result]:
    """What cannot wait, and what only sounds so; alarms and the customer's own deadlines besides."""
    rows = of("critical", language)
    hit = {row.text: reader.empathy(row.text) for row in rows}
    grave = [reader.critical(row.text) for row in rows if row.known["urgency"] == "critical"]
    other = [reader.critical(row.text) for row in rows if row.known["urgency"] != "critical"]
    alarms = [hit[row.text].get("alarm", False) for row in rows if row.known["alarm"]]
    high = [hit[row.text].get("urgency") != "normal" for row in rows if row.known["urgency"] == "high"]
    return [
        Result("critical recall", language, figure(grave, share), 0.95 if language != "sv" else 0.9),
        Result("critical false rate", language, figure(other, share), 0.05, True),
        Result("alarm recall", language, figure(alarms, share)),
        Result("own deadline noticed", language, figure(high, share)),
    ]


def public(reader: Reader) -> list[Result]:
    """English sentences that nobody here wrote."""
    pairs = [(row.known["intent"], reader.intent(row.text)) for row in sets.public("intents_en")]
    outside = [reader.intent(row.text) == "out_of_scope" for row in sets.public("oos_en")]
    return [
        Result("public: intent macro F1", "en", figure(pairs, macro_f1), 0.8),
        Result("public: out of scope not answered as if known", "en", figure(outside, share)),
    ]


def complexity(reader: Reader) -> list[Result]:
    """On the development set: hard matters that a person should see, and simple ones that need none, however long."""
    found = []
    for language in LANGUAGES:
        rows = [row for row in sets.development("complexity") if row.language == language]
        for what, person, target in (
            ("hard matters offered the person", True, None),
            ("simple matters pushed", False, 0.05),
        ):
            hard = [reader.complexity(row.text).tangled for row in rows if row.known["person"] is person]
            found.append(Result(f"complexity: {what}", language, figure(hard, share), target, not person))
    return [result for result in found if result.figure]


def _simple(language: str) -> tuple[Callable[[str], float] | None, str]:
    return (baselines.finnish, "word list") if language == "fi" else (baselines.vader(), "VADER")


def _both(
    what: str,
    language: str,
    rows: list[Row],
    reader: Reader,
    simple: Callable[[str], float] | None,
    by: str,
    count: Callable[..., float],
    target: float | None = None,
) -> Result:
    ours = [(row.known["frustrated"], reader.frustration(row.text)) for row in rows]
    theirs = [(row.known["frustrated"], simple(row.text)) for row in rows] if simple else []
    return Result(what, language, figure(ours, count), target, False, figure(theirs, count), by)


def _alarms(
    what: str,
    rows: list[Row],
    reader: Reader,
    simple: Callable[[str], float] | None,
    by: str,
    target: float | None,
) -> Result:
    language = rows[0].language if rows else ""
    ours = figure([reader.frustration(row.text) >= 0.5 for row in rows], share)
    theirs = figure([simple(row.text) >= 0.5 for row in rows], share) if simple else None
    return Result(what, language, ours, target, True, theirs, by)
