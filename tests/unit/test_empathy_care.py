"""How a decision changes what the customer is told, and what the record remembers."""

from dataclasses import replace
from typing import Any

import pytest
import yaml

from bot.core import offering, steps
from bot.core.care import considered
from bot.core.conversation import Conversation, from_doc, to_doc
from bot.core.empathy.matters import CRITICAL
from bot.core.lines import Lines
from bot.core.said import Said
from bot.core.turns import Reply, begun, seconds
from bot.core.world import World
from tests.unit.factories import ROOT, conversation, local, world

FILES = [
    yaml.safe_load((ROOT / f"data/lines/{name}.yml").read_text("utf-8")) for name in ("gateway", "empathy")
]
LINES = Lines({key: entry for file in FILES for key, entry in file.items()})
UPSET: dict[str, Any] = {"frustration": 0.7, "signals": ({"name": "repeat", "text": "kolmas kerta"},)}


def here() -> World:
    return replace(world(aino="online", mikko="online"), lines=LINES)


NO = {
    "fi": ("ei kiitos", "ei tarvi, jatketaan tässä", "en halua ihmistä"),
    "en": ("no thanks", "I'd rather not, let's go on here", "I don't want a person"),
    "sv": ("nej tack", "det behövs inte, vi fortsätter här", "jag vill inte ha en människa"),
}
NOES = [(language, no) for language, ways in NO.items() for no in ways]
WORSE: dict[str, Any] = {"frustration": 0.9, "signals": ({"name": "leaving", "text": "…"},)}


def said(c: Conversation, text: str, reply: Reply) -> tuple[Conversation, list[str], list[str]]:
    """One turn: the record after it, the bot's lines, the types of the other events."""
    w = here()
    c = steps.customer_wrote(w, c, Said(text, "m")).conversation
    w = replace(w, now=w.now + seconds(5))
    c = begun(c, w.timing.lease_s)
    assert c.turn
    change = steps.assistant_answered(w, c, c.turn.id, reply)
    lines = [event.text or "" for event in change.events if event.type == "message"]
    return change.conversation, lines, [event.type for event in change.events if event.type != "message"]


def test_an_answer_to_an_upset_customer_carries_the_person_on_offer() -> None:
    c, [line], _ = said(conversation(), "kolmas kerta kun kysyn", Reply("Se on Vantaalla.", **UPSET))
    assert "Se on Vantaalla." in line
    assert "Aino" in line
    assert c.offering
    assert c.reasons == ("frustration", "repeat")


def test_a_matter_in_swedish_is_answered_and_the_person_shown_beside_it_once() -> None:
    brief = {"matter": "var är paketet"}
    swedish = conversation(language="sv")
    c, [line], _ = said(swedish, "var är mitt paket", Reply("Vilket är ordernumret?", asks=True))
    assert line.startswith("Vilket är ordernumret?")
    assert "Aino" in line
    assert line.count("?") == 1
    assert (c.offering, c.reasons) == (True, ("language",))
    _, [line], _ = said(c, "1001", Reply("Det är i Vanda och kommer på torsdag.", brief=brief))
    assert line == "Det är i Vanda och kommer på torsdag."


def test_what_is_nobodys_own_matter_and_other_languages_stand_alone() -> None:
    told = Reply("Vi har öppet 9–17.", gist="hours.today")
    assert said(conversation(language="sv"), "när öppnar ni", told)[1] == ["Vi har öppet 9–17."]
    own = Reply("Se on Vantaalla.", brief={"matter": "missä paketti"})
    assert said(conversation(), "missä paketti", own)[1] == ["Se on Vantaalla."]


def test_words_for_danger_stand_alone_and_open_the_handoff() -> None:
    signals = ({"name": "danger", "text": "savuaa"},)
    reply = Reply("Mikä on tilausnumero?", urgency="critical", alarm=True, signals=signals)
    c, [line], others = said(conversation(), "akku savuaa", reply)
    assert line.startswith("Siirry turvaan. Jos jokin palaa tai joku on vaarassa, soita 112.")
    assert "Mikko" in line
    assert "tilausnumero" not in line
    assert others == ["handoff.requested"]
    assert (c.handler, c.urgency, c.alarm, c.reasons) == ("queue", "critical", True, ("critical", "danger"))


def test_who_waits_already_hears_them_too() -> None:
    signals = ({"name": "danger", "text": "savuaa"},)
    reply = Reply("Selvä.", urgency="critical", alarm=True, signals=signals)
    waiting = conversation(handler="queue", queue_told=True, waiting_since=world().now)
    c, [line], _ = said(waiting, "nyt se savuaa", reply)
    assert line.startswith("Siirry turvaan")
    assert (c.urgency, c.alarm) == ("critical", True)


def test_every_critical_matter_has_its_fixed_words_in_every_language() -> None:
    for matter in CRITICAL:
        for language in ("fi", "en", "sv"):
            assert len(LINES.variants(f"critical.{matter}", language)) == 1


def test_a_declined_offer_rests_and_the_answer_loses_its_question() -> None:
    c, _, _ = said(conversation(), "kolmas kerta", Reply("Se on Vantaalla.", **UPSET))
    c, _, _ = said(c, "ei kiitos", Reply("Selvä."))
    assert c.refused_turn == 2
    c, [line], _ = said(
        c, "voiko sen vaihtaa", Reply("En osaa tätä. Pyydänkö mukaan Ainon?", propose="offer")
    )
    assert line == "En osaa tätä."
    assert not c.offering


def test_a_yes_answers_the_assistants_own_question_first() -> None:
    choices = ({"value": "yes", "label": "Kyllä", "payload": "/affirm"},)
    c, [line], _ = said(
        conversation(), "kolmas kerta, perukaa", Reply("Perunko sen?", choices=choices, **UPSET)
    )
    assert line.count("?") == 1
    assert not c.offering


def test_a_calm_turn_is_left_as_it_is() -> None:
    c, [line], _ = said(conversation(), "missä paketti on", Reply("Se on Vantaalla."))
    assert line == "Se on Vantaalla."
    assert c.heard == ("missä paketti on",)
    assert c.felt == (0.0,)


def test_the_record_of_feelings_survives_the_store() -> None:
    c = conversation(heard=("a", "b"), felt=(0.1, 0.7), offered_turn=2, refused_turn=3, refused_felt=0.7)
    assert from_doc(to_doc(c)) == c


def test_in_danger_at_night_the_one_named_is_the_one_on_call() -> None:
    reply = Reply(urgency="critical", alarm=True, signals=({"name": "danger", "text": "savuaa"},))
    asleep = replace(world(local("2026-11-25 02:00")), lines=LINES)
    _, worded = considered(asleep, conversation(), "laturi savuaa", reply)
    assert "jonon kärjessä: Mikko, toimitukset." in worded.text


def test_a_no_that_names_a_person_is_still_a_no() -> None:
    c, _, _ = said(conversation(), "kolmas kerta", Reply("Se on Vantaalla.", **UPSET))
    c, [line], others = said(c, "en halua puhua ihmiselle", Reply(propose="handoff", reason="asked"))
    assert line.startswith("Selvä")
    assert (c.handler, others) == ("bot", [])


def test_what_happened_is_owned_once_not_twice() -> None:
    heard = "Ikävä, että kävi näin. Asian korjaa Aino. Pyydänkö mukaan?"
    reply = Reply(heard, propose="offer", reason="frustration", gist="complaint.heard", **UPSET)
    c, [line], _ = said(conversation(), "kolmas kerta", reply)
    assert line.count("Ikävä") <= 1
    assert "Asian korjaa" not in line
    assert "Aino" in line
    assert line.count("?") == 1
    assert c.offering


def test_a_matter_that_we_bring_forward_is_not_said_to_have_been_asked_for() -> None:
    w = here()
    for reason, words in (("asked", "Pyysit ihmistä mukaan."), ("critical", "Asiasi siirtyi ihmiselle.")):
        c = steps.customer_wrote(w, conversation(), Said("x", "m")).conversation
        later = replace(w, now=w.now + seconds(5))
        c = begun(c, later.timing.lease_s)
        assert c.turn
        change = steps.assistant_answered(later, c, c.turn.id, Reply(propose="handoff", reason=reason))
        [asked] = [event for event in change.events if event.type == "handoff.requested"]
        assert (asked.data or {})["notice"] == words


def test_beside_the_fixed_words_only_the_time_of_the_next_word_is_new() -> None:
    w = replace(world(), lines=LINES)
    waiting = conversation(handler="queue", urgency="critical", waiting_since=w.now, offer_at=w.now)
    told = offering.offer(w, waiting, None, 1)
    line = next(event.text or "" for event in told.events if event.type == "message")
    assert "kukaan" not in line.lower()
    assert "kerron" in line.lower()


def test_a_declined_offer_rests_also_for_who_is_still_upset() -> None:
    c, _, _ = said(conversation(), "kolmas kerta", Reply("Se on Vantaalla.", **UPSET))
    c, _, _ = said(c, "ei kiitos", Reply("Selvä."))
    again = Reply("Ikävä. Pyydänkö mukaan Ainon?", propose="offer", reason="frustration", **UPSET)
    c, [line], _ = said(c, "toimitus oli taas myöhässä", again)
    assert not c.offering
    assert "?" not in line


def test_who_is_upset_is_not_asked_to_say_it_otherwise_after_a_no_either() -> None:
    c, _, _ = said(conversation(), "kolmas kerta", Reply("Se on Vantaalla.", **UPSET))
    c, _, _ = said(c, "ei kiitos", Reply("Selvä."))
    c, [line], _ = said(c, "höh", Reply("Mikä asiassa on tärkeintä sinulle?", miss=True, **UPSET))
    assert "tärkeintä" not in line
    assert not c.offering


@pytest.mark.parametrize(("language", "no"), NOES)
def test_a_declined_offer_rests_in_every_language_for_three_turns(language: str, no: str) -> None:
    c, _, _ = said(conversation(language=language, language_fixed=True), "x", Reply("Vastaus.", **UPSET))
    assert c.offering
    c, _, _ = said(c, no, Reply("Selvä."))
    for turn in range(3):
        c, [line], others = said(c, "x y z", Reply(f"Vastaus {turn}.", **UPSET))
        assert not c.offering
        assert not others
        assert f"Vastaus {turn}." in line
    c, _, _ = said(c, "x y z", Reply("Vastaus taas.", frustration=0.7))
    assert c.offering or c.handler == "queue"


@pytest.mark.parametrize(("language", "no"), NOES)
def test_it_comes_back_at_once_when_things_get_worse_in_every_language(language: str, no: str) -> None:
    c, _, _ = said(conversation(language=language, language_fixed=True), "x", Reply("Vastaus.", **UPSET))
    c, _, _ = said(c, no, Reply("Selvä."))
    c, _, _ = said(c, "x y z", Reply("Toinen.", **WORSE))
    assert c.offering or c.handler == "queue"


@pytest.mark.parametrize(("language", "no"), NOES)
def test_a_second_miss_hands_nobody_over_who_said_no_just_now(language: str, no: str) -> None:
    c = conversation(language=language, language_fixed=True)
    c, _, _ = said(
        c, "x", Reply("En osaa. Pyydänkö mukaan Ainon?", propose="offer", reason="miss", miss=True)
    )
    c, [line], others = said(c, no, Reply("En osaa.", propose="handoff", reason="second_miss", miss=True))
    assert (c.handler, others) == ("bot", [])
    assert "En osaa." not in line
