"""Seen, or someone else is told: a waiting case that nobody able has acknowledged sounds again and goes to the next route.

          limit              limit                     limit                 every limit
waiting ────────▶ desk ────────▶ telegram of those ────▶ leads ────▶ leads again, until somebody acknowledges or claims
                  sounds again   on shift
alarm with nobody here: the on-call person at once, at any hour; then as above, with the on-call person beside.
no lead on shift: everybody on shift again; nobody at all: recorded, and the customer is told the truth, once.

One event tells it all, `alert.raised {route, to, step}`: the desk sounds it, a reader of the feed brings it to Telegram.
Nothing goes to anyone off shift, save to the on-call person for an alarm, where a chat of theirs is linked.

In danger the customer hears what is so: whom the alarm has reached (only once it has), who has seen it; else that nobody
could be woken, who comes and when.
"""

from __future__ import annotations

import datetime as dt

from bot.core import wait, when
from bot.core.alert_rules import AlertRules, level
from bot.core.conversation import Change, Conversation
from bot.core.errors import Conflict
from bot.core.event import SYSTEM, Event
from bot.core.people import Member
from bot.core.turns import bot_says
from bot.core.world import World

ROUTES = ("desk", "telegram", "lead")
NOBODY = "nobody"


def next_at(c: Conversation, rules: AlertRules) -> dt.datetime | None:
    """When the case sounds again if nobody acknowledges it; None: it does not wait."""
    if not c.open or c.handler != "queue" or not c.waiting_since:
        return None
    if c.alert_at and c.alert_level == level(c):
        return c.alert_at
    if c.alert_at or c.alarm:  # it has become more urgent, or was an alarm from the start: looked at now
        return c.waiting_since
    return c.waiting_since + dt.timedelta(seconds=rules.limit_s(c))


def fell_due(world: World, c: Conversation) -> Change:
    """Raises the next alert; while the desk is closed only an alarm does, the rest sounds when it opens."""
    at = next_at(c, world.timing.alerts)
    if not at or at > world.now:
        return Change(c)
    limit = dt.timedelta(seconds=world.timing.alerts.limit_s(c))
    first_alarm = c.alarm and c.alert_level != "alarm"
    c = c.but(alert_level=level(c), alert_at=world.now + limit)
    if first_alarm and _here(world):
        return Change(c)
    opens = wait.opens_at(world, c)
    if opens and not c.alarm:
        return Change(c.but(alert_at=opens + limit))
    route, to = ("on_call", _on_call(world)) if first_alarm else _route(world, c)
    place = ROUTES.index(route) if route in ROUTES else 0
    step = c.alert_step if first_alarm else max(c.alert_step, place) + 1
    raised = Change(c.but(alert_step=step, acked_by=()), (_raised(world, c, route, to, step),))
    heard = c.alerted or _here(world) or (first_alarm and to)  # a notice that is under way says so itself
    if heard if c.alarm else to:
        return raised
    return raised.then(lambda x: _unheard(world, x))


def reached(world: World, c: Conversation, agent: str) -> Change:
    """A notice of an alarm has come to somebody on call: the customer hears it of the first one."""
    on_call = world.company.person(agent).on_call
    if not (c.alarm and on_call and c.handler == "queue") or agent in c.alerted:
        return Change(c)
    kept = c.but(alerted=(*c.alerted, agent))
    return Change(kept) if c.alerted else _said(world, kept, "alarm_sent", agent)


def acknowledge(world: World, c: Conversation, agent: str) -> Change:
    """Somebody who could take it has seen it: it is quiet for as long as it would take to sound again, each time it sounds.

    Raises:
        Conflict: `not_waiting`; `not_free`: only who is online with room for it counts, or who is on call for an alarm.
    """
    if c.handler != "queue":
        raise Conflict("This conversation does not wait.", code="not_waiting")
    me, rules = world.members[agent], world.timing.alerts
    if not me.free and not (c.alarm and me.person.on_call):
        raise Conflict("Only somebody online with room for it can say so.", code="not_free")
    if agent in c.acked_by:
        return Change(c)
    quiet = world.now + dt.timedelta(seconds=rules.limit_s(c) if me.free else rules.seen_s)
    event = Event("alert.acknowledged", world.actor(agent, c.language), world.now)
    quietened = c.but(acked_by=(*c.acked_by, agent), alert_at=quiet, alert_level=level(c))
    seen = Change(quietened, (event,))
    return seen.then(lambda x: _seen_told(world, x, agent)) if c.alarm else seen


def _seen_told(world: World, c: Conversation, agent: str) -> Change:
    """Who has seen the alarm, said once for each: it may sound again and be seen again many times."""
    if agent in c.seen_told:
        return Change(c)
    return _said(world, c.but(seen_told=(*c.seen_told, agent)), "alarm_seen", agent)


def _said(world: World, c: Conversation, key: str, agent: str) -> Change:
    """In danger the customer sees who was woken and who has seen it; the emergency number comes first."""
    clock = when.clock(world.now, c.language, when.zone_named(c.zone) or world.company.zone)
    return bot_says(
        world,
        c,
        world.say(key, c, name=world.company.person(agent).name, clock=clock, emergency=_emergency(world)),
    )


def _unheard(world: World, c: Conversation) -> Change:
    """Nobody could be woken or told so far: said once, with who comes and when, as far as that is known."""
    if c.unheard_told:
        return Change(c)
    found = world.outlook(c)
    opens = found.at if found.kind == "opens" else None
    person = world.person(found.member.person.id, c.language)
    facts = {"person": person, "when": world.when(opens, c) if opens else ""}
    key = f"{'alarm' if c.alarm else 'case'}_unheard{'' if opens else '_yet'}"
    return bot_says(world, c.but(unheard_told=True), world.say(key, c, emergency=_emergency(world), **facts))


def _emergency(world: World) -> str:
    return str(world.company.help_lines.get("emergency", {}).get("number", "112"))


def _route(world: World, c: Conversation) -> tuple[str, list[str]]:
    """The next route that reaches anybody; where no lead can be told, whoever else can."""
    for route in (*ROUTES[c.alert_step :], *reversed(ROUTES)):
        if to := _whom(world, c, route):
            return route, to
    return NOBODY, []


def _whom(world: World, c: Conversation, route: str) -> list[str]:
    on_call = _on_call(world) if c.alarm and route != "desk" else []
    if route == "desk":
        found = [m for m in world.members.values() if m.online]
    elif route == "telegram":
        found = world.on_shift
    else:
        found = [m for m in world.on_shift if "lead" in m.person.roles]
    return list(dict.fromkeys([*(m.person.id for m in found), *on_call]))


def _here(world: World) -> list[Member]:
    return [m for m in world.members.values() if m.online]


def _on_call(world: World) -> list[str]:
    return [m.person.id for m in world.on_call if m.heard]


def _raised(world: World, c: Conversation, route: str, to: list[str], step: int) -> Event:
    data = {"route": route, "to": to, "step": step, "urgency": c.urgency, "alarm": c.alarm}
    return Event("alert.raised", SYSTEM, world.now, None, data)
