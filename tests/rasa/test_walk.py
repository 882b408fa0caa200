"""Every dialogue state has a way to the person and a next step, and no line comes twice in a row: in each language, the gateway's
lines included. That each of the three faults can be found is shown by planting it (tests/rasa/walking.py).
"""

from __future__ import annotations

import pytest

from actions import people, reply
from actions.facts import LINES
from actions.reply import Reply
from tests.rasa.walking import FEW, SOME, faults, state, told, walk
from tests.rasa.whole import Whole


@pytest.mark.timeout(900)  # 15 s of one core for each language; a crowded machine may take far longer
@pytest.mark.parametrize("language", ["fi", "en", "sv"])
async def test_every_state_has_an_answer_a_next_step_and_a_way_to_the_person(
    language: str, orders: str
) -> None:
    steps = await walk(Whole(language))
    assert told(steps) == ""
    asked = [step for step in steps if step.path[-1].startswith("contact_human")]
    assert all(step.whole.record.handler == "queue" for step in asked)
    assert all(step.whole.assistant.loop is None for step in asked)
    assert len({state(step.whole) for step in steps}) > 300
    assert {step.whole.record.handler for step in steps} == {"bot", "queue"}


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
async def test_with_the_order_service_down_too(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ORDERS_URL", "http://127.0.0.1:9")
    steps = await walk(await somewhere(language, "1001", "00530"), SOME)
    assert told(steps) == ""
    assert any(step.whole.record.left_open for step in steps)


@pytest.mark.parametrize("language", ["fi", "en", "sv"])
async def test_while_a_person_has_it_nothing_is_said_by_itself_and_afterwards_it_goes_on(
    language: str, orders: str
) -> None:
    whole = await somewhere(language)
    whole.asks_by_button()
    whole.claimed("sanna")
    with_person = await walk(whole, SOME)
    assert told(with_person) == ""
    assert {step.whole.record.handler for step in with_person} == {"agent"}
    whole.given_back("sanna")
    returned = await walk(whole, SOME)
    assert told(returned) == ""
    assert {step.whole.record.handler for step in returned} >= {"bot", "queue"}


async def somewhere(language: str, *given: str) -> Whole:
    """A conversation in the middle of the order form, or past it."""
    whole = Whole(language)
    await whole.say("zq", "track_order")
    for text in given:
        await whole.say(text, "inform")
    return whole


async def found(language: str = "fi") -> set[str]:
    """The kinds of faults that a short walk finds."""
    return {fault for step in await walk(Whole(language), FEW) for fault in faults(step)}


async def test_a_wish_for_a_person_that_leads_nowhere_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people.ContactHuman, "answer", lambda *_: Reply().say("talk.thanks"))
    steps = await walk(Whole(), FEW)
    assert {"no way to the person"} == {fault for step in steps for fault in faults(step)}


async def test_a_miss_that_offers_nothing_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LINES.catalogue, "miss.first", {"fi": ["En ymmärtänyt tätä.", "Tätä en osaa."]})
    monkeypatch.setattr(Reply, "offer", lambda self, *_, **more: self.tell(**more))
    assert await found() == {"no next step"}


async def test_an_answer_that_answers_nothing_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LINES.catalogue, "talk.thanks", {"fi": ["Ole hyvä.", "Eipä kestä."]})
    assert await found() == {"no next step"}


async def test_a_form_that_forgets_to_ask_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LINES.catalogue, "order.ask_key", {"fi": ["Selvä.", "Hyvä."]})
    assert "no next step" in {
        fault for step in await walk(await somewhere("fi"), FEW) for fault in faults(step)
    }


async def test_an_echo_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reply, "worded", lambda key, turn, facts: LINES.variants(key, turn.language)[0])
    assert "the same line twice in a row" in await found()
