"""Greeting, thanks, goodbye, "are you a bot", asking for another language, asking to go slowly."""

from __future__ import annotations

from actions.reply import Reply
from actions.skill import Skill
from actions.turn import Turn

LANGUAGE_WORDS = {
    "fi": ("suom", "finnish", "finska"),
    "en": ("engl", "engel"),
    "sv": ("ruots", "svensk", "swedish"),
}


class Greet(Skill):
    """Says that it is a bot and who is on duty."""

    intent = "greet"

    def answer(self, turn: Turn) -> Reply:
        """The first hello in full, a later one shortly."""
        return Reply().say("talk.greet" if turn.number <= 1 else "talk.greet_again")


class Goodbye(Skill):
    """Says goodbye; an order form that was open ends."""

    intent = "goodbye"

    def answer(self, turn: Turn) -> Reply:
        """One kind line."""
        return Reply().say("talk.goodbye").leave()


class Thanks(Skill):
    """Takes thanks."""

    intent = "thanks"

    def answer(self, turn: Turn) -> Reply:
        """One kind line."""
        return Reply().say("talk.thanks")


class TakesNote(Skill):
    """ "I'll wait", "oh well", "found it": heard, and nothing is asked for."""

    intent = "takes_note"

    def answer(self, turn: Turn) -> Reply:
        """One kind line."""
        return Reply().say("talk.noted")


class BotChallenge(Skill):
    """Says plainly that it is a bot, and who is not."""

    intent = "bot_challenge"

    def answer(self, turn: Turn) -> Reply:
        """The truth, and the person."""
        return Reply().say("talk.bot")


class LanguageSwitch(Skill):
    """Goes on in the language asked for."""

    intent = "language_switch"

    def answer(self, turn: Turn) -> Reply:
        """Answers in the new language already; who names none asked what we can do."""
        language = wanted_language(turn.text)
        if not language:
            return Reply().say("talk.bot")
        return Reply(language=language).tell(language=language).say("talk.language")


class SlowDown(Skill):
    """From now on one step at a time."""

    intent = "slow_down"

    def answer(self, turn: Turn) -> Reply:
        """A calm word, then the first small step: what it is about, told in their own time."""
        slow = Reply().keep(slow=True).tell(asks=True)
        return slow.say("talk.slow_form" if turn.asked else "talk.slow")


def wanted_language(text: str) -> str | None:
    """The language a message names; None when it names none."""
    low = text.lower()
    return next((code for code, words in LANGUAGE_WORDS.items() if any(word in low for word in words)), None)
