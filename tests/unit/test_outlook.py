"""Nobody at the desk while it is open: every surface says the same, and no minutes that nobody can hold."""

import datetime as dt
import re
from typing import Any

import pytest

from bot.channels.telegram.standing import queue_line
from bot.core import care, choosing, handoff, offering, steps, view
from bot.core.conversation import Conversation
from bot.core.event import CUSTOMER, instant
from bot.core.said import Said
from bot.core.told import hours_fact
from bot.core.world import World
from tests.unit.factories import COMPANY, NOON, conversation, local, world

MINUTES = re.compile(r"\d+\s*[–-]\s*\d+")
FULL: dict[str, Any] = {"aino": ("online", 4)}


def asked(w: World, **fields: Any) -> Conversation:
    """A person was asked for, and the customer has heard what is known."""
    c = handoff.request(w, conversation(**fields), by=CUSTOMER).conversation
    return offering.offer(w, c, None, 1).conversation


def said(w: World, c: Conversation) -> dict[str, str]:
    """What each surface says to who waits."""
    state = view.state(w, c, 1)
    return {
        "bot": c.bot_lines[-1], "telegram": str(queue_line(w, c, 1)), "hours": hours_fact(w, c)["line"],
        "widget": str(state["queue"]["reason"]),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "nobody"),
    [
        ("fi", "juuri nyt kukaan ei ole paikalla"), ("en", "nobody is at the desk this moment"),
        ("sv", "ingen är på plats just nu"),
    ],
)  # fmt: skip
def test_with_nobody_here_in_opening_hours_every_surface_says_so_and_none_names_minutes(
    language: str, nobody: str
) -> None:
    w = world(NOON)
    c = asked(w, language=language)
    for surface, words in said(w, c).items():
        assert nobody in words, surface
        assert not MINUTES.search(words.replace(COMPANY.phone, "")), surface
    assert COMPANY.phone in said(w, c)["bot"]
    assert COMPANY.phone in said(w, c)["telegram"]
    assert nobody in view.state(w, conversation(language=language), None)["greeting"].casefold()


def test_what_is_known_is_said_when_the_customer_hears_again_at_the_teams_limit() -> None:
    w = world(NOON)  # 12.00; laskutus lets nobody wait over 15 minutes
    c = asked(w)
    state = view.state(w, c, 1)
    assert state["outlook"] == "unknown"
    assert instant(state["human"]["expected_at"]) == c.next_word_at == NOON + dt.timedelta(minutes=20)
    assert state["queue"]["wait_s"] == [60, 20 * 60]
    for surface in ("bot", "telegram"):
        assert "viimeistään tänään klo 12.20" in said(w, c)[surface]
    later = world(NOON + dt.timedelta(minutes=7))
    assert view.state(later, c, 1)["human"] == state["human"], "as told, until it is told anew"


def test_the_choice_is_the_customers_wait_a_time_or_the_phone() -> None:
    w = world(NOON)
    c = handoff.request(w, conversation(), by=CUSTOMER).conversation
    line = offering.offer(w, c, None, 1).events[-1]
    assert [one["value"] for one in line.data["choices"]] == ["stay", "times"]
    stays = steps.customer_wrote(w, asked(w), Said("Odotan jonossa", "m1", "stay"))
    assert "klo 12.20" in str(stays.events[-1].text)
    grave = handoff.request(w, conversation(), by=CUSTOMER, urgency="critical").conversation
    assert "choices" not in offering.offer(w, grave, None, 1).events[-1].data


def test_a_range_appears_when_somebody_comes_with_a_word_why() -> None:
    c = asked(world(NOON))
    w = world(NOON + dt.timedelta(minutes=3), **FULL)
    after = offering.offer(w, c, None, 1).conversation
    state = view.state(w, after, 1)
    assert state["outlook"] == "range"
    assert state["queue"] == {
        "position": 1,
        "wait_s": [120, 360],
        "reason": "Nyt paikalla on joku, joka voi vastata.",
    }
    assert queue_line(w, after, 1) == (
        "Paikkasi jonossa: 1. Arvio: 2–6 minuuttia. Aino, laskutus. Nyt paikalla on joku, joka voi vastata."
    )


def test_a_range_goes_with_the_last_one_who_could_keep_it_and_says_why() -> None:
    c = asked(world(NOON, **FULL))
    assert view.state(world(NOON, **FULL), c, 1)["queue"]["reason"] is None
    alone = world(NOON + dt.timedelta(minutes=1))
    for known in (c, offering.offer(alone, c, None, 1).conversation):
        state = view.state(alone, known, 1)
        assert (state["outlook"], state["queue"]["reason"]) == (
            "unknown", "Olemme auki, mutta juuri nyt kukaan ei ole paikalla.",
        )  # fmt: skip


def test_who_waits_for_one_person_is_told_no_range_of_the_others() -> None:
    w = world(NOON, mikko=("online", 4))
    c = choosing.choose(w, asked(w, wanted="aino"), "wait:aino").conversation
    assert "Kerron tilanteen viimeistään tänään klo 12.20" in c.bot_lines[-1]
    assert c.next_word_at == NOON + dt.timedelta(minutes=20)
    state = view.state(w, offering.offer(w, c, None, 1).conversation, 1)
    assert state["outlook"] == "unknown"
    assert state["queue"]["reason"] == "Aino ei ole juuri nyt paikalla, eikä paluuaika ole tiedossa."
    assert "kukaan" not in hours_fact(w, c)["line"], "Mikko is here"


def test_asked_for_somebody_whose_return_nobody_knows_no_time_is_made_up() -> None:
    w = world(NOON, mikko="online")
    for name in ("Aino",):
        c = handoff.request(w, conversation(), by=CUSTOMER, name=name).conversation
        told = offering.offer(w, c, None, 1)
        assert "eikä paluuaika ole tiedossa" in str(told.events[-1].text)
        assert "klo" not in str(told.events[-1].text)
    alone = world(NOON, mikko=("online", 4))
    c = handoff.request(alone, conversation(), by=CUSTOMER, name="Aino").conversation
    told = offering.offer(alone, c, None, 1)
    assert "viimeistään tänään klo 12.20" in str(told.events[-1].text)
    assert told.conversation.next_word_at == NOON + dt.timedelta(minutes=20)


def test_at_night_every_surface_names_the_morning() -> None:
    w = world(local("2026-11-26 02:14"))
    c = asked(w)
    state = view.state(w, c, 1)
    assert (state["outlook"], state["queue"]["reason"]) == ("opens", None)
    for words in (c.bot_lines[-1], str(queue_line(w, c, 1)), hours_fact(w, c)["line"], state["greeting"]):
        assert "tänä aamuna klo 8" in words


def test_grief_with_nobody_here_is_told_no_time_that_nobody_can_keep() -> None:
    assert care._answers(world(NOON), conversation(), "") == "Aino, laskutus, hoitaa asiasi"
    assert care._answers(world(local("2026-11-26 02:14")), conversation(), "").endswith(
        "tänä aamuna klo 8 alkaen"
    )
