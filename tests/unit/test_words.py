"""What is told from a text by its words alone: requests and look-alikes, greetings, thanks, yes, language; safe texts."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import plain
from bot.core.errors import Invalid
from bot.core.language import detect
from bot.core.lines import Lines
from bot.core.message import MAX_CHARACTERS, clean, digest, for_assistant

HOLDOUT = Path(__file__).parents[1] / "holdout" / "human.jsonl"
ROWS = [json.loads(line) for line in HOLDOUT.read_text("utf-8").splitlines() if line.strip()]

ASKS = """ihminen|Ihminen!|haluan puhua ihmisen kanssa|voinko puhua asiakaspalvelijan kanssa|saisinko ihmisen, kiitos
aspa|ASPA NYT|yhdistä asiakaspalvelijalle|oikea ihminen kiitos|hei saisko jonkun ihmisen|haluun puhuu ihmiselle
human|agent|I want to talk to a human|can I speak to a real person please|customer service|representative
get me an operator|let me talk to someone from customer service please human|i'd like to speak with an agent
människa|jag vill prata med en människa|kundtjänst|kan jag få tala med en riktig människa|koppla mig till kundtjänst"""
LOOK_ALIKES = """onko asiakaspalvelu auki lauantaina|mikä on asiakaspalvelun numero|oletko ihminen|oletko sä ihminen vai botti
ihminen tilasi väärän koon|asiakaspalvelunne on surkea|kiitos hyvästä asiakaspalvelusta|en halua puhua ihmisen kanssa
en tarvitse ihmistä|are you a human|is there a person behind this|no human please|the agent told me to wait
my agent number is 5|when is customer service open|är du en människa|när är kundtjänst öppen|ingen människa tack
henkilötunnus|päällikkö|manager|staff|moi|kiitos|1001||haluan nyt heti|please|I want to talk|jag vill prata"""


def rows(text: str) -> list[str]:
    return [part for line in text.split("\n") for part in line.split("|")]


@pytest.mark.parametrize("text", rows(ASKS))
def test_a_plain_request_for_a_person(text: str) -> None:
    assert plain.wants_person(text)


@pytest.mark.parametrize("text", rows(LOOK_ALIKES))
def test_what_only_looks_like_one(text: str) -> None:
    assert not plain.wants_person(text)


def test_no_look_alike_of_the_held_out_set_is_taken_for_a_request() -> None:
    wrong = [row["text"] for row in ROWS if not row["wants_human"] and plain.wants_person(row["text"])]
    assert wrong == []


@pytest.mark.parametrize("text", ["moi", "Hei!", "hyvää huomenta", "hello there", "hej hej", "Moikka moi"])
def test_a_bare_greeting(text: str) -> None:
    assert plain.only_greets(text)


@pytest.mark.parametrize("text", ["moi missä paketti", "", "?", "hello?x", "hyvää päivää tilaus 5", "👋"])
def test_more_or_less_than_a_greeting(text: str) -> None:
    assert not plain.only_greets(text)


@pytest.mark.parametrize(
    "text",
    [
        "kiitos",
        "Kiitos Aino!",
        "ok kiitti",
        "thanks a lot",
        "tack så mycket",
        "👍",
        "🙏🙏",
        "heippa",
        "bye",
        "Kiitos 😊",
        "Kiitos, että otit tämän.",
        "Kiitos Aino, että vastasit näin nopeasti!",
        "Thanks for taking this.",
        "Thank you so much for helping me out!",
        "Tack för att du tog det här!",
    ],
)
def test_only_thanks(text: str) -> None:
    assert plain.only_thanks(text, ["Aino"])


@pytest.mark.parametrize(
    "text",
    [
        "kiitos mutta ei toimi",
        "thanks, but it is broken",
        "?",
        "kiitos?",
        "ei",
        "no",
        "nej",
        "1001",
        "Kiitos Pekka",
        "vielä yksi",
        "Kiitos että hukkasit paketin",
        "kiitos että otit rahani",
        "Thanks for taking my money",
        "thanks for taking so long",
        "tack för att du tog mina pengar",
        "että otit tämän",
    ],
)
def test_more_than_thanks(text: str) -> None:
    assert not plain.only_thanks(text, ["Aino"])


@pytest.mark.parametrize("text", ["joo", "kyllä kiitos", "yes please", "ja gärna", "OK", "kyllä, totta kai"])
def test_a_yes(text: str) -> None:
    assert plain.affirms(text)


@pytest.mark.parametrize("text", ["joo mutta ei nyt", "", "en", "no", "nej tack", "kyllä vai ei", "👍?"])
def test_no_yes(text: str) -> None:
    assert not plain.affirms(text)


@pytest.mark.parametrize(
    ("text", "current", "found"),
    [
        ("missä minun pakettini on", "en", "fi"), ("where is my package", "fi", "en"),
        ("var är mitt paket någonstans", "fi", "sv"), ("ok", "fi", "fi"), ("1001", "sv", "sv"),
        ("", "en", "en"), ("iPhone", "fi", "fi"), ("hej", "fi", "fi"), ("no", "fi", "fi"),
        ("mun paketti on hukassa ja haluun sen", "sv", "fi"), ("I want my money back please", "sv", "en"),
        ("jag har inte fått min beställning", "en", "sv"),
    ],
)  # fmt: skip
def test_the_language_changes_only_on_strong_evidence(text: str, current: str, found: str) -> None:
    assert detect(text, current) == found


@given(st.text(max_size=300), st.sampled_from(["fi", "en", "sv"]))
def test_any_text_has_a_language_of_ours(text: str, current: str) -> None:
    assert detect(text, current) in ("fi", "en", "sv")


@given(st.text(max_size=200))
def test_what_is_kept_is_clean_and_stays_as_it_is(text: str) -> None:
    try:
        kept = clean(text)
    except Invalid:
        return
    assert clean(kept) == kept
    assert 0 < len(kept) <= MAX_CHARACTERS
    assert unicodedata.is_normalized("NFC", kept)
    assert all(char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs") for char in kept)
    kept.encode()


@given(st.text(alphabet=" /\t\n\u00a0\u2003ar", max_size=30))
def test_what_the_assistant_gets_never_begins_with_a_slash(text: str) -> None:
    assert not for_assistant(text).strip().startswith("/")
    assert not any(line.strip().startswith("/") for line in for_assistant(text).split("\n"))


@given(st.text(max_size=40), st.text(max_size=40))
def test_texts_that_differ_have_digests_that_differ(one: str, other: str) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_a_choice_is_part_of_the_digest() -> None:
    assert digest("Kyllä", "a") != digest("Kyllä", "b")
    assert digest("Kyllä", "a") == digest("Kyllä", "a")


@pytest.mark.parametrize(
    ("given_", "kept"), [("a\r\nb\rc", "a\nb\nc"), ("  hei \n", "hei"), ("a\u0308", "ä")]
)
def test_line_ends_blanks_and_composition(given_: str, kept: str) -> None:
    assert clean(given_) == kept


def test_a_person_with_a_team_is_set_off_by_commas_and_several_are_not() -> None:
    lines = Lines({"x": {"en": "{person}, can help."}})
    assert lines.say("x", "en", person="Aino, billing") == "Aino, billing, can help."
    several = lines.say("x", "en", person="Aino (billing) or Mikko (deliveries)")
    assert several == "Aino (billing) or Mikko (deliveries) can help."
