"""The catalogue: every line in every language, whole, short, and worded in more than one way."""

from __future__ import annotations

import re
import string

import pytest

from actions.facts import LINES, ROOT

OURS = [key for key in LINES.catalogue if "." in key]
SAID_ONCE = (
    "label.",
    "cancel.done",
    "change.address_done",
    "change.method_done",
    "invoice.moved",
    "invoice.copied",
    "return.made",
    "return.step",
    "fraud.given",
    "critical.",  # fixed words, never varied (tone guide)
    "alarm.",
    "matter.",
    "brief.",
    "tried.",
    "wants.",
)
MOST_WORDS = {"fi": 36, "en": 45, "sv": 45}


@pytest.mark.parametrize("key", OURS)
@pytest.mark.parametrize("language", ["fi", "en", "sv"])
def test_line_is_whole_short_and_varied(key: str, language: str) -> None:
    assert language in LINES.catalogue[key]
    variants = LINES.variants(key, language)
    assert len(set(variants)) == len(variants)
    assert len(variants) > 1 or key.startswith(SAID_ONCE)
    for text in variants:
        assert len(re.sub(r"\{\w+\}", "x", text).split()) <= MOST_WORDS[language]
        assert "!" not in text


SAYS = {
    "invoice.reminder": {"invoice", "amount", "due", "reference"},
    "track.late": {"promised_for", "estimated"},
    "change.ask_method": {"price"},
}
"""What every wording of a line has to tell."""


@pytest.mark.parametrize("key", SAYS)
@pytest.mark.parametrize("language", ["fi", "en", "sv"])
def test_every_wording_tells_what_matters(key: str, language: str) -> None:
    for text in LINES.variants(key, language):
        assert SAYS[key] <= {name for _, name, _, _ in string.Formatter().parse(text) if name}, text


def test_a_new_one_or_the_money_is_for_a_parcel_that_does_not_come() -> None:
    assert all("Ellei se tule, saat" in text for text in LINES.variants("track.late", "fi"))


@pytest.mark.parametrize("key", OURS)
def test_languages_use_the_same_facts(key: str) -> None:
    for language in ("fi", "en", "sv"):
        for text in LINES.variants(key, language):
            assert {name for _, name, _, _ in string.Formatter().parse(text) if name} <= facts_of(key)


def facts_of(key: str) -> set[str]:
    """Every fact that a variant of the line uses in Finnish, and those that all lines may use."""
    common = {"person", "answers", "hours", "company", "phone", "email", "site", "order", "goods"}
    texts = LINES.variants(key, "fi")
    return common | {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_line_that_an_action_names_is_there() -> None:
    for path in (ROOT / "actions").glob("*.py"):
        for key in re.findall(r'say\(\s*"([a-z_.0-9]+)"', path.read_text("utf-8")):
            assert key in LINES.catalogue, f"{path.name}: {key}"
