"""The fan-out within a process, where thousands follow."""

import asyncio
from typing import Any

from bot.service.hub import Follower, Hub
from bot.store.stored import Outcome
from tests.unit.factories import conversation


async def test_when_people_change_everybody_looks_again_and_nobody_waits_for_all() -> None:
    hub = Hub()
    looked: list[str] = []

    async def follow(name: str) -> None:
        with hub.follow_desk() if name == "desk" else hub.follow(name) as follower:
            await follower.wait(5)
            looked.append(name)

    tasks = [asyncio.create_task(follow(name)) for name in (*(f"c{n}" for n in range(200)), "desk")]
    await asyncio.sleep(0)
    hub.people_changed()
    await asyncio.sleep(0)
    assert 0 < len(looked) < 50
    assert "desk" in looked
    hub.people_changed()
    await asyncio.gather(*tasks)
    assert len(set(looked)) == 201


def event(id: str) -> dict[str, Any]:
    return {"id": id, "type": "message", "by": {"kind": "bot"}}


def step(before: str, *ids: str) -> Outcome:
    return Outcome(conversation(id="c"), ids[-1], tuple(map(event, ids)), before=before)


def given(follower: Follower) -> list[str]:
    return [event["id"] for _, event in follower.take()]


def test_what_was_stored_here_is_given_at_once_and_not_again_when_the_feed_brings_it() -> None:
    hub = Hub()
    with hub.follow("c") as follower:
        hub.deliver("c", event("1-0"))
        hub.stored(step("1-0", "2-0", "2-1"))
        assert given(follower) == ["1-0", "2-0", "2-1"]
        for id in ("2-0", "2-1", "3-0"):
            hub.deliver("c", event(id))
        assert given(follower) == ["3-0"]


def test_what_was_stored_here_never_comes_before_what_another_process_stored_before_it() -> None:
    hub = Hub()
    with hub.follow("c") as follower:
        hub.deliver("c", event("1-0"))
        hub.stored(step("2-0", "3-0"))  # the feed has not brought 2-0 yet
        assert given(follower) == ["1-0"]
        for id in ("2-0", "3-0"):
            hub.deliver("c", event(id))
        assert given(follower) == ["2-0", "3-0"]


def test_who_comes_later_and_who_begins_anew_miss_nothing() -> None:
    hub = Hub()
    with hub.follow("c"):
        hub.deliver("c", event("1-0"))
    with hub.follow("c") as follower:
        hub.stored(step("1-0", "2-0"))  # whether 1-0 was given to this one is not known
        hub.deliver("c", event("2-0"))
        hub.resync()
        hub.stored(step("2-0", "3-0"))  # nor what the feed lacks
        hub.deliver("c", event("3-0"))
        assert given(follower) == ["2-0", "3-0"]
