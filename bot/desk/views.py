"""What agents see of conversations: rows of the lists, whole cases, and who may see which."""

from __future__ import annotations

from typing import Any

from bot.core import briefing, goodwill, later, people
from bot.core.company import Company, Person
from bot.core.conversation import Conversation
from bot.core.event import stamp
from bot.core.practice_colleague import COLLEAGUE, around
from bot.core.promised import pending
from bot.core.world import World


def may_see(person: Person, c: Conversation) -> bool:
    """Cases that people have or had are the whole desk's; what only the bot has is for leads, who practises sees theirs."""
    if c.practised_by:
        return c.practised_by == person.id
    return c.handler != "bot" or bool(c.helped_by or c.promises) or person.leads


def is_of_team(company: Company, wanted: str, c: Conversation) -> bool:
    """Whether a case is a team's: by its topic or by who has it; one that has neither is everybody's."""
    holder, team = company.people.get(c.agent or ""), company.team_for(c.topic)
    teams = [holder and holder.team, team and team.id]
    return wanted in teams or not any(teams)


def row(world: World, c: Conversation) -> dict[str, Any]:
    """A line of a list: who, how long, in which language, why, and the last words."""
    world = around(world, c)
    return {
        "id": c.id,
        "channel": c.channel,
        "language": c.language,
        "name": c.name,
        "status": c.status,
        "handler": c.handler,
        "holder": _who(world, c.agent or c.resolved_by),
        "offered_to": _offered(world, c),
        "urgency": c.urgency,
        "alarm": c.alarm,
        "waiting_since": stamp(c.waiting_since) if c.waiting_since else None,
        "reasons": list(c.reasons),
        "topic": c.topic,
        "acked_by": [_who(world, one) for one in c.acked_by],
        "alert_step": c.alert_step,
        "promise_due_at": stamp(min(dues)) if (dues := [one.due_at for one in pending(c)]) else None,
        "last_text": c.last_text,
        "last_by": c.last_by,
        "thanked": c.thanked,
        "snoozed_until": stamp(c.snoozed_until) if c.snoozed_until else None,
        "last_at": stamp(c.last_at or c.created_at),
        "practice": bool(c.practised_by),
    }


def whole(
    world: World, c: Conversation, state: dict[str, Any], events: list[dict[str, Any]]
) -> dict[str, Any]:
    """A case with everything said so far and why it was handed over."""
    world = around(world, c)
    return {
        **row(world, c),
        "cursor": events[-1]["id"] if events else "0",
        "state": state,
        "events": events,
        "brief": state["brief"],
        "brief_lines": briefing.lines(world, c, events),
        "about": c.about,
        "signals": [dict(one) for one in c.signals],
        "transfer": {"to": c.transfer.to, "by": c.transfer.by, "reason": c.transfer.reason}
        if c.transfer
        else None,
        "asked": c.asked,
        "seen": {"customer": c.read_by_customer, "agent": c.read_by_agent},
        "later": [later.shown(one) for one in c.later],
        "goodwill": [goodwill.shown(one) for one in c.goodwill],
        "asked_of": [{"to": _who(world, one.to), "by": _who(world, one.by)} for one in c.asked_of],
        "joined": list(c.joined),
        "merged_into": c.merged_into,
        "blocked_until": stamp(c.blocked_until) if c.blocked_until else None,
        "practice_colleague": member(world, world.members[COLLEAGUE], c.language) if c.practised_by else None,
        "customer": {"name": c.name, "language": c.language, "page": c.page, "helped_by": _names(world, c)},
    }


def member(world: World, member: people.Member, language: str) -> dict[str, Any]:
    """A person of the directory: who handles what, and who is here."""
    person = member.person
    return people.describe(person, world.company, language) | {
        "email": person.email,
        "team": person.team,
        "languages": list(person.languages),
        "role_line": person.role_line,
        "skills": list(person.skills),
        "roles": list(person.roles),
        "status": member.status,
        "stands_by": member.stands_by,
        "load": member.load,
        "capacity": person.capacity,
        "hours": dict(person.hours),
        "new_until": person.new_until.isoformat() if person.new_until else None,
    }


def _who(world: World, agent: str | None) -> dict[str, Any] | None:
    person = world.company.people.get(agent or "")
    return {"id": person.id, "name": person.name} if person else None


def _offered(world: World, c: Conversation) -> dict[str, Any] | None:
    target = c.transfer.to if c.transfer and c.transfer.agreed else c.offered
    if target and target in world.company.teams:
        return {"id": target, "name": world.company.teams[target].name(c.language)}
    return _who(world, target)


def _names(world: World, c: Conversation) -> list[str]:
    found = (_who(world, agent) for agent in dict.fromkeys((*c.helped_before, *c.helped_by)))
    return [one["name"] for one in found if one]


def spoken_of(company: Company, row: dict[str, Any]) -> str:
    """What a person of the directory may be searched by."""
    team = company.teams[row["team"]]
    said = (row["name"], row["email"], row["role"], *team.names.values(), *team.topics)
    return " ".join((*said, *row["skills"], *row["languages"], *row["roles"])).casefold()
