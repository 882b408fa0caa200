"""The worst misses, listed by program and not hidden: nobody tunes on them."""

from __future__ import annotations

from collections.abc import Iterator

from tests.eval import sets
from tests.eval.dialogues import Played
from tests.eval.reader import Reader

MOST = 12


def listed(reader: Reader, played: list[Played]) -> Iterator[str]:
    """Markdown lines, the surest mistakes first."""
    for title, rows in (
        ("Intents", _intents(reader)),
        ("Human requests", _human(reader)),
        ("Frustration", _frustration(reader)),
        ("Critical", _critical(reader)),
    ):
        yield from (f"**{title}**", "")
        yield from (f"* {language}: “{text}” {what}" for _, language, text, what in rows[:MOST])
        yield ""
    yield from ("**Dialogues**", "")
    yield from dialogues(played)


def dialogues(played: list[Played]) -> Iterator[str]:
    """Markdown lines of the dialogues that went wrong."""
    wrong = [one for one in played if one.early or (one.due and not one.in_time) or not one.respectful]
    yield from (_dialogue(one) for one in wrong)


Miss = tuple[float, str, str, str]


def told(played: list[Played]) -> Iterator[str]:
    """The same, word by word: for dialogues that may be looked at (tests/dev)."""
    for one in played:
        for fault in dialogues([one]):
            yield from (fault, *(f"    {who}: {text!r}" for who, text in one.said))


def complexity(reader: Reader) -> Iterator[str]:
    """The same for what was taken for hard, or for simple, and is not (tests/dev)."""
    for row in sets.development("complexity"):
        found = reader.complexity(row.text)
        if found.tangled is not row.known["person"]:
            yield f"* {row.language}: “{row.text[:90]}…” {found.share:.2f} {', '.join(found.reasons)}"


def _intents(reader: Reader) -> list[Miss]:
    found = []
    for row in sets.holdout("intents"):
        guess = reader.intent(row.text)
        if guess != row.known["intent"]:
            what = f"is {row.known['intent']}, taken for {guess} ({reader.sure(row.text):.2f})"
            found.append((reader.sure(row.text), row.language, row.text, what))
    return sorted(found, reverse=True)


def _human(reader: Reader) -> list[Miss]:
    return [
        (0.0, row.language, row.text, "missed" if row.known["wants_human"] else "taken for a wish")
        for row in sets.holdout("human")
        if reader.asks_for_person(row.text) is not row.known["wants_human"]
    ]


def _frustration(reader: Reader) -> list[Miss]:
    found = []
    for row in sets.holdout("frustration"):
        score = reader.frustration(row.text)
        if (score >= 0.5) is not row.known["frustrated"]:
            wanted = "frustrated" if row.known["frustrated"] else "calm"
            what = f"is {wanted} ({row.known['kind']}), scored {score:.2f}"
            found.append((abs(score - 0.5), row.language, row.text, what))
    return sorted(found, reverse=True)


def _critical(reader: Reader) -> list[Miss]:
    found = []
    for row in sets.holdout("critical"):
        wanted = row.known["urgency"] == "critical"
        if reader.critical(row.text) is not wanted:
            what = f"({row.known['kind']}) {'missed' if wanted else 'taken for critical'}"
            found.append((float(wanted), row.language, row.text, what))
    return sorted(found, reverse=True)


def _dialogue(one: Played) -> str:
    wants = ", ".join(f"{key} {value}" for key, value in one.script["expect"].items() if value is not None)
    went = f"offered after {list(one.offers)}, handed off after {one.handoff}"
    fault = (
        "too early" if one.early else "late" if one.due and not one.in_time else "a declined offer came back"
    )
    return f"* {one.script['id']} ({one.script['about']}): {fault}; wanted {wants or 'no offer'}; {went}"
