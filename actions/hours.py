"""Opening hours and contact, from company.yml and the gateway's line about now."""

from __future__ import annotations

from actions.facts import COMPANY
from actions.reply import Reply
from actions.skill import Skill
from actions.speech import week
from actions.turn import Turn


class OpeningHours(Skill):
    """When people are here, and the phone number."""

    intent = "opening_hours"

    def answer(self, turn: Turn) -> Reply:
        """First the answer for now, then the week."""
        reply = Reply().write(turn.hours_line) if turn.hours_line else Reply()
        return reply.say("hours.week", week=week(COMPANY.hours, turn.language))
