"""The fan-out within a process, where thousands follow."""

import asyncio

from bot.service.hub import Hub


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
