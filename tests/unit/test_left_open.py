"""What the bot left open while nobody was here goes to those who come; by day, and after a no, silence ends it."""

import datetime as dt
from typing import Any

import pytest

from bot.core import care, case, handoff, offering, steps, turns, view
from bot.core.conversation import Change, Conversation
from bot.core.said import Said
from bot.core.turns import Reply
from tests.unit.factories import conversation, local, world

NIGHT = local("2026-11-25 22:00")
DAY = local("2026-11-25 10:00")
MORNING = local("2026-11-26 07:50")
HALF_AN_HOUR = dt.timedelta(minutes=31)
ASKED = {"wrote_at": NIGHT, "last_at": NIGHT, "turns": 1}


def answered(at: dt.datetime, reply: Reply) -> Conversation:
    """The bot's reply to one turn, at that instant."""
    c = turns.queue_line(world(at), conversation(wrote_at=at, last_at=at), "missä pakettini on")
    assert c.pending_at
    c = turns.begun(c, 2.0)
    assert c.turn
    return turns.replied(world(at), c, c.turn.id, reply).conversation


def silent_since(c: Conversation, **people: str) -> Change:
    assert c.last_at
    return case.close_silent(world(c.last_at + HALF_AN_HOUR, **people), c)


@pytest.mark.parametrize(
    "reply",
    [
        Reply("En osaa auttaa tässä. Pyydänkö mukaan?", miss=True, propose="offer"),
        Reply("Mikä on tilausnumero?", asks=True),
        Reply("Paketti on Vantaalla. Aino voi ottaa tämän. Pyydänkö mukaan?", propose="offer"),
    ],
)
def test_what_was_left_open_at_night_is_taken_in_and_said_by_the_bot(reply: Reply) -> None:
    change = silent_since(answered(NIGHT, reply))
    c = change.conversation
    assert (c.handler, c.reasons) == ("queue", ("left_open",))
    [event] = change.events
    assert (event.type, event.by.kind) == ("handoff.requested", "system")
    told = offering.offer(world(NIGHT + HALF_AN_HOUR), c, None, 1)
    assert "torstaina klo 8" in str(told.events[-1].text)


def test_an_angry_customer_who_is_offered_a_person_and_falls_silent_is_met_in_the_morning() -> None:
    said = "kolmas kerta kun kysyn, ihan paskaa palvelua"
    upset: dict[str, Any] = {"frustration": 0.7, "signals": ({"name": "repeat", "text": "kolmas kerta"},)}
    w = world(NIGHT)
    c = steps.customer_wrote(w, conversation(), Said(said, "m")).conversation
    c = turns.begun(c, 2.0)
    assert c.turn
    c = steps.assistant_answered(w, c, c.turn.id, Reply("Paketti on Vantaalla.", **upset)).conversation
    assert c.offering
    waits = silent_since(c).conversation
    told = offering.offer(world(NIGHT + HALF_AN_HOUR), waits, None, 1)
    assert "torstaina klo 8" in str(told.events[-1].text)
    eight = world(local("2026-11-26 08:00"), aino="online")
    assert offering.may_be_offered(eight, told.conversation)
    met = offering.offer(eight, told.conversation, "aino", 1)
    assert [event.type for event in met.events] == ["handoff.offered", "message"]
    assert "Aino" in str(met.events[-1].text)


def test_an_answer_is_an_answer_and_silence_after_it_ends_the_case() -> None:
    c = silent_since(answered(NIGHT, Reply("Paketti on Vantaalla."))).conversation
    assert c.status == "resolved"


def test_by_day_with_a_person_one_tap_away_silence_is_the_customers_choice() -> None:
    c = silent_since(answered(DAY, Reply("En osaa.", miss=True)), aino="online").conversation
    assert c.status == "resolved"


def test_what_was_asked_just_before_opening_is_still_the_mornings() -> None:
    c = silent_since(answered(MORNING, Reply("En osaa.", miss=True)), aino="online").conversation
    assert c.handler == "queue"


def test_who_said_no_thanks_is_left_in_peace() -> None:
    c = care.refused(conversation(**ASKED, left_open=True, misses=1)).but(turns=2)
    assert silent_since(c).conversation.status == "resolved"


def test_who_took_the_wish_back_is_left_in_peace() -> None:
    c = conversation(**ASKED, left_open=True, handler="queue", waiting_since=NIGHT)
    back = handoff.withdraw(world(NIGHT), c).conversation
    assert silent_since(back).conversation.status == "resolved"


def test_a_file_that_the_bot_cannot_open_is_left_open_and_so_is_a_turn_without_the_assistant() -> None:
    c = conversation(**ASKED)
    for change in (turns.files_came(world(NIGHT), c, "kuva.png"), turns.honest(world(NIGHT), c)):
        assert silent_since(change.conversation).conversation.handler == "queue"


def test_at_night_the_wait_said_is_the_wait_until_somebody_comes() -> None:
    c = conversation(**ASKED, handler="queue", waiting_since=NIGHT)
    low, high = view.state(world(NIGHT), c, 1)["queue"]["wait_s"]
    assert low >= 10 * 3600, "from ten in the evening to eight"
    assert high < 11 * 3600
