"""What one gets without training anything: VADER, a list of Finnish bad words, a list of words for people."""

from __future__ import annotations

import re
from collections.abc import Callable

FINNISH_BAD = re.compile(
    r"\b(?:vittu|vitun|saatana|perkele|paska|helvet|huono|surkea|huonoin|törke|pettyn|petyin|vihai|raivo|suuttu|ärsyt|"
    r"turhaut|hävet|kamala|hirve|kauhea|pask|typer|tyhm|idioot|rikki|ei toimi|myöhä|ongelma|vika|väärä|valitus|kauan|"
    r"inhot|epäonnist|harmi|ikävä|säälittäv|naurettav)",
    re.IGNORECASE,
)
PERSON = re.compile(
    r"ihmi|asiakaspalvelu|asiakaspalvelij|aspa|virkailij|henkilö|työntekij|esimies|puhelu|soitta|"
    r"human|person|agent|representative|operator|someone|somebody|customer service|manager|call me|real people|"
    r"människ|kundtjänst|medarbetare|någon|ring mig|chef",
    re.IGNORECASE,
)


def finnish(text: str) -> float:
    """One bad word is frustration, two are more of it."""
    found = len(FINNISH_BAD.findall(text))
    return 0.0 if not found else min(1.0, 0.4 + 0.2 * found)


def vader() -> Callable[[str], float] | None:
    """VADER's compound as frustration, its own line (-0.05) at 0.5; None where it is not installed."""
    try:
        from vaderSentiment.vaderSentiment import (  # type: ignore[import-untyped,import-not-found,unused-ignore]
            SentimentIntensityAnalyzer,
        )
    except ImportError:
        return None
    analyzer = SentimentIntensityAnalyzer()

    def read(text: str) -> float:
        return 0.475 - float(analyzer.polarity_scores(text)["compound"]) / 2

    return read


def asks_for_person(text: str) -> bool:
    """A word for a person, or for calling."""
    return bool(PERSON.search(text))
