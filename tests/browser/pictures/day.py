"""A day at work: what the pictures show. Everything is done through the product's own doors."""

from __future__ import annotations

from typing import Any

from tests.harness import Agent, Customer, Gateway

UPSET = {
    "propose": "handoff", "reason": "frustration", "urgency": "high", "frustration": 0.8,
    "signals": [{"name": "repeat", "text": "kolmas kerta"}, {"name": "disappointment", "text": "ei mitään tapahdu"}],
    "brief": {"matter": "Paketti on kadonnut matkalla", "order": "1002", "wants": "Paketti tai rahat takaisin"},
}  # fmt: skip


async def answered(turn: dict[str, Any]) -> Any:
    """What the assistant would make of it."""
    if "kolmas" in turn["message"]:
        return [
            {
                "text": "Pakettisi on myöhässä, ja se on meidän vikamme. Pyydän ihmisen mukaan.",
                "custom": UPSET,
            }
        ]
    return [{"text": "Pakettisi on Vantaalla ja tulee arvion mukaan torstaina."}]


async def waiting(gateway: Gateway, name: str, text: str, language: str = "fi") -> Customer:
    customer = await gateway.customer(name=name, language=language)
    await customer.write(text)
    await customer.bot_lines()
    await customer.call("POST", "/human")
    return customer


async def earlier(gateway: Gateway, aino: Agent, mikko: Agent) -> None:
    """What is over: one who was blocked, two who were helped."""
    gone = await waiting(gateway, "Trolli", "ihan sama mitä sanotte")
    await mikko.verb(gone.id, "claim")
    await mikko.verb(gone.id, "block", reason="Uhkaili useaan kertaan.", days=30)
    for agent, name, text, about in (
        (aino, "Oskar", "Laskussa on väärä osoite", "laskun osoite"),
        (mikko, "Tiina", "Saanko paketin toiseen noutopisteeseen?", "noutopisteen vaihto"),
    ):
        helped = await waiting(gateway, name, text)
        await agent.verb(helped.id, "claim")
        await agent.say(helped.id, "Hoidettu. Muutos näkyy heti.")
        await agent.verb(helped.id, "resolve", about=about)
        gateway.clock.move(minutes=3)


async def day(gateway: Gateway, aino: Agent, mikko: Agent) -> Customer:
    """Gives the customer whose case Aino has."""
    await earlier(gateway, aino, mikko)
    text = "Kysyn tätä kolmas kerta, eikä mitään tapahdu. Tilaus 1002."
    liisa = await waiting(gateway, "Liisa", text)
    await aino.verb(liisa.id, "claim")
    await aino.say(
        liisa.id, "Hei Liisa. Olet oikeassa, tämä meni meiltä pieleen. Selvitän nyt, missä paketti on."
    )
    await aino.say(liisa.id, "Soitettu varastolle, etsivät hyllystä.", "notes")
    promise = {"client_id": "p", "what": "call", "where": "phone", "phone": "040 123 4567"}
    await aino.verb(
        liisa.id, "promises", **promise, text="Kerron, missä paketti on.", due_at="2026-11-25T12:30:00Z"
    )
    await liisa.write("Kiitos, että otit tämän.")
    ville = await waiting(gateway, "Ville", "Lasku tuli kahdesti")
    await mikko.verb(ville.id, "claim")
    gateway.clock.move(minutes=4)
    await waiting(gateway, "Hanna", "Milloin paketti tulee?")
    gateway.clock.move(minutes=2)
    for agent in (aino, mikko):
        await agent.call("PUT", "/presence", json={"status": "online"})
    await waiting(gateway, "Emma", "Where is my parcel?", "en")
    return liisa
