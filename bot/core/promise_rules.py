"""How far ahead of a promise whom is told, and what a call that met nobody leads to: `promises` of company.yml."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.core.errors import BadConfiguration
from bot.core.fields import listed, mapping, text, whole

To = Literal["owner", "team", "lead"]


@dataclass(frozen=True)
class PromiseRules:
    """Spans in seconds.

    Attributes:
        remind_s: how long before its time the owner is reminded, longest first; then the team, then the lead.
        tell_s: how long before its time the customer is told, when nobody has confirmed it.
        grace_s: how long after its time the one who confirmed it may take to say how it went.
        tries: calls that may meet nobody before the customer gets it in writing with a new time.
        again_s: between such calls.
        calls_from: the number that calls come from, as customers are told beforehand.
    """

    remind_s: tuple[int, ...] = (1800, 600)
    team_s: int = 420
    lead_s: int = 300
    tell_s: int = 180
    grace_s: int = 900
    tries: int = 2
    again_s: int = 900
    calls_from: str = ""

    @property
    def steps(self) -> tuple[tuple[int, To], ...]:
        """(seconds before, to whom), in the order of time."""
        return (*((s, "owner") for s in self.remind_s), (self.team_s, "team"), (self.lead_s, "lead"))


def parse_rules(key: str, value: object, phone: str) -> PromiseRules:
    """From minutes. `phone`: the company's, which calls come from unless another number is given."""
    doc = mapping(key, value)
    owner = [
        whole(f"{key}.remind_minutes", m, 1) * 60
        for m in listed(f"{key}.remind_minutes", doc.get("remind_minutes", [30, 10]))
    ]
    rest = {
        name: whole(f"{key}.{name}_minutes", doc.get(f"{name}_minutes", usual), 1) * 60
        for name, usual in _USUAL.items()
    }
    rules = PromiseRules(
        tuple(owner), rest["team"], rest["lead"], rest["tell"], rest["grace"],
        whole(f"{key}.tries", doc.get("tries", 2), 1), rest["again"], text(f"{key}.calls_from", doc.get("calls_from", phone)),
    )  # fmt: skip
    before = [*(s for s, _ in rules.steps), rules.tell_s]
    if before != sorted(set(before), reverse=True):
        raise BadConfiguration(
            key, [s // 60 for s in before], "minutes that fall: the owner first, then team, lead and customer"
        )
    return rules


_USUAL = {"team": 7, "lead": 5, "tell": 3, "grace": 15, "again": 15}
