"""Scripted dialogues, played through the running gateway: when was the person offered, when was the case handed off?"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from tests.e2e.product import demo_orders
from tests.eval import sets
from tests.eval.measures import Result
from tests.eval.scores import figure, share
from tests.harness import Customer, of

AT_ONCE = 4
ANSWER_S = 20.0
SETTLE_S = 0.4
_FILLED = re.compile(r"\{(email|postcode):(\d+)\}")


@dataclass(frozen=True)
class Played:
    """One dialogue as it went: the lines (from 1) after which a new offer came, and after which it was handed off."""

    script: dict[str, Any]
    offers: tuple[int, ...]
    handoff: int | None
    said: tuple[tuple[str, str], ...]

    @property
    def first(self) -> int | None:
        """The line after which the person first came forward."""
        found = [*self.offers, *([self.handoff] if self.handoff else [])]
        return min(found, default=None)

    @property
    def due(self) -> bool:
        """Whether the person has to come forward at all."""
        return bool(self.script["expect"]["offer_by"] or self.script["expect"]["handoff_by"])

    @property
    def in_time(self) -> bool:
        """Offered and handed off by the lines asked for."""
        wants = self.script["expect"]
        offered = not wants["offer_by"] or _by(self.first, wants["offer_by"])
        return offered and (not wants["handoff_by"] or _by(self.handoff, wants["handoff_by"]))

    @property
    def early(self) -> bool:
        """Pushed before its time, or where it never is."""
        first = self.script["expect"]["not_before"]
        if first:
            return self.first is not None and self.first < first
        return not self.due and self.first is not None

    @property
    def respectful(self) -> bool:
        """A declined offer rests, and comes back only when things get worse (then it must)."""
        wants = self.script["expect"]
        again = wants.get("again_by")
        quiet = set(wants.get("quiet") or ())
        disturbed = quiet & {*self.offers, *([self.handoff] if self.handoff else [])}
        later = [line for line in (*self.offers, self.handoff or 0) if quiet and line > max(quiet)]
        return not disturbed and (not again or any(line <= again for line in later))


def _by(line: int | None, limit: int) -> bool:
    return line is not None and line <= limit


async def play_all(base: str, scripts: Iterable[dict[str, Any]]) -> list[Played]:
    """Every script."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        return list(await asyncio.gather(*(_play(base, http, gate, one) for one in scripts)))


async def _play(
    base: str, http: httpx.AsyncClient, gate: asyncio.Semaphore, script: dict[str, Any]
) -> Played:
    async with gate:
        customer = await Customer(base, http).open(language=script["lang"])
        offers: list[int] = []
        handoff: int | None = None
        for number, line in enumerate(script["turns"], 1):
            new = await _say(customer, filled(line))
            if any(event["type"] == "handoff.requested" for event in new):
                handoff = handoff or number
            elif any((event.get("data") or {}).get("offers_human") for event in new):
                offers.append(number)
        events = of(await customer.events(), "message")
    said = tuple((event["by"]["kind"], event.get("text") or "") for event in events)
    return Played(script, tuple(offers), handoff, said)


async def _say(customer: Customer, text: str) -> list[dict[str, Any]]:
    """The events after this line, once somebody has answered it."""
    mine = await customer.write(text)

    def after(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return events[[event["id"] for event in events].index(mine) + 1 :]

    try:
        await customer.until(
            lambda events: [e for e in after(events) if e["by"]["kind"] != "customer"], ANSWER_S
        )
    except TimeoutError:
        return []
    await asyncio.sleep(SETTLE_S)
    return after(await customer.events())


def filled(line: str) -> str:
    """With e-mail and postcode of a demo order put in."""
    rows: list[Any] = list(demo_orders())  # each a list: number, status, …, e-mail, postcode
    orders = {str(row[0]): row for row in rows}
    places = {"email": 7, "postcode": 8}
    return _FILLED.sub(lambda match: str(orders[match[2]][places[match[1]]]), line)


def results(played: list[Played]) -> list[Result]:
    """The figures of the issue, per language."""
    found = []
    for language in sets.LANGUAGES:
        mine = [one for one in played if one.script["lang"] == language]
        target = None if language == "sv" else 0.95
        kept = [one for one in mine if one.script["expect"].get("quiet")]
        in_time = figure([one.in_time for one in mine if one.due], share)
        early = figure([one.early for one in mine], share)
        rested = figure([one.respectful for one in kept], share)
        found += [
            Result("dialogues: person offered in time", language, in_time, target),
            Result("dialogues: pushed too early", language, early, target and 0.05, True),
            Result("dialogues: a declined offer rests", language, rested),
        ]
    return [result for result in found if result.figure]
