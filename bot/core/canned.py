"""Replies kept by leads: per language, held to the tone guide when saved, with the case's facts filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core import briefing, tone
from bot.core.conversation import Conversation
from bot.core.errors import Invalid
from bot.core.fields import LANGUAGES
from bot.core.message import clean
from bot.core.people import role
from bot.core.world import World

FACTS = ("customer", "agent", "role", "order", "matter", "company", "phone", "site")
GAP = "____"
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_FIELD = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Canned:
    """One reply. `id`: what is typed after "/"; `texts`: by language, with `{facts}`."""

    id: str
    name: str
    texts: Mapping[str, str]
    by: str | None = None
    at: str | None = None

    def public(self) -> dict[str, Any]:
        """As the desk sees it."""
        return {"id": self.id, "name": self.name, "texts": dict(self.texts), "by": self.by, "at": self.at}


def checked(one: Canned, rules: Mapping[str, Any]) -> Canned:
    """A reply fit to be kept.

    Raises:
        Invalid: `canned_id_invalid`, `canned_empty`, `placeholder_unknown`; what `clean` raises.
        ToneBroken.
    """
    if not _ID.fullmatch(one.id):
        raise Invalid(
            "The short name has small letters a–z, digits and hyphens.", code="canned_id_invalid", field="id"
        )
    if not one.texts or set(one.texts) - set(LANGUAGES):
        raise Invalid(
            "Give the text in one language or more: fi, en, sv.", code="canned_empty", field="texts"
        )
    texts = {language: clean(text, f"texts.{language}") for language, text in one.texts.items()}
    for language, text in texts.items():
        _known_facts(language, text)
    tone.hold(texts, rules)
    return Canned(one.id, clean(one.name, "name"), texts, one.by, one.at)


def fill(world: World, c: Conversation, one: Canned, agent: str) -> dict[str, Any]:
    """The reply in the case's language, or the company's first, with what is known; a gap shows what is not."""
    order = (c.language, *world.company.languages, *one.texts)
    language = next(each for each in order if each in one.texts)
    facts, missing = _facts(world, c, agent), []

    def known(found: re.Match[str]) -> str:
        if value := facts.get(found[1]):
            return value
        missing.append(found[1])
        return GAP

    return {"language": language, "text": _FIELD.sub(known, one.texts[language]), "missing": missing}


def _facts(world: World, c: Conversation, agent: str) -> dict[str, str | None]:
    person, known = world.company.person(agent), briefing.known(world, c)
    return {
        "customer": c.name,
        "agent": person.name,
        "role": role(person, world.company, c.language),
        "order": known.get("order"),
        "matter": known.get("matter"),
        "company": world.company.name,
        "phone": world.company.phone,
        "site": world.company.site,
    }


def _known_facts(language: str, text: str) -> None:
    for name in _FIELD.findall(text):
        if name not in FACTS:
            raise Invalid(
                f"{{{name}}} is none of the facts: {', '.join(FACTS)}.",
                code="placeholder_unknown",
                field=f"texts.{language}",
            )
