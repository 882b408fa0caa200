"""What counts as the answer that was promised: a line by its owner that says something, not that they are still at it."""

import datetime as dt
from typing import Any

import pytest
import yaml

from bot.core import case, later, promise, standin
from bot.core.conversation import Conversation, Later, Promise
from bot.core.holding import only_holds
from tests.harness import ROOT
from tests.unit.factories import NOON, conversation, world

DUE = NOON + dt.timedelta(minutes=20)
CANNED: dict[str, Any] = yaml.safe_load((ROOT / "data/canned.yml").read_text())


def reminded(language: str = "fi") -> Conversation:
    """Aino has the case and has been reminded of the answer that she promised."""
    one = Promise("p", "aino", "answer", DUE, "web", made_at=NOON, reminded=1)
    return conversation(
        language=language, handler="agent", agent="aino", promises=(one,), last_by="customer", wrote_at=NOON
    )


def given(c: Conversation, text: str, data: dict[str, Any] | None = None) -> bool:
    wrote = case.agent_wrote(world(DUE, aino="online"), c, "aino", text, data or {}).conversation
    seen = promise.answers_seen(world(DUE, aino="online"), wrote).conversation
    return bool(wrote.promises[0].given_at) and seen.promises[0].status == "kept"


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
def test_the_word_that_a_nudge_suggests_keeps_no_promise(language: str) -> None:
    c = reminded(language)
    [nudge] = standin.nudge(world(DUE, aino="online"), c).events
    assert not given(c, nudge.data["suggested"])


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
@pytest.mark.parametrize("canned", ["kiitos", "selvitan"])
def test_canned_replies_that_only_hold_keep_no_promise(language: str, canned: str) -> None:
    assert not given(reminded(language), CANNED[canned]["texts"][language])


@pytest.mark.parametrize(
    "text",
    [
        "Hetki vielä, tarkistan varastosta.", "Moi! Selvitän tätä yhä, vielä 20 minuuttia.", "Palaan tähän pian.",
        "I’m looking into it, half an hour more.", "Let me check with the warehouse.", "Jag kollar ännu, en stund till.",
    ],
)  # fmt: skip
def test_a_short_line_that_only_holds_keeps_no_promise(text: str) -> None:
    assert not given(reminded(), text)


@pytest.mark.parametrize(
    "text",
    [
        "Hyvitys on tililläsi perjantaina.", "Selvitin asian: paketti on Pasilassa.", "Kyllä.", "I checked: it is paid.", "Kiitos, että kirjoitit. Lasku on oikaistu.",
        "Jag kollade: betalningen har kommit.",
        "Selvitän vielä toimitusmaksun, mutta itse lasku on nyt oikaistu: uusi summa on 49 euroa ja eräpäivä 15.12., eikä viivästyksestä tule kuluja.",
    ],
)  # fmt: skip
def test_an_ordinary_line_of_its_owner_is_the_promised_answer(text: str) -> None:
    assert given(reminded(), text)


def test_a_file_is_an_answer_whatever_stands_beside_it() -> None:
    assert given(reminded(), "Hetki, tässä lasku.", {"files": [{"id": "f", "name": "lasku.pdf"}]})
    assert given(reminded(), "", {"files": [{"id": "f", "name": "lasku.pdf"}]})


def test_a_line_set_for_later_goes_out_by_itself_and_keeps_no_promise() -> None:
    one = Later("l", "aino", "Hyvitys on tililläsi perjantaina.", DUE, NOON)
    sent = later.later_due(world(DUE, aino="online"), reminded().but(later=(one,)))
    assert [event.type for event in sent.events] == ["message"]
    assert sent.conversation.promises[0].given_at is None


def test_not_every_line_that_begins_with_looking_is_long_or_empty() -> None:
    assert only_holds("Hetki.")
    assert not only_holds("Hetkellinen häiriö on ohi.")
