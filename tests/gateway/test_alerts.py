"""A waiting case that nobody acknowledges goes from route to route, recorded; an acknowledgement quietens it."""

from tests.gateway.test_casework import until_desk
from tests.harness import Gateway, of, refused, types


async def test_a_case_nobody_acknowledges_sounds_again_and_the_customer_hears_nothing_of_it(
    gateway: Gateway,
) -> None:
    aino, customer = await gateway.agent("aino"), await gateway.customer()
    await customer.call("POST", "/human")
    gateway.clock.move(minutes=10, seconds=1)
    alert = await until_desk(aino, customer.id, "alert.raised")
    assert alert["data"] == {
        "route": "desk", "to": ["aino"], "step": 1, "urgency": "normal", "alarm": False,
    }  # fmt: skip
    assert "alert.raised" not in types(await customer.events())
    row = (await aino.call("GET", "/queue")).json()["conversations"][0]
    assert (row["alert_step"], row["acked_by"]) == (1, [])


async def test_an_acknowledgement_is_recorded_and_named(gateway: Gateway) -> None:
    aino, mikko = await gateway.agent("aino"), await gateway.agent("mikko", status="away")
    customer = await gateway.customer()
    refused(await aino.verb(customer.id, "ack"), 409, "not_waiting")
    await customer.call("POST", "/human")
    refused(await mikko.verb(customer.id, "ack"), 409, "not_free")
    assert (await aino.verb(customer.id, "ack")).status_code == 200
    gateway.clock.move(minutes=9)
    case = await aino.case(customer.id)
    assert case["acked_by"] == [{"id": "aino", "name": "Aino"}]
    assert of(case["events"], "alert.acknowledged")[0]["by"]["name"] == "Aino"
    refused(await aino.verb("0-" + "a" * 30, "ack"), 404, "conversation_unknown")


async def test_the_queue_is_filtered_by_team_language_channel_and_urgency(gateway: Gateway) -> None:
    aino = await gateway.agent("aino", status=None)
    finnish, english = await gateway.customer(language="fi"), await gateway.customer(language="en")
    for customer in (finnish, english):
        await customer.call("POST", "/human")

    async def found(query: str) -> set[str]:
        answer = await aino.call("GET", f"/queue?{query}")
        assert answer.status_code == 200, answer.text
        return {row["id"] for row in answer.json()["conversations"]}

    assert await found("language=en") == {english.id}
    assert await found("language=en&urgency=high") == set()
    assert await found("channel=web&urgency=normal") == {finnish.id, english.id}
    assert await found("team=laskutus") == {finnish.id, english.id}  # no topic yet: everybody's
    for wrong in ("team=nobody", "language=xx", "urgency=mild", "channel=fax"):
        refused(await aino.call("GET", f"/queue?{wrong}"), 400, "query_invalid")
    waiting = await aino.call("GET", "/conversations?view=waiting&language=en&limit=1")
    assert [row["id"] for row in waiting.json()["conversations"]] == [english.id]
