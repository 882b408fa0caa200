"""The honest wait: an 80 % range from what waits of that team and hour were lately, and how it may change on screen.

It falls as the time passes and as the place gets better. It never rises without a word why (`state.queue.reason`).
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core import earliest
from bot.core.company import Team
from bot.core.conversation import Conversation, Wait
from bot.core.world import World

ENOUGH = 10
LOW, HIGH = 0.1, 0.9
HOW = ("within", "sooner", "longer")
Range = tuple[int, int]


def key(team: str, at: dt.datetime, world: World) -> str:
    """Under which waits are remembered: the team, and the hour of its day."""
    return f"{team}:{at.astimezone(world.company.zone).hour}"


def team_of(world: World, c: Conversation) -> Team:
    """The team whose waits count for a case."""
    return earliest.team_of(world.company, c)


def opens_at(world: World, c: Conversation) -> dt.datetime | None:
    """When those who could take it begin, if nobody at all is here; None: they have begun, or somebody is."""
    found = world.outlook(c.but(only=None, wanted=None, offered=None))
    return found.at if found.kind == "opens" else None


def forecast(world: World, c: Conversation, position: int) -> Range:
    """The range in seconds for a place in the queue: rounds of so many people times what one round took lately.

    With fewer than ten waits remembered for that hour: the whole day's, then the company's own figures.
    """
    team, rounds = team_of(world, c), rounds_of(world, position)
    of_hour = world.waits.get(key(team.id, world.now, world), ())
    of_day = [one for name, waits in world.waits.items() if name.startswith(f"{team.id}:") for one in waits]
    for samples in (of_hour, of_day):
        if len(samples) >= ENOUGH:
            return round(_quantile(samples, LOW) * rounds), round(_quantile(samples, HIGH) * rounds)
    return team.wait_minutes[0] * 60 * rounds, team.wait_minutes[1] * 60 * rounds


def rounds_of(world: World, position: int) -> int:
    """How many times everybody here has to take one until it is this one's turn."""
    return -(-position // max(1, sum(m.online for m in world.members.values())))


def looked_again(world: World, c: Conversation, position: int) -> Conversation:
    """The record with what the screen shows now; the very same one while nothing really changes."""
    fresh, old = forecast(world, c, position), c.wait
    if not old:
        return c.but(wait=_shown(world, *fresh, position, "somebody_here" if c.queue_told else None))
    left = [max(0, round((at - world.now).total_seconds())) for at in (old.low_at, old.high_at)]
    why = _why(world, old, position, left[1])
    if why:
        new = _shown(world, max(left[0], fresh[0]), max(left[1], fresh[1], 60), position, why)
    elif position < old.position:
        new = _shown(world, min(left[0], fresh[0]), min(left[1], max(fresh[1], 60)), position, None)
    else:
        new = _shown(world, left[0], left[1], position, old.why)
    same = (new.low_s, new.high_s, new.position, new.why) == (old.low_s, old.high_s, old.position, old.why)
    return c if same else c.but(wait=new)


def over_limit(world: World, c: Conversation) -> bool:
    """Whether it is longer than the team lets anyone wait without a choice."""
    return c.wait is not None and c.wait.high_s > team_of(world, c).limit_minutes * 60


def first_said(world: World, c: Conversation, said: Wait, position: int) -> tuple[int, int, int, int]:
    """The first range, to be judged by: it counts from when it was said, which may be long after the request."""
    before = round((world.now - c.waiting_since).total_seconds()) if c.waiting_since else 0
    return said.low_s, said.high_s, rounds_of(world, position), before


def outcome(world: World, c: Conversation) -> dict[str, Any]:
    """What a claim says of the wait: how long it was since the range was said, and how that came out. Desk only."""
    if not c.waiting_since or not c.said_first:
        return {}
    low, high, rounds, before = c.said_first
    waited = (world.now - c.waiting_since).total_seconds() - before
    how = "sooner" if waited < low else "within" if waited <= high else "longer"
    team = team_of(world, c).id
    return {
        "waited": {
            "waited_s": round(waited, 1), "said_s": [low, high], "how": how, "rounds": rounds, "team": team,
            "key": key(team, c.waiting_since, world),
        }
    }  # fmt: skip


def shares(teams: Iterable[str], counts: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """How often the range held, by team: `within` of `waits`, and how many came `sooner` or took `longer` than said.

    Args:
        counts: (team, how it came out) to how many waits.
    """
    rows = [{"id": team} | {how: counts.get((team, how), 0) for how in HOW} for team in teams]
    return [row | {"waits": sum(int(row[how]) for how in HOW)} for row in rows]


def _why(world: World, old: Wait, position: int, left_high: int) -> str | None:
    """Why it is longer than was said; None: it is not."""
    if position > old.position:
        return "urgent_ahead"
    if sum(m.online for m in world.members.values()) < old.hands and left_high <= 60:
        return "fewer_here"
    return "takes_longer" if left_high <= 0 else None


def _shown(world: World, low: int, high: int, position: int, why: str | None) -> Wait:
    low_s, high_s = _coarse(low, math.floor), _coarse(high, math.ceil)
    return Wait(
        low_s=low_s, high_s=max(high_s, low_s + 60, 60), position=position, why=why,
        hands=sum(m.online for m in world.members.values()),
        low_at=world.now + dt.timedelta(seconds=low), high_at=world.now + dt.timedelta(seconds=high),
    )  # fmt: skip


def _coarse(seconds: int, to_whole: Any) -> int:
    """Whole minutes up to ten, then steps of five: nothing finer is known."""
    step = 60 if seconds <= 600 else 300
    return int(to_whole(seconds / step)) * step


def _quantile(samples: Sequence[float], share: float) -> float:
    """Nearest rank."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]
