"""When the person who has a case is gone: it is offered on, whatever they had begun, and to each once."""

import datetime as dt

import pytest

from bot.core import case, handoff, later, standin, steps
from bot.core.conversation import Change, Conversation, Transfer
from bot.core.errors import Conflict
from bot.core.said import Said
from bot.core.world import World
from tests.unit.factories import NOON, conversation, world

HERE = world(mikko="offline", aino="online", sanna="online")


def held(**fields: object) -> Conversation:
    return conversation(handler="agent", agent="mikko", helped_by=("mikko",), **fields)


def offered(c: Conversation) -> str | None:
    return c.transfer.to if c.transfer else None


def lost(around: World, c: Conversation) -> Change:
    """Mikko is gone, and the first who may be asked has room."""
    asked = next((one.person.id for one in standin.candidates(around, c, "mikko")), None)
    return standin.lost(around, c, "mikko", asked)


def test_a_case_with_a_hand_over_under_way_is_offered_to_whom_its_person_meant() -> None:
    c = held(transfer=Transfer("sanna", "mikko", "tekninen asia"))
    change = lost(HERE, c)
    assert offered(change.conversation) == "sanna"
    assert change.conversation.lost_at
    assert [event.type for event in change.events] == ["handoff.offered", "message"]
    assert "Sanna, tekninen tuki" in (change.events[1].text or "")
    assert lost(HERE, change.conversation).events == ()


def test_where_whom_they_meant_is_not_here_it_is_offered_to_somebody_who_is() -> None:
    c = held(transfer=Transfer("sanna", "mikko", "tekninen asia"))
    assert offered(lost(world(aino="online"), c).conversation) == "aino"


def test_to_a_team_it_goes_to_the_one_of_it_who_is_here() -> None:
    c = held(transfer=Transfer("tekninen", "mikko", "tekninen asia"))
    assert offered(lost(HERE, c).conversation) == "sanna"


def test_the_customers_yes_is_not_waited_for_when_nobody_is_left_to_hear_it() -> None:
    c = held(transfer=Transfer("sanna", "mikko", "x", agreed=False), asked="transfer", asks=1, transfers=1)
    after = lost(HERE, c).conversation
    assert after.asked is None
    assert after.transfer
    assert after.transfer.agreed
    assert handoff.claim(HERE, after, "sanna").conversation.agent == "sanna"


def test_who_declined_is_not_asked_again_and_the_customer_is_not_told_again() -> None:
    c = lost(HERE, held()).conversation
    first = offered(c)
    assert first
    declined = handoff.decline(HERE, c, first, "kädet täynnä").conversation
    again = lost(HERE, declined).conversation
    assert offered(again) not in (None, first)
    nobody = handoff.decline(HERE, again, offered(again) or "", "minullakin").conversation
    assert lost(HERE, nobody).events == ()
    assert nobody.agent == "mikko", "theirs until somebody accepts"


def test_when_the_next_one_goes_too_it_is_offered_to_another() -> None:
    c = lost(HERE, held(transfer=Transfer("sanna", "mikko", "x"))).conversation
    assert offered(lost(world(aino="online"), c).conversation) == "aino"


def test_who_comes_back_and_goes_on_may_lose_the_connection_another_day() -> None:
    c = lost(HERE, held()).conversation
    first = offered(c) or ""
    back = standin.back(handoff.decline(HERE, c, first, "kädet täynnä").conversation)
    assert offered(lost(HERE, back).conversation) == first


def test_where_nobody_has_room_it_stays_and_nothing_is_said() -> None:
    assert standin.lost(HERE, held(), "mikko", None).events == ()


def answered(*lines: str, by: str = "Paketti lähti tänään.", **fields: object) -> Conversation:
    """Mikko has written, then the customer did."""
    c = case.agent_wrote(HERE, held(**fields), "mikko", by, {}).conversation
    for number, text in enumerate(lines):
        c = steps.customer_wrote(HERE, c, Said(text, f"c{number}")).conversation
    return c


@pytest.mark.parametrize(
    "lines", [["Kiitos!"], ["Kiitos, että otit tämän.", "👍"], ["ok"], ["Thanks for taking this!"]]
)
def test_who_only_thanks_waits_for_no_word(lines: list[str]) -> None:
    c = answered(*lines)
    assert c.thanked
    assert standin.nudge_at(c) is None
    put_off = later.snooze(HERE, c, "mikko", NOON + dt.timedelta(hours=1))
    assert put_off.conversation.snoozed_until


@pytest.mark.parametrize(
    ("lines", "by"),
    [
        (["Missä se on?", "Kiitos!"], "Paketti lähti tänään."),
        (["Kiitos!", "Vielä yksi asia"], "Paketti lähti tänään."),
        (["joo kiitos"], "Haluatko rahat takaisin?"),
    ],
)
def test_thanks_beside_a_question_or_in_answer_to_one_wait_for_a_word(lines: list[str], by: str) -> None:
    c = answered(*lines, by=by)
    assert not c.thanked
    assert standin.nudge_at(c) == NOON + dt.timedelta(seconds=standin.SILENT_S)
    with pytest.raises(Conflict) as refused:
        later.snooze(HERE, c, "mikko", NOON + dt.timedelta(hours=1))
    assert refused.value.code == "answer_first"


def test_the_desk_hears_that_a_line_is_only_thanks() -> None:
    c = case.agent_wrote(HERE, held(), "mikko", "Paketti lähti.", {}).conversation
    [thanks] = steps.customer_wrote(HERE, c, Said("Kiitos!", "c")).events
    [more] = steps.customer_wrote(HERE, c, Said("Ei tullut", "c")).events
    assert thanks.data["thanks"] is True
    assert "thanks" not in more.data
