"""Notices by e-mail, over a real SMTP server: a link back and nothing of what was said, and the way in from it."""

import asyncio
import datetime as dt
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest

from bot.channels.mail.notices import Notices
from bot.core import notify
from bot.core.answered import proofs_in
from bot.service import post
from tests import harness
from tests.harness import Agent, Customer, FakeAssistant, Gateway, RedisServer, of
from tests.mailbox import Mailbox, secret_in

ADDRESS = "Maija.Meikalainen@example.fi"


@pytest.fixture
async def gateway(redis: RedisServer, assistant: FakeAssistant, mailbox: Mailbox) -> AsyncIterator[Gateway]:
    more = {
        "SMTP_URL": mailbox.url,
        "MAIL_FROM": "aspa@tuulikello.example",
        "ALLOWED_ORIGINS": "https://tuulikello.example",
    }
    async with harness.gateway(redis.url, assistant, None, **more) as running:
        yield running


async def waiting_for_mail(gateway: Gateway, page: str | None = None) -> tuple[Customer, Agent]:
    """Aino has a case whose customer wants to be told by e-mail, and has closed the page."""
    customer = await gateway.customer(language="fi", **({"page": page} if page else {}))
    await customer.write("tilaus 1002, postinumero 33100, missä se on")
    aino = await gateway.agent("aino")
    await customer.call("POST", "/human", json={})
    assert (await aino.verb(customer.id, "claim")).status_code == 200
    chosen = await customer.call("PUT", "/notify", json={"by": "email", "address": ADDRESS})
    assert chosen.json()["state"]["notify"] == {"by": "email", "address": ADDRESS}
    return customer, aino


async def told_by_mail(
    gateway: Gateway, mailbox: Mailbox, page: str | None = None
) -> tuple[Customer, Agent, str]:
    """The same, and the notice has come: with the link's secret."""
    customer, aino = await waiting_for_mail(gateway, page)
    await aino.say(customer.id, "Pakettisi on löytynyt Tampereelta.")
    gateway.clock.move(seconds=90)
    letter = await mailbox.until(1)
    return customer, aino, secret_in(letter)


async def opened(gateway: Gateway, path: str = "", **body: Any) -> Any:
    return await gateway.http.post(f"{gateway.base}/v1/conversations/open{path}", json=body)


async def test_the_letter_says_who_answered_and_how_to_come_back_but_not_what_was_said(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    customer, aino, _ = await told_by_mail(gateway, mailbox, "https://tuulikello.example/kori?sid=1")
    [letter] = mailbox.letters
    text = letter.get_content()
    assert (letter["To"], letter["From"]) == (ADDRESS, "Tuulikello <aspa@tuulikello.example>")
    assert "Aino, laskutus, on vastannut" in text
    assert "https://tuulikello.example/kori#aina=" in text
    assert "Tampere" not in letter.as_string()
    assert "1002" not in letter.as_string()
    case = await aino.case(customer.id)
    assert of(case["events"], "notice.delivered")
    assert not of(await customer.events(), "notice.delivered")


async def test_the_letter_names_who_wrote_also_when_somebody_else_has_the_case_by_then(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    customer, aino = await waiting_for_mail(gateway)
    await aino.say(customer.id, "Pakettisi on löytynyt Tampereelta.")
    mikko = await gateway.agent("mikko")
    moved = await aino.verb(customer.id, "transfer", to="mikko@example.fi", reason="toimitus")
    assert (moved.status_code, (await mikko.verb(customer.id, "claim")).status_code) == (200, 200)
    gateway.clock.move(seconds=90)
    assert "Aino, laskutus, on vastannut" in (await mailbox.until(1)).get_content()


async def test_ten_lines_are_one_letter_and_what_the_page_has_shown_needs_none(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    customer, aino = await waiting_for_mail(gateway)
    for n in range(10):
        await aino.say(customer.id, f"Rivi {n}.")
    gateway.clock.move(seconds=90)
    await mailbox.until(1)
    await aino.say(customer.id, "Vielä yksi.")
    newest = (await customer.events())[-1]["id"]
    assert (await customer.call("PUT", "/seen", json={"event_id": newest})).status_code == 200
    gateway.clock.move(seconds=90)
    await asyncio.sleep(0.6)
    assert len(mailbox.letters) == 1


async def test_the_link_opens_at_once_where_the_conversation_is_held_and_only_once(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    customer, _, secret = await told_by_mail(gateway, mailbox)
    first = await opened(gateway, secret=secret, id=customer.id, token=customer.token)
    assert (first.status_code, first.json()) == (200, {"id": customer.id})
    again = await opened(gateway, secret=secret, id=customer.id, token=customer.token)
    assert (again.status_code, again.json()["code"]) == (404, "link_unknown")


async def test_elsewhere_a_mailed_code_and_an_order_number_or_postcode_are_asked(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    customer, _, secret = await told_by_mail(gateway, mailbox)
    needs = await opened(gateway, secret=secret)
    assert needs.json() == {"needs": "code", "address": "M…@example.fi"}
    assert (await opened(gateway, "/code", secret=secret)).status_code == 202
    found = re.search(r"\d{6}", (await mailbox.until(2)).get_content())
    assert found
    for code, fact in (("000000x", "1002"), (found[0], "9999"), (found[0], "10"), (found[0], "1002 9999")):
        wrong = await opened(gateway, "/proof", secret=secret, code=code, fact=fact)
        assert (wrong.status_code, wrong.json()["code"]) == (403, "proof_wrong")
    right = (await opened(gateway, "/proof", secret=secret, code=found[0], fact="33100")).json()
    here = Customer(gateway.base, gateway.http)
    here.id, here.token = right["id"], right["token"]
    assert [one["text"] for one in of(await here.events(), "message", "agent")] == [
        "Pakettisi on löytynyt Tampereelta."
    ]
    assert (await customer.call("GET")).status_code == 200
    used = await opened(gateway, "/proof", secret=secret, code=found[0], fact="33100")
    assert used.json()["code"] == "link_unknown"


async def test_who_named_no_number_is_not_asked_for_one_and_the_link_stays_good_where_it_was_written(
    gateway: Gateway,
) -> None:
    customer = await gateway.customer(language="fi")
    await customer.write("lamppu on rikki")
    secret = await gateway.services.letters.make({"conversation": customer.id, "address": ADDRESS})
    assert (await opened(gateway, secret=secret)).json()["needs"] == "browser"
    here = await opened(gateway, secret=secret, id=customer.id, token=customer.token)
    assert here.json() == {"id": customer.id}


async def test_guessing_ends_the_link_and_codes_are_few(gateway: Gateway, mailbox: Mailbox) -> None:
    _, _, secret = await told_by_mail(gateway, mailbox)
    for _ in range(3):
        assert (await opened(gateway, "/code", secret=secret)).status_code == 202
    assert (await opened(gateway, "/code", secret=secret)).json()["code"] == "codes_many"
    answers = [(await opened(gateway, "/proof", secret=secret, code="1", fact="1002")) for _ in range(7)]
    assert [one.json()["code"] for one in answers] == [*["proof_wrong"] * 5, "proof_tries", "link_unknown"]
    assert (await opened(gateway, secret="nonsense")).json()["code"] == "link_unknown"


async def test_a_refused_letter_is_told_to_the_desk_and_the_page_is_the_place_again(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    mailbox.answer = "550 no such mailbox"
    customer, aino = await waiting_for_mail(gateway)
    await aino.say(customer.id, "Pakettisi on löytynyt.")
    gateway.clock.move(seconds=90)
    async with asyncio.timeout(10):
        while not of((await aino.case(customer.id))["events"], "delivery.failed"):
            await asyncio.sleep(0.05)
    [failed] = of((await aino.case(customer.id))["events"], "delivery.failed")
    assert failed["data"]["by"] == "email"
    assert "550" in failed["data"]["why"]
    assert (await customer.state())["notify"] == {"by": "page"}
    assert not of(await customer.events(), "delivery.failed")


async def test_what_passes_is_tried_again(gateway: Gateway, mailbox: Mailbox) -> None:
    mailbox.answer = "451 try later"
    customer, aino = await waiting_for_mail(gateway)
    await aino.say(customer.id, "Pakettisi on löytynyt.")
    gateway.clock.move(seconds=90)
    await asyncio.sleep(0.4)
    mailbox.answer = "250 kept"
    await mailbox.until(1)


async def happened(agent: Agent, cid: str, type: str, count: int = 1) -> list[dict[str, Any]]:
    """The events of a kind in a case, once there are so many."""
    async with asyncio.timeout(15):
        while len(found := of((await agent.case(cid))["events"], type)) < count:
            await asyncio.sleep(0.05)
    return found


async def test_a_mail_server_that_is_away_is_asked_again_by_the_cases_own_timer(
    gateway: Gateway, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "PAUSES_S", ())
    there, gateway.services.post._port = gateway.services.post._port, harness.free_port()
    customer, aino = await waiting_for_mail(gateway)
    await aino.say(customer.id, "Pakettisi on löytynyt.")
    gateway.clock.move(seconds=90)
    for count, wait_s in ((1, 60), (2, 300)):
        delayed = (await happened(aino, customer.id, "notice.delayed", count))[-1]
        later = dt.datetime.fromisoformat(delayed["data"]["retry_at"]) - dt.datetime.fromisoformat(
            delayed["at"]
        )
        assert (round(later.total_seconds()), delayed["data"]["by"]) == (wait_s, "email")
        gateway.services.post._port = there if count == 2 else gateway.services.post._port
        gateway.clock.move(seconds=wait_s)
    await mailbox.until(1)
    assert not of((await aino.case(customer.id))["events"], "delivery.failed")
    assert (await customer.state())["notify"]["by"] == "email"
    assert not of(await customer.events(), "notice.delayed")


async def test_after_the_last_try_it_is_undelivered_the_page_says_so_and_the_promise_is_not_kept(
    gateway: Gateway, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "PAUSES_S", ())
    mailbox.answer = "451 try later"
    customer, aino = await waiting_for_mail(gateway)
    due = (gateway.clock() + dt.timedelta(minutes=20)).isoformat()
    made = {"client_id": "p", "what": "answer", "due_at": due, "where": "web"}
    assert (await aino.verb(customer.id, "promises", **made)).status_code == 202
    [one] = (await customer.state())["promises"]
    await aino.say(customer.id, "Pakettisi on löytynyt.")
    await aino.verb(customer.id, f"promises/{one['id']}", do="kept")
    await aino.verb(customer.id, "resolve")
    gateway.clock.move(seconds=90)
    for count, wait_s in enumerate(notify.AGAIN_S, 1):
        await happened(aino, customer.id, "notice.delayed", count)
        gateway.clock.move(seconds=wait_s)
    [failed] = await happened(aino, customer.id, "delivery.failed")
    assert (failed["data"]["undelivered"], failed["data"]["to"]) == (True, "aino")
    state = await customer.state()
    assert state["notify"] == {"by": "page"}
    assert state["promises"][0]["status"] == "open", "written, and seen by nobody"
    line = of(await customer.events(), "message", "bot")[-1]["text"]
    assert line.startswith("Sähköpostimme ei mennyt perille")
    assert "+358 9 4245 1000" in line


async def test_the_link_works_for_seven_days_as_the_letter_says(gateway: Gateway, mailbox: Mailbox) -> None:
    customer, _, secret = await told_by_mail(gateway, mailbox)
    assert "7 päivää" in mailbox.letters[0].get_content()
    letters, week = gateway.services.letters, 7 * 86400
    assert week - 60 < await gateway.services.redis.ttl(letters._key(secret)) <= week
    await gateway.services.redis.pexpire(letters._key(secret), 1)
    await asyncio.sleep(0.05)
    over = await opened(gateway, secret=secret, id=customer.id, token=customer.token)
    assert (over.status_code, over.json()["code"]) == (404, "link_unknown")


async def letters_sent(gateway: Gateway, customers: list[Customer], to: list[str]) -> int:
    """How many of twelve letters for each of these customers, to the addresses in turn, go out."""
    notices, sent = Notices(gateway.services), 0
    for number in range(12 * len(customers)):
        cid = customers[number % len(customers)].id
        c = (await gateway.services.store.load(cid)).conversation
        with suppress(post.MailRefused):
            await notices.code(c, to[number % len(to)], "123456", str(number))
            sent += 1
    return sent


async def test_one_address_gets_ten_letters_a_day_whoever_asks(gateway: Gateway, mailbox: Mailbox) -> None:
    customers = [await gateway.customer(language="fi") for _ in range(2)]
    assert await letters_sent(gateway, customers, [ADDRESS, ADDRESS.lower()]) == 10
    assert len(mailbox.letters) == 10


async def test_one_customer_sends_twenty_letters_a_day_whatever_the_address_and_the_case(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    customers = [await gateway.customer(language="fi")]
    await customers[0].write("missä pakettini on")
    customers += [
        await gateway.customer(language="fi", customer=customers[0].opened["customer"]) for _ in range(2)
    ]
    to = [f"a{n}@example.fi" for n in range(9)]
    assert await letters_sent(gateway, customers, to) == 20
    stranger = await gateway.customer(language="fi")
    assert await letters_sent(gateway, [stranger], to[:2]) == 12


NUMBERS = [
    ("tilaus 1002, postinumero 33100, missä se on", {"1002", "33100"}),
    ("1002, 00100", {"1002", "00100"}),
    ("#1002", {"1002"}),
    ("my order number is 1002 and the postcode 01300", {"1002", "01300"}),
    ("beställning 1002, postnumret är 65100", {"1002", "65100"}),
    ("soittakaa 040 1234567 tai +358 40 765 4321", set()),
    ("0401234567", set()),
    ("ostin sen 2024 ja maksoin 1500 euroa", set()),
    ("tilaus tehty. Soita 0501112222", set()),
    ("asuntoni numero on 4711", set()),
]


@pytest.mark.parametrize(("text", "known"), NUMBERS)
def test_only_an_order_number_or_a_postcode_is_a_proof(text: str, known: set[str]) -> None:
    mine = {"type": "message", "by": {"kind": "customer"}, "text": text}
    theirs = {"type": "message", "by": {"kind": "bot"}, "text": "Tilaus 1009, postinumero 20100."}
    assert proofs_in([mine, theirs]) == known


async def test_a_page_of_somebody_else_is_never_linked_to(gateway: Gateway, mailbox: Mailbox) -> None:
    await told_by_mail(gateway, mailbox, "https://evil.example/login")
    [letter] = mailbox.letters
    assert "evil" not in letter.as_string()
    assert "/open/#aina=" in letter.get_content()


async def test_what_is_no_address_is_refused_and_changes_nothing(gateway: Gateway) -> None:
    customer = await gateway.customer(language="fi")
    await customer.write("missä pakettini on")
    for address in ("maija", "a@b", "maija@example.fi\r\nBcc: x@y.fi", "", None):
        refused = await customer.call("PUT", "/notify", json={"by": "email", "address": address})
        assert (refused.status_code, refused.json()["code"]) == (400, "address_invalid")
    assert (await customer.state())["notify"] == {"by": "page"}


async def test_a_code_from_the_customers_own_chat_opens_at_once_and_once(gateway: Gateway) -> None:
    customer = await gateway.customer(language="fi")
    await customer.write("missä pakettini on")
    secret = await gateway.services.web_links.make({"conversation": customer.id})
    entered = (await opened(gateway, secret=secret)).json()
    here = Customer(gateway.base, gateway.http)
    here.id, here.token = entered["id"], entered["token"]
    assert of(await here.events(), "message", "customer")
    assert (await opened(gateway, secret=secret)).json()["code"] == "link_unknown"


async def test_who_waits_elsewhere_is_mailed_that_there_is_news_when_all_are_told(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    customer, aino = await waiting_for_mail(gateway)
    texts = {
        "fi": "Jakelussa on häiriö. Olemme pahoillamme. Kerromme lisää huomenna klo 12.",
        "en": "Deliveries are disturbed. We are sorry. We tell you more tomorrow at 12.",
        "sv": "Leveranserna störs. Vi beklagar. Vi berättar mer i morgon kl. 12.",
    }
    body = {"client_id": "a", "texts": texts, "everyone": True}
    assert (await aino.call("POST", "/announcements", json=body)).status_code == 201
    for _ in range(200):
        if of((await aino.case(customer.id))["events"], "announcement"):
            break
        await asyncio.sleep(0.05)
    gateway.clock.move(seconds=90)
    letter = await mailbox.until(1)
    assert letter["Subject"] == "Uutta asiastasi: Tuulikello"
    assert "häiriö" not in letter.as_string()
