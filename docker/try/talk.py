"""`talk.py ADDRESS EMAIL NAME FILE`: a customer and a person at the desk, over the published gateway only.

The person's password comes on standard input. FILE keeps the conversation's id and token, so that `talk.py ADDRESS
--again FILE` can see later whether all of it is still there.
"""

from __future__ import annotations

import http.cookiejar
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

WAIT_S = 15.0
Document = dict[str, Any]


class Caller:
    """Somebody with a browser: cookies, and headers that go with every request."""

    def __init__(self, base: str) -> None:
        self.base, self.headers = base, {"Content-Type": "application/json"}
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._open = urllib.request.build_opener(jar, urllib.request.ProxyHandler({})).open

    def call(self, method: str, path: str, body: Document | None = None) -> Document:
        """One request; an error answer ends the talk with its words."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(self.base + path, data, self.headers, method=method)  # noqa: S310  # http, ours
        try:
            with self._open(request, timeout=WAIT_S) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            sys.exit(f"{method} {path}: {error.code} {error.read().decode()}")


class Customer(Caller):
    """A customer with an open conversation."""

    def __init__(self, base: str, opened: Document) -> None:
        super().__init__(base)
        self.path = f"/v1/conversations/{opened['id']}"
        self.headers["Authorization"] = f"Bearer {opened['token']}"
        self.lines = 0

    def say(self, text: str) -> None:
        """Writes a line."""
        self.lines += 1
        self.call("POST", f"{self.path}/messages", {"client_id": f"try-{self.lines}", "text": text})

    def events(self) -> list[Document]:
        """All that the customer may see."""
        return list(self.call("GET", f"{self.path}/events?after=0&wait=0")["events"])

    def until(self, what: str, wanted: Callable[[Document], bool], seen: int = 0) -> Document:
        """The newest event that is wanted, as soon as there are more of them than were seen."""
        until = time.monotonic() + WAIT_S
        while time.monotonic() < until:
            found = [event for event in self.events() if wanted(event)]
            if len(found) > seen:
                return found[-1]
            time.sleep(0.1)
        sys.exit(f"No {what} within {WAIT_S:.0f} s. Seen: {json.dumps(self.events(), ensure_ascii=False)}")

    def ask(self, text: str, *, miss: bool | None = None) -> None:
        """Says something and shows what the bot answers and how soon."""
        seen, began = sum(map(is_by_bot, self.events())), time.monotonic()
        self.say(text)
        line = self.until("answer of the bot", is_by_bot, seen)
        tell(f"customer: {text}\nbot ({time.monotonic() - began:.1f} s): {line['text']}")
        data = line.get("data", {})
        if data.get("miss", False) != bool(miss):
            sys.exit(f"That answer should {'' if miss else 'not '}have been a miss: {data}")


def is_by(kind: str, event: Document) -> bool:
    """Whether it is a line of the bot, an agent or a customer."""
    return bool(event["type"] == "message" and event["by"]["kind"] == kind)


def is_by_bot(event: Document) -> bool:
    """A line of the bot."""
    return is_by("bot", event)


def tell(text: str) -> None:
    """For the terminal, and at once."""
    sys.stdout.write("".join(f"    {line}\n" for line in text.splitlines()))
    sys.stdout.flush()


def whole_way(base: str, email: str, name: str, kept: Path) -> None:
    """A greeting, hours, an order that cannot be looked up, a person asked for, claimed, answering."""
    opened = Caller(base).call("POST", "/v1/conversations", {"language": "fi"})
    kept.write_text(json.dumps(opened), "utf-8")
    customer = Customer(base, opened)
    tell(f"greeting: {opened['state']['greeting']}")
    customer.ask("Moi!")
    customer.ask("Milloin olette auki?")
    customer.ask("Missä tilaukseni 1001 viipyy? maija.korhonen@example.fi", miss=True)
    agent = Caller(base)
    agent.headers["X-CSRF-Token"] = agent.call(
        "POST", "/v1/desk/login", {"email": email, "password": sys.stdin.readline().strip()}
    )["csrf"]
    agent.call("PUT", "/v1/desk/presence", {"status": "online"})
    customer.say("Haluan puhua ihmiselle")
    asked = customer.until("handoff", lambda event: bool(event["type"] == "handoff.requested"))
    tell(f"customer: Haluan puhua ihmiselle\nnotice: {asked['data'].get('notice')}")
    case = f"/v1/desk/conversations/{opened['id']}"
    agent.call("POST", f"{case}/claim", {})
    agent.call("POST", f"{case}/messages", {"client_id": "try-agent", "text": "Hei, katson tätä nyt."})
    line = customer.until("line of the person", lambda event: is_by("agent", event))
    tell(f"{line['by']['name']}, {line['by']['role']}: {line['text']}")
    if line["by"]["name"] != name:
        sys.exit(f"{name} should have answered.")


def again(base: str, kept: Path) -> None:
    """Whether what was said is still there, and the case still the person's."""
    customer = Customer(base, json.loads(kept.read_text("utf-8")))
    state, events = customer.call("GET", customer.path)["state"], customer.events()
    if state["handler"] != "agent" or not any(is_by("agent", event) for event in events):
        sys.exit(f"Something is missing: {state} {events}")
    tell(f"all {len(events)} events are there, and {state['human']['name']} has the case")


if __name__ == "__main__":
    address, *rest = sys.argv[1:]
    if rest[0] == "--again":
        again(address, Path(rest[1]))
    else:
        whole_way(address, rest[0], rest[1], Path(rest[2]))
