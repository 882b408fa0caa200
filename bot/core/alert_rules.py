"""How long a waiting case may go unacknowledged, in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.core.company import Company
from bot.core.conversation import Conversation


@dataclass(frozen=True)
class AlertRules:
    """By how urgent it is; normal ones by their team's limit, through the topic.

    `seen_s`: how long whoever saw an alarm away from the desk may take to come to it.
    """

    alarm_s: float = 30.0
    high_s: float = 60.0
    normal_s: float = 900.0
    seen_s: float = 300.0
    by_topic_s: Mapping[str, float] = field(default_factory=dict)

    def limit_s(self, c: Conversation) -> float:
        """The limit of a case."""
        if level(c) == "alarm":
            return self.alarm_s
        if level(c) == "high":
            return self.high_s
        return self.by_topic_s.get(c.topic or "", self.normal_s)


def level(c: Conversation) -> str:
    """`alarm`, `high` (critical ones too) or `normal`."""
    return "alarm" if c.alarm else "normal" if c.urgency == "normal" else "high"


def rules_of(company: Company) -> AlertRules:
    """company.yml's `limit_minutes` of the teams; without a topic the shortest of them."""
    by_topic = {topic: team.limit_minutes * 60.0 for team in company.teams.values() for topic in team.topics}
    shortest = min(team.limit_minutes * 60.0 for team in company.teams.values())
    return AlertRules(normal_s=shortest, by_topic_s=by_topic)
