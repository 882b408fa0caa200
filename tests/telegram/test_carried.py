"""One case, two channels: its owner and promises go along, both ways; codes end, and guessing is slowed down."""

import datetime as dt
from typing import Any

from bot.store.keys import desk
from bot.store.links import CARRIES_S
from bot.store.stored import hash_token
from tests.harness import Agent, Customer, Gateway, of, until_async
from tests.telegram.conftest import ready
from tests.telegram.emulator import Emulator, Fault
from tests.telegram.person import Person


async def held_by_aino(gateway: Gateway) -> tuple[Agent, Customer]:
    """A web case that Aino has, with a promise."""
    await ready(gateway)
    aino, customer = await gateway.agent("aino"), await gateway.customer(language="fi")
    await customer.write("laskuni on väärin")
    await customer.call("POST", "/human")
    assert (await aino.verb(customer.id, "claim")).status_code == 200
    due_at = (gateway.clock() + dt.timedelta(hours=2)).isoformat()
    promised = await aino.verb(
        customer.id,
        "promises",
        client_id="p1",
        what="answer",
        due_at=due_at,
        where="web",
        text="hyvityksestä",
    )
    assert promised.status_code == 202, promised.text
    return aino, customer


async def code_of(customer: Customer) -> str:
    return str((await customer.call("POST", "/link")).json()["code"])


async def test_owner_and_promises_go_along_to_telegram_and_back_to_the_web(
    gateway: Gateway, liisa: Person
) -> None:
    aino, customer = await held_by_aino(gateway)
    liisa.says(f"/start {await code_of(customer)}")
    await liisa.reads("mukana on Aino, laskutus")
    liisa.says("/status")
    status = await liisa.reads("Lupaus: Aino, laskutus")
    assert "Asiasi on nyt tässä: Aino, laskutus." in status.text
    await aino.say(customer.id, "jatketaan puhelimessa")
    await liisa.reads("jatketaan puhelimessa")
    liisa.says("sopii hyvin")
    liisa.says("/web")
    secret = (await liisa.reads("#aina=")).text.partition("#aina=")[2].split()[0]
    opened = await gateway.http.post(f"{gateway.base}/v1/conversations/open", json={"secret": secret})
    state = opened.json()["state"]
    assert opened.json()["id"] == customer.id
    assert (state["handler"], state["human"]["name"]) == ("agent", "Aino")
    assert [one["who"]["name"] for one in state["promises"]] == ["Aino"]
    said = [e["text"] for e in of(await customer.events(), "message")]
    assert said[-2:] == ["jatketaan puhelimessa", "sopii hyvin"]


async def test_whoever_was_sent_another_ones_link_leaves_that_conversation_by_one_press(
    gateway: Gateway, liisa: Person
) -> None:
    _aino, customer = await held_by_aino(gateway)
    liisa.says(f"/start {await code_of(customer)}")
    recap = await liisa.reads("sama keskustelu")
    liisa.presses(recap, "En avannut tätä itse")
    await liisa.reads("ei ole enää siinä keskustelussa")
    liisa.says("oma salainen asiani")
    await liisa.reads("Vastaus: oma salainen asiani")
    assert "oma salainen asiani" not in str(await customer.events())
    stored = await gateway.services.store.load(customer.id)
    assert (stored.conversation.chat, stored.conversation.handler) == (None, "agent")


async def test_a_code_ends_after_ten_minutes(gateway: Gateway, liisa: Person) -> None:
    _aino, customer = await held_by_aino(gateway)
    code = await code_of(customer)
    key, redis = desk("link", "chat", hash_token(code)), gateway.services.redis
    assert CARRIES_S == 600
    assert 590_000 < await redis.pttl(key) <= 600_000
    await redis.pexpire(key, 1)  # ten minutes go by
    await until_async(lambda: _gone(gateway, key))
    liisa.says(f"/start {code}")
    await liisa.reads("yli 10 minuuttia vanha")
    assert "laskuni" not in " ".join(liisa.texts)


async def _gone(gateway: Gateway, key: str) -> bool:
    return not await gateway.services.redis.exists(key)


async def test_a_code_is_kept_as_its_hash_only(gateway: Gateway) -> None:
    _aino, customer = await held_by_aino(gateway)
    code = await code_of(customer)
    assert len(code) == 32  # 24 bytes of chance: 192 bits
    redis = gateway.services.redis
    for key in await redis.keys("*"):
        assert code not in key
        assert await redis.type(key) != "string" or code not in str(await redis.get(key))


async def test_after_five_wrong_codes_the_right_one_has_to_wait_as_well(
    gateway: Gateway, telegram: Emulator
) -> None:
    _aino, customer = await held_by_aino(gateway)
    code, thief = await code_of(customer), Person(telegram, 666)
    for number in range(5):
        thief.says(f"/start guess{number}")
    thief.says(f"/start {code}")
    await thief.reads("Linkkejä on kokeiltu liian monta")
    owner = Person(telegram, 4711)
    owner.says(f"/start {code}")  # nobody else has to wait
    await owner.reads("sama keskustelu")
    await gateway.services.desk.forget_tries("code:666")  # ten minutes go by
    thief.says("/start again")
    await telegram.until(666, lambda all: sum("yli 10 minuuttia" in one.text for one in all) == 6)


async def test_guessing_the_way_back_is_slowed_down_by_address(gateway: Gateway) -> None:
    answers: list[Any] = [
        await gateway.http.post(f"{gateway.base}/v1/conversations/open", json={"secret": f"guess-{n}" * 4})
        for n in range(21)
    ]
    assert {one.status_code for one in answers[:20]} == {404}
    assert (answers[20].status_code, answers[20].json()["code"]) == (429, "too_many_requests")


async def test_an_agents_notice_waits_out_what_telegram_asks_and_arrives(
    gateway: Gateway, liisa: Person, telegram: Emulator
) -> None:
    await ready(gateway)
    aino = await gateway.agent("aino", status="away")
    pocket = Person(telegram, 999)
    pocket.says(f"/start {(await aino.call('POST', '/telegram')).json()['code']}")
    await pocket.reads("Hei Aino")
    telegram.fail("sendMessage", Fault(429, retry_after=1, chat=999, times=2))
    telegram.fail("sendMessage", Fault(502, chat=999))
    liisa.says("/human")
    await liisa.reads("Pyyntösi")
    await until_async(lambda: _told(gateway, aino, pocket), 40)
    assert [fault.times for fault in telegram.faults["sendMessage"]] == [0, 0]  # it met both, and went on


async def _told(gateway: Gateway, aino: Agent, pocket: Person) -> bool:
    gateway.clock.move(minutes=1)
    await aino.call("PUT", "/presence", json={"status": "away"})
    return any("odottaa ihmistä" in text for text in pocket.texts)
