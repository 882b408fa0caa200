"""Matters that are easily taken for another one, through the trained model in a running server."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from actions.facts import LINES
from tests.rasa.server import Talk, parse

pytestmark = [pytest.mark.slow, pytest.mark.rasa]
FRAUD = {
    "fi": (
        "onko tää tekstari teiltä?", "Sain viestin että paketti odottaa tullimaksua, onko se teiltä",
        "onko tämä huijaus, pyydetään pankkitunnuksia", "tuli outo tekstiviesti teidän nimissä ja siinä linkki",
    ),
    "en": (
        "is this text message from you?", "I got a text saying my parcel is held, is it really you",
        "Is this email asking me to pay customs genuine?", "got a weird sms with a link from your shop, is that real",
    ),
}  # fmt: skip
ERASURE = {
    "fi": (
        "poistakaa kaikki tietoni", "Haluan että tilini ja tietoni poistetaan", "mitä tietoja teillä on musta",
        "pyydän poistamaan henkilötietoni rekisteristänne", "haluan poistaa asiakastilini",
    ),
    "en": (
        "delete all my data please", "I want my account and data erased", "what information do you hold about me",
        "please remove my personal details from your systems", "I want to delete my account",
    ),
}  # fmt: skip
NEWSLETTER = {
    "fi": (
        "lopettakaa uutiskirjeen lähettäminen", "en halua enää teidän mainoksia sähköpostiin", "miten perun uutiskirjeen",
        "ottakaa mut pois postituslistalta",
    ),
    "en": (
        "stop sending me your newsletter", "unsubscribe me from your emails", "take me off your mailing list please",
        "how do I stop the marketing emails",
    ),
}  # fmt: skip
POINTS = {
    "fi": (
        "montako bonuspistettä mulla on", "pisteeni ovat kadonneet", "miksi en saanut pisteitä ostoksesta",
        "paljonko mulla on kanta-asiakaspisteitä",
    ),
    "en": (
        "how many loyalty points do I have", "my bonus points have disappeared", "why did I get no points for my order",
        "what is my points balance",
    ),
}  # fmt: skip
PARENT = {
    "fi": (
        "kirjoitan äitini puolesta, hän ei osaa käyttää nettiä", "autan mummoa tilauksen kanssa",
        "kyselen isän puolesta, hän ei käytä tietokonetta",
    ),
    "en": (
        "I'm writing on behalf of my mother, she can't use the internet", "helping my grandmother with her order",
        "my dad ordered from you and I handle his things",
    ),
}  # fmt: skip
ENTITIES = {
    "lasku oli 49,90 € ja maksoin sen 5.12.": [("amount", "49,90 €"), ("date", "5.12.")],
    "saanko 50 euroa takaisin": [("amount", "50 euroa")],
    "tuleeko se ensi perjantaina": [("date", "ensi perjantaina")],
    "can it be here tomorrow": [("date", "tomorrow")],
    "you charged me €12.90 last Tuesday": [("amount", "€12.90"), ("date", "last Tuesday")],
}


def each(sentences: Mapping[str, tuple[str, ...]]) -> pytest.MarkDecorator:
    """One test for each sentence."""
    return pytest.mark.parametrize(
        ("language", "text"), [(language, text) for language, texts in sentences.items() for text in texts]
    )


def is_said(key: str, language: str, text: str) -> bool:
    """Whether a text begins as a variant of this line does, before its first fact."""
    return any(text.startswith(variant.partition("{")[0]) for variant in LINES.variants(key, language))


@each(FRAUD)
def test_whether_a_message_is_ours_is_answered_with_calm_advice(rasa: str, language: str, text: str) -> None:
    said, told = Talk(rasa, language).say(text)
    assert is_said("fraud.advice", language, said)
    assert not told.get("alarm")
    assert told.get("propose") != "handoff"


@each(ERASURE)
def test_who_wants_their_data_erased_is_told_of_that_right_unasked(
    rasa: str, language: str, text: str
) -> None:
    said, told = Talk(rasa, language).say(text)
    assert is_said("privacy.right", language, said)
    assert told["propose"] == "offer"


@each({language: (*ERASURE[language], *NEWSLETTER[language], *POINTS[language]) for language in ("fi", "en")})
def test_data_letters_and_points_are_never_answered_with_a_password(
    rasa: str, language: str, text: str
) -> None:
    said = Talk(rasa, language).say(text)[0].lower()
    assert said
    assert "salasana" not in said
    assert "password" not in said


@each(NEWSLETTER)
def test_who_wants_no_more_letters_is_told_how_they_stop(rasa: str, language: str, text: str) -> None:
    assert {"fi": "loppu", "en": "stop"}[language] in Talk(rasa, language).say(text)[0]


@each(POINTS)
def test_points_are_answered_as_points(rasa: str, language: str, text: str) -> None:
    assert {"fi": "piste", "en": "point"}[language] in Talk(rasa, language).say(text)[0].lower()


@each(PARENT)
def test_who_writes_for_a_parent_gets_help_and_the_person_for_the_rest_in_peace(
    rasa: str, language: str, text: str
) -> None:
    said, told = Talk(rasa, language).say(text)
    assert {"fi": "puolestaan", "en": "ask here for them"}[language] in said
    assert "Aino" in said
    assert not told.get("alarm")
    assert told.get("urgency", "normal") == "normal"


@pytest.mark.parametrize(("text", "found"), ENTITIES.items())
def test_sums_and_days_come_with_the_parse(rasa: str, text: str, found: list[tuple[str, str]]) -> None:
    assert [(one["entity"], one["value"]) for one in parse(rasa, text)["entities"]] == found


@pytest.mark.parametrize("text", ["где моя посылка", "我的包裹在哪里", "أين طردي", "x" * 4000])
def test_what_cannot_be_read_is_a_miss_and_no_guess(rasa: str, text: str) -> None:
    assert parse(rasa, text)["intent"]["name"] == "nlu_fallback"
    told = Talk(rasa, "en").say(text)[1]
    assert told["miss"]
    assert told["propose"] == "offer"
