"""Making good: a small kindness within the company's limits, for what happened and never for how loudly (V26).

What is fitting follows from the record of what went wrong alone: frustration, urgency and signals are no input.
"""

from __future__ import annotations

from typing import Any

from bot.core.case import hold
from bot.core.company import Company
from bot.core.conversation import Change, Conversation, Goodwill
from bot.core.errors import Conflict, Invalid, NotAllowed
from bot.core.event import Event, stamp
from bot.core.world import World


class OverLimit(NotAllowed):
    """More than the company lets this person give; a lead may."""

    code = "goodwill_over_limit"


def limit(company: Company, roles: tuple[str, ...]) -> float:
    """The most that somebody may give in one case, euros."""
    limits = company.facts.get("limits", {})
    own = float(limits.get("goodwill_eur", 0))
    return max(own, float(limits.get("goodwill_lead_eur", own))) if "lead" in roles else own


def fitting(company: Company, c: Conversation) -> list[dict[str, Any]]:
    """Reasons with the sum that the company gives for each; those that this case's record bears out come first."""
    table = company.facts.get("goodwill", {})
    happened = {f"promise_{one.status}" for one in c.promises} | _of_moves(c)
    rows = [
        {"reason": reason, "amount_eur": float(amount), "happened": reason in happened}
        for reason, amount in table.items()
    ]
    return sorted(rows, key=lambda row: not row["happened"])


def give(world: World, c: Conversation, one: Goodwill, client_id: str) -> Change:
    """The holder's kindness, told to the customer.

    Raises:
        Invalid: `goodwill_reason_unknown`, `goodwill_amount_invalid`.
        OverLimit: with what has been given in this case already.
        Conflict: by anyone but the holder; `goodwill_given`: for this reason it was given already.
    """
    hold(world, c, one.agent)
    table = world.company.facts.get("goodwill", {})
    if one.reason not in table:
        raise Invalid(f"reason is one of {', '.join(table)}.", code="goodwill_reason_unknown", field="reason")
    if any(other.reason == one.reason for other in c.goodwill):
        raise Conflict("For this reason something was given already.", code="goodwill_given")
    _within(world, c, one)
    return _given(world, c, one, client_id)


def shown(one: Goodwill) -> dict[str, Any]:
    """A kindness as the desk sees it."""
    return {
        "agent": one.agent, "reason": one.reason, "amount_eur": one.amount_eur, "text": one.text,
        "at": stamp(one.given_at) if one.given_at else None,
    }  # fmt: skip


def _of_moves(c: Conversation) -> set[str]:
    return {"promise_moved"} if any(one.moves for one in c.promises) else set()


def _within(world: World, c: Conversation, one: Goodwill) -> None:
    if one.amount_eur <= 0 or round(one.amount_eur, 2) != one.amount_eur:
        raise Invalid(
            "amount_eur is a sum over zero, in whole cents.",
            code="goodwill_amount_invalid",
            field="amount_eur",
        )
    most = limit(world.company, world.company.person(one.agent).roles)
    left = most - sum(other.amount_eur for other in c.goodwill)
    if one.amount_eur > left:
        raise OverLimit(
            f"You may give {max(left, 0):g} € more in this conversation. A lead may give more.",
            left_eur=max(left, 0),
        )


def _given(world: World, c: Conversation, one: Goodwill, client_id: str) -> Change:
    why = world.lines.say(f"goodwill_{one.reason}", c.language)
    facts = {"name": world.company.person(one.agent).name, "sum": _sum(one.amount_eur, c.language)}
    notice = f"{why} {world.say('notice_goodwill', c, **facts)}"
    data = {"notice": notice, "goodwill": shown(one), "client_id": client_id}
    event = Event("goodwill.given", world.actor(one.agent, c.language), world.now, one.text or None, data)
    return Change(c.but(goodwill=(*c.goodwill, one), last_at=world.now), (event,))


def _sum(amount: float, language: str) -> str:
    text = f"{amount:.2f}".removesuffix(".00")
    return f"€{text}" if language == "en" else f"{text.replace('.', ',')} €"
