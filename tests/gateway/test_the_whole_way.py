"""From a customer's first word to a named person's answer, over real HTTP and sockets; only the assistant is a stand-in."""

from tests.harness import Gateway, frames_until, of


async def test_a_customer_asks_gets_an_answer_asks_for_a_person_and_is_helped_by_name(
    gateway: Gateway,
) -> None:
    aino = await gateway.agent("aino")
    customer = await gateway.customer(language="fi")
    await customer.write("mis mun paketti viipyy")
    [answer] = await customer.bot_lines()
    assert answer["text"] == "Vastaus: mis mun paketti viipyy"

    asked = await customer.call("POST", "/human", json={})
    assert asked.status_code == 202
    state = asked.json()["state"]
    assert state["handler"] == "queue"
    assert state["human"] | {"photo": None} == {
        "id": "aino", "name": "Aino", "role": "laskutus", "photo": None, "available": True, "expected_at": None, "others": [],
    }  # fmt: skip
    lines = await customer.bot_lines(2)
    assert lines[-1]["text"].startswith("Aino, laskutus, vastaa sinulle nyt")

    async with customer.socket() as ws:
        await frames_until(ws, lambda f: f["type"] == "welcome")
        assert (await aino.verb(customer.id, "claim")).status_code == 200
        frames = await frames_until(ws, lambda f: f["type"] == "state" and f["state"]["handler"] == "agent")
        events = [e for f in frames if f["type"] == "events" for e in f["events"]]
        [claimed] = of(events, "handoff.claimed")
        assert claimed["by"] == {"kind": "agent", "name": "Aino", "role": "laskutus"}
        assert claimed["data"]["notice"] == "Aino, laskutus, jatkaa tästä. Tarvittaessa kollega auttaa."
        await aino.say(customer.id, "Hei, paketti on Vantaalla.")
        frames = await frames_until(
            ws, lambda f: f["type"] == "events" and of(f["events"], "message", "agent")
        )

    case = await aino.case(customer.id)
    assert case["reasons"] == ["asked"]
    assert [e["type"] for e in case["events"]].count("message") == 4
    assert (await aino.verb(customer.id, "resolve")).status_code == 200
    assert (await customer.state())["status"] == "resolved"
