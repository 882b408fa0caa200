"""`python -m tests.telegram.pictures`: draws docs/images/telegram-*.svg from a real gateway's chats.

Everything is the gateway's own, over HTTP to the emulator; only the bot's answer about the parcel comes from a stand-in
for the assistant.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from tests import harness
from tests.harness import ROOT, FakeAssistant, RedisServer, redis_server, serving
from tests.telegram.conftest import environment, ready
from tests.telegram.drawn import Bubble, svg
from tests.telegram.emulator import Emulator, Message
from tests.telegram.person import Person

IMAGES = ROOT / "docs/images"
TITLE = "Tuulikello asiakaspalvelu  ·  bot"
WORDS = "Hei Liisa, katson tämän heti. Kerron tänään klo 14 mennessä, mihin aikaan kuljettaja tulee."
PARCEL = "Pakettisi on Vantaalla ja tulee arvion mukaan torstaina."


async def answered(_turn: dict[str, Any]) -> Any:
    return [{"text": PARCEL}]


def seen(message: Message, note: str = "") -> Bubble:
    """A message as it stands in the chat now."""
    return Bubble(message.text, False, "<b>" in message.html, [one["text"] for one in message.buttons], note)


def mine(text: str) -> Bubble:
    return Bubble(text, mine=True)


async def flow(redis: RedisServer, assistant: FakeAssistant, telegram: Emulator, folder: Path) -> None:
    async with harness.gateway(redis.url, assistant, None, **environment(telegram, folder)) as gateway:
        await ready(gateway)
        liisa, pocket = Person(telegram), Person(telegram, 999)
        aino = await gateway.agent("aino")
        liisa.says("/start")
        hello = await liisa.reads("botti")
        liisa.says("missä pakettini viipyy")
        parcel = await liisa.reads(PARCEL)
        newest = seen(parcel, "nappi on aina uusimman vastauksen alla")
        draw("first", [mine("/start"), seen(hello), mine("missä pakettini viipyy"), newest])
        for _ in range(5):
            await (await gateway.customer()).call("POST", "/human")
        liisa.presses(parcel, "Puhu ihmiselle")
        asked = await liisa.reads("Pyysit ihmistä mukaan")
        told = await liisa.reads("Paikkasi jonossa")
        drawn = [seen(parcel), mine("[Puhu ihmiselle]"), seen(asked)]
        drawn.append(seen(told, "yksi rivi, joka muuttuu paikallaan"))
        cid, _ = await gateway.services.chats.of(str(liisa.chat))
        assert (await aino.verb(cid or "", "claim")).status_code == 200
        took = await liisa.reads("Aino, laskutus, jatkaa")
        await aino.say(cid or "", WORDS)
        draw("person", [*drawn, seen(took), seen(await liisa.reads("Hei Liisa"))])
        liisa.says("/status")
        status = seen(await liisa.reads("Seuraava viesti"))
        liisa.says("/privacy")
        privacy = await liisa.reads("Kysyttävää")
        draw("commands", [mine("/status"), status, mine("/privacy"), seen(privacy)])
        pocket.says(f"/start {(await aino.call('POST', '/telegram')).json()['code']}")
        linked = await pocket.reads("Hei Aino")
        told_of = await alerted(gateway, telegram, aino)
        draw("agent", [seen(linked), *map(seen, told_of)], "Aino  ·  oma puhelin")


async def alerted(gateway: Any, telegram: Emulator, aino: Any) -> list[Message]:
    """A case that nobody takes, as Aino is told of it."""
    pekka = Person(telegram, 4712)
    pekka.says("/human")
    await pekka.reads("Pyysit")
    for _ in range(8):
        gateway.clock.move(minutes=8)
        await aino.call("PUT", "/presence", json={"status": "away"})
        for _ in range(40):
            await asyncio.sleep(0.05)
            if found := [one for one in telegram.chats[999] if "odottaa ihmistä" in one.text]:
                return found[:1]
    raise RuntimeError("nobody was told")


def draw(name: str, bubbles: list[Bubble], title: str = TITLE) -> None:
    (IMAGES / f"telegram-{name}-fi.svg").write_text(svg(title, bubbles))


async def main() -> None:
    telegram, assistant = Emulator(), FakeAssistant()
    assistant.answer = answered
    with redis_server() as redis, tempfile.TemporaryDirectory() as folder:
        redis.empty()
        async with serving(telegram.app(), telegram.port), serving(assistant.app(), assistant.port):
            await flow(redis, assistant, telegram, Path(folder))


if __name__ == "__main__":
    asyncio.run(main())
