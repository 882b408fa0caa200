"""The line that a process's commands share: every command gets its own answer, or the truth that there is none."""

import asyncio
import os
import signal

import pytest
from redis.exceptions import ConnectionError, ResponseError, TimeoutError

from bot.store.connection import connect
from tests.harness import RedisServer


async def test_answers_come_to_those_who_asked(redis: RedisServer) -> None:
    client = connect(redis.url)
    await asyncio.gather(*(client.set(f"k{n}", n) for n in range(500)))
    assert await asyncio.gather(*(client.get(f"k{n}") for n in range(500))) == [str(n) for n in range(500)]
    await client.aclose()


async def test_an_error_is_its_own_commands_only(redis: RedisServer) -> None:
    client = connect(redis.url)
    asked = [client.execute_command("NONSENSE"), client.set("a", "ä")]
    wrong, right = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(wrong, ResponseError)
    assert right is True
    assert await client.get("a") == "ä"
    assert (await client.config_get("appendonly")) == {"appendonly": "yes"}
    await client.aclose()


async def test_who_gives_up_waiting_leaves_the_others_in_order(redis: RedisServer) -> None:
    client = connect(redis.url)
    await client.set("a", "1")
    given_up = asyncio.create_task(client.get("nothing"))
    await asyncio.sleep(0)
    kept = asyncio.create_task(client.get("a"))
    await asyncio.sleep(0)
    given_up.cancel()
    assert await kept == "1"
    assert await client.get("a") == "1"
    await client.aclose()


async def test_a_script_that_the_server_has_forgotten_is_sent_again(redis: RedisServer) -> None:
    client = connect(redis.url)
    script = client.register_script("return {ARGV[1], KEYS[1]}")
    assert await script(keys=["k"], args=["1"]) == ["1", "k"]
    await client.script_flush()
    assert await script(keys=["k"], args=["2"]) == ["2", "k"]
    await client.aclose()


async def test_a_silent_server_is_given_up_in_time_and_found_again(redis: RedisServer) -> None:
    client = connect(redis.url, timeout_s=0.2)
    await client.set("a", "1")
    os.kill(redis.pid, signal.SIGSTOP)
    try:
        answers = await asyncio.gather(*(client.get("a") for _ in range(3)), return_exceptions=True)
    finally:
        os.kill(redis.pid, signal.SIGCONT)
    assert all(isinstance(answer, TimeoutError) for answer in answers)
    assert await client.get("a") == "1"
    await client.aclose()


async def test_a_killed_server_is_told_at_once_and_found_again(redis: RedisServer) -> None:
    client = connect(redis.url)
    await client.set("a", "1")
    os.kill(redis.pid, signal.SIGSTOP)
    waiting = asyncio.create_task(client.get("a"))
    await asyncio.sleep(0.05)
    redis.kill()
    with pytest.raises(ConnectionError):
        await asyncio.wait_for(waiting, 1)
    answers = await asyncio.gather(*(client.get("a") for _ in range(20)), return_exceptions=True)
    assert all(isinstance(answer, (ConnectionError, OSError)) for answer in answers)
    redis.start()
    assert await client.get("a") == "1"
    await client.aclose()


async def test_many_at_the_start_share_one_connection(redis: RedisServer) -> None:
    client = connect(redis.url)
    await asyncio.gather(*(client.ping() for _ in range(50)))
    assert len(await client.client_list()) == 1
    await client.aclose()
