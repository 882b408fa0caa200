"""Asking for a person, taking that back, yes, no, and stop."""

from __future__ import annotations

import re

from actions.facts import COMPANY
from actions.reply import Reply
from actions.skill import Skill
from actions.turn import Turn
from bot.core.people import find_by_name

_NAME = re.compile(
    r"(?i:onko(?:han|s)?|onks|saako|saisinko|saisko|haluan|tarvitsen|is|talk to|speak (?:to|with)|get me|ask for|"
    r"prata med|tala med|är)\s+([A-ZÅÄÖ][a-zåäöé]{2,})\b"
)
_ASKED = re.compile(
    r"\b(?:on(?:ko|ks)\w*|saa(?:ko|nko)|sai?s(?:inko|ko|inks)|halu\w+|haluisin|tarvits\w+|puh\w+|jutel\w+|jutt\w+|yhdist\w+|"
    r"is|to|with|for|me|need|want|med|är|vill ha|till)\s+(?=([^\W\d_]{3,}(?:['’]s)?))",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset(
    [
        "Asiakaspalvelu",
        "Asiakaspalvelija",
        "Ihminen",
        "Hei",
        "Moi",
        "Aina",
        "There",
        "Someone",
        "Anyone",
        "Tuulikello",
    ]
)


class ContactHuman(Skill):
    """Asked is asked: the handoff opens at once, whatever was going on; the gateway names the person."""

    intent = "contact_human"

    def answer(self, turn: Turn) -> Reply:
        """No text: the gateway says who it is and when."""
        name = asked_name(turn.text)
        return Reply().handoff("asked_by_name" if name else "asked", **({"to": name} if name else {}))


class WithdrawHuman(Skill):
    """The customer no longer wants the person; the gateway says so."""

    intent = "withdraw_human"

    def answer(self, turn: Turn) -> Reply:
        """While nobody was asked for, a plain word."""
        if turn.handler == "queue":
            return Reply().tell(withdraw=True)
        return Reply().tell(withdraw=True).say("talk.no_person")


class Stop(Skill):
    """Ends what was going on and says what happens next."""

    intent = "stop"

    def answer(self, turn: Turn) -> Reply:
        """Everything stays as it was."""
        return Reply().leave().keep(pending=None, task=None).say("talk.stopped")


def asked_name(text: str) -> str | None:
    """The name in "onko Riitta paikalla?", of our own people in small letters and in Finnish cases too; None: there is none."""
    for one in _ASKED.finditer(text):
        if person := find_by_name(one.group(1), COMPANY):
            return person.name
    found = _NAME.search(text)
    return found.group(1) if found and found.group(1) not in _NOT_NAMES else None
