"""Two cases become one: nothing is lost or held twice, whatever happens between the two steps."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from bot.core import goodwill, joined
from bot.core.conversation import Conversation, Goodwill, Promise
from bot.core.errors import Conflict
from bot.core.promised import pending
from tests.unit.factories import NOON, conversation, world

HERE = world(aino="online", mikko="online")
DUE = NOON + dt.timedelta(hours=1)


def held(id: str, **fields: Any) -> Conversation:
    return conversation(id=id, handler="agent", customer="liisa", **({"agent": "aino"} | fields))


def promise(id: str) -> Promise:
    return Promise(id, "aino", "answer", DUE, "web")


def test_a_colleagues_case_is_refused_before_anything_happens() -> None:
    with pytest.raises(Conflict) as refused:
        joined.check(HERE, held("0-g", agent="mikko"), held("0-a"), "aino")
    assert refused.value.code == "already_claimed"


def test_what_is_promised_between_the_steps_is_taken_in_before_the_other_case_ends() -> None:
    gone, into = held("0-g", promises=(promise("p1"),)), held("0-a")
    into = joined.take_in(HERE, into, gone, "aino").conversation
    gone = gone.but(promises=(*gone.promises, promise("p2")))
    with pytest.raises(joined.MoreCame):
        joined.let_go(HERE, gone, into, "aino")
    again = joined.take_in(HERE, into, gone, "aino")
    assert [one.id for one in again.conversation.promises] == ["p1", "p2"]
    assert again.events == (), "joined once"
    ended = joined.let_go(HERE, gone, again.conversation, "aino").conversation
    assert not ended.open
    assert pending(ended) == []


def test_joined_again_nothing_changes_and_what_was_kept_meanwhile_stays_kept() -> None:
    gone = held("0-g", promises=(promise("p1"),))
    into = joined.take_in(HERE, held("0-a"), gone, "aino").conversation
    kept = into.but(promises=(replace(into.promises[0], status="kept"),))
    assert joined.take_in(HERE, kept, gone, "aino").conversation == kept
    ended = joined.let_go(HERE, gone, into, "aino").conversation
    assert joined.let_go(HERE, ended, into, "aino").events == ()


def test_a_case_that_was_taken_up_again_ends_again_with_its_new_promise() -> None:
    gone, into = held("0-g"), held("0-a")
    into = joined.take_in(HERE, into, gone, "aino").conversation
    ended = joined.let_go(HERE, gone, into, "aino").conversation
    opened = ended.but(status="open", handler="agent", agent="aino", promises=(promise("p2"),))
    into = joined.take_in(HERE, into, opened, "aino").conversation
    after = joined.let_go(HERE, opened, into, "aino").conversation
    assert [one.id for one in pending(into)] == ["p2"]
    assert not after.open
    assert pending(after) == []


def test_a_kindness_goes_along_so_that_limits_and_once_a_reason_hold() -> None:
    given = Goodwill("aino", "promise_broken", 10.0, "", NOON)
    into = joined.take_in(HERE, held("0-a"), held("0-g", goodwill=(given,)), "aino").conversation
    assert into.goodwill == (given,)
    with pytest.raises(Conflict) as refused:
        goodwill.give(HERE, into, given, "c")
    assert refused.value.code == "goodwill_given"
