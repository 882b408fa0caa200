"""When the person who has a case is gone: it is offered on, whatever they had begun, and to each once."""

from bot.core import handoff, standin
from bot.core.conversation import Conversation, Transfer
from tests.unit.factories import conversation, world

HERE = world(mikko="offline", aino="online", sanna="online")


def held(**fields: object) -> Conversation:
    return conversation(handler="agent", agent="mikko", helped_by=("mikko",), **fields)


def offered(c: Conversation) -> str | None:
    return c.transfer.to if c.transfer else None


def test_a_case_with_a_hand_over_under_way_is_offered_to_whom_its_person_meant() -> None:
    c = held(transfer=Transfer("sanna", "mikko", "tekninen asia"))
    change = standin.lost(HERE, c, "mikko")
    assert offered(change.conversation) == "sanna"
    assert change.conversation.lost_at
    assert [event.type for event in change.events] == ["handoff.offered", "message"]
    assert "Sanna, tekninen tuki" in (change.events[1].text or "")
    assert standin.lost(HERE, change.conversation, "mikko").events == ()


def test_where_whom_they_meant_is_not_here_it_is_offered_to_somebody_who_is() -> None:
    c = held(transfer=Transfer("sanna", "mikko", "tekninen asia"))
    assert offered(standin.lost(world(aino="online"), c, "mikko").conversation) == "aino"


def test_to_a_team_it_goes_to_the_one_of_it_who_is_here() -> None:
    c = held(transfer=Transfer("tekninen", "mikko", "tekninen asia"))
    assert offered(standin.lost(HERE, c, "mikko").conversation) == "sanna"


def test_the_customers_yes_is_not_waited_for_when_nobody_is_left_to_hear_it() -> None:
    c = held(transfer=Transfer("sanna", "mikko", "x", agreed=False), asked="transfer", asks=1, transfers=1)
    after = standin.lost(HERE, c, "mikko").conversation
    assert after.asked is None
    assert after.transfer
    assert after.transfer.agreed
    assert handoff.claim(HERE, after, "sanna").conversation.agent == "sanna"


def test_who_declined_is_not_asked_again_and_the_customer_is_not_told_again() -> None:
    c = standin.lost(HERE, held(), "mikko").conversation
    first = offered(c)
    assert first
    declined = handoff.decline(HERE, c, first, "kädet täynnä").conversation
    again = standin.lost(HERE, declined, "mikko").conversation
    assert offered(again) not in (None, first)
    nobody = handoff.decline(HERE, again, offered(again) or "", "minullakin").conversation
    assert standin.lost(HERE, nobody, "mikko").events == ()
    assert nobody.agent == "mikko", "theirs until somebody accepts"


def test_when_the_next_one_goes_too_it_is_offered_to_another() -> None:
    c = standin.lost(HERE, held(transfer=Transfer("sanna", "mikko", "x")), "mikko").conversation
    assert offered(standin.lost(world(aino="online"), c, "mikko").conversation) == "aino"


def test_who_comes_back_and_goes_on_may_lose_the_connection_another_day() -> None:
    c = standin.lost(HERE, held(), "mikko").conversation
    first = offered(c) or ""
    back = standin.back(handoff.decline(HERE, c, first, "kädet täynnä").conversation)
    assert offered(standin.lost(HERE, back, "mikko").conversation) == first
