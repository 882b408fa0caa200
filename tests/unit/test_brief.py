"""The brief: matter, order, what was tried, what they would like, gathered from the log; and the customer's corrections."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import yaml

from bot.core import briefing, case, gathering, joined, steps, turns
from bot.core.conversation import Change, Conversation, Promise, from_doc, to_doc
from bot.core.said import Said
from bot.core.topics import TOPICS
from bot.core.turns import Reply
from tests.unit.factories import KINDS, NOON, ROOT, conversation, world

HERE = world(aino="online", mikko="online")
MOODS = ("vitun", "raivoissani", "!!!", "VIELÄ", "fucking", "jävla")


def wrote(c: Conversation, text: str) -> Conversation:
    """The customer's line, stored as every step is: with what it tells gathered."""
    return kept(steps.customer_wrote(HERE, c, Said(text, f"c{len(c.facts)}{text[:9]}")))


def answered(c: Conversation, **reply: Any) -> Conversation:
    """The assistant's reply to all that waits."""
    c = turns.begun(c.but(epoch=c.epoch), 2.0)
    assert c.turn, "no line waits for the bot"
    return kept(steps.assistant_answered(HERE, c, c.turn.id, Reply(**{"text": f"Näin {reply}.", **reply})))


def kept(change: Change) -> Conversation:
    return gathering.heard(KINDS, change).conversation


def brief_of(c: Conversation) -> dict[str, str | None]:
    found = briefing.brief(HERE, c)
    assert found is not None
    return found


def lines_of(c: Conversation) -> list[str]:
    return [line for line in brief_of(c).values() if line]


def test_nothing_was_said_so_there_is_no_brief() -> None:
    assert briefing.brief(HERE, conversation()) is None
    assert briefing.brief(HERE, wrote(conversation(), "hei")) is None


def test_at_the_button_alone_three_lines_say_what_is_not_known() -> None:
    c = kept(steps.human_wanted(HERE, conversation(), None))
    assert brief_of(c) == {
        "matter": "Ei vielä kerrottu.", "order": None, "tried": "Ei vielä mitään.", "wants": "Puhua ihmiselle.",
    }  # fmt: skip


def test_until_it_is_understood_the_matter_stands_in_the_customers_own_words() -> None:
    c = wrote(conversation(), "mun tilaus 1001 on hukassa jossain")
    assert brief_of(c)["matter"] == "mun tilaus 1001 on hukassa jossain"
    c = answered(c, matter="track_order", gist="track.late", brief={"order": "1001"})
    assert brief_of(c) == {
        "matter": "Missä tilaus on", "order": "1001", "tried": "Botti kertoi, missä tilaus on.",
        "wants": "Tietää, milloin tilaus tulee.",
    }  # fmt: skip


def test_what_the_bot_looked_up_offered_and_did_is_told_in_that_order() -> None:
    c = answered(
        wrote(conversation(), "missä tilaus 1002 viipyy"), matter="track_order", gist="track.shipped"
    )
    c = answered(wrote(c, "haluan palauttaa sen"), matter="return_refund", gist="return.ask")
    assert brief_of(c)["tried"] == "Botti kertoi, missä tilaus on. Botti ehdotti palautusta."
    made = ({"action": "return", "summary": "1002: P1"},)
    c = answered(wrote(c, "joo tehdään niin"), matter="return_refund", gist="return.made", did=made)
    assert brief_of(c)["tried"] == "Botti kertoi, missä tilaus on. Botti teki palautuksen."


def test_what_was_done_counts_also_when_the_reply_came_too_late_to_show() -> None:
    c = wrote(conversation(), "perukaa mun tilaus 1003")
    begun = turns.begun(c, 2.0)
    late = begun.but(handler="agent", agent="aino", epoch=1)
    made = Reply(text="Peruttu.", matter="cancel_order", did=({"action": "cancel", "summary": "1003"},))
    c = kept(steps.assistant_answered(HERE, late, begun.turn.id if begun.turn else "", made))
    assert brief_of(c)["tried"] == "Botti perui tilauksen."
    assert brief_of(c)["matter"] == "Tilauksen peruminen"


def test_a_miss_is_told_and_what_was_missed_becomes_the_matter() -> None:
    c = answered(
        wrote(conversation(), "missä tilaus 1002 viipyy"), matter="track_order", gist="track.shipped"
    )
    c = answered(
        wrote(c, "ja sopiiko kello parvekkeelle pakkasella"), miss=True, propose="offer", reason="miss"
    )
    assert brief_of(c)["matter"] == "ja sopiiko kello parvekkeelle pakkasella. Aiemmin: Missä tilaus on."
    assert brief_of(c)["tried"] == "Botti kertoi, missä tilaus on. Botti ei osannut vastata."


def test_an_order_that_was_not_found_is_told_so() -> None:
    c = answered(
        wrote(conversation(), "missä tilaus 9999 on"), matter="track_order", gist="order.not_found", miss=True
    )
    assert brief_of(c)["tried"] == "Tilausta ei löytynyt annetuilla tiedoilla."


def test_asking_for_the_order_number_is_no_attempt() -> None:
    c = answered(wrote(conversation(), "missä mun tilaus on"), matter="track_order", asks=True)
    assert brief_of(c)["tried"] == "Ei vielä mitään."


def test_a_word_of_ours_in_place_of_the_answer_is_no_answer() -> None:
    c = answered(
        wrote(conversation(), "missä mun tilaus on"), matter="track_order", gist="track.late", told=False
    )
    assert brief_of(c)["tried"] == "Ei vielä mitään."


def test_the_latest_matter_comes_first_and_the_earlier_ones_are_named() -> None:
    c = conversation()
    for matter, text in (
        ("track_order", "missä mun tilaus on"), ("account_password", "salasana on hukassa"), ("invoice_question", "lasku on outo"),
    ):  # fmt: skip
        c = answered(wrote(c, text), matter=matter, gist=f"x.{matter}")
    assert brief_of(c)["matter"] == "Lasku. Aiemmin: Tili tai salasana; Missä tilaus on."
    assert brief_of(c)["wants"] == "Saada lasku selväksi."
    again = answered(wrote(c, "niin ja se tilaus"), matter="track_order", gist="track.late")
    assert brief_of(again)["matter"] == "Missä tilaus on. Aiemmin: Lasku; Tili tai salasana."


def test_the_customers_own_sentence_says_what_they_would_like() -> None:
    c = wrote(conversation(), "Kupu oli haljennut. Haluan rahat takaisin! Kiitos jo etukäteen")
    c = answered(c, matter="delivery_problem", gist="delivery.damaged")
    assert brief_of(c)["wants"] == "Haluan rahat takaisin."
    c = answered(wrote(c, "entä mistä saan laskun kopion"), matter="invoice_question", gist="invoice.copied")
    assert brief_of(c)["wants"] == "Saada lasku selväksi."


@pytest.mark.parametrize("label", ["label.refund", "label.replacement"])
@pytest.mark.parametrize("language", ["fi", "en", "sv"])
def test_what_the_customer_picks_of_what_the_bot_offers_is_what_they_want(label: str, language: str) -> None:
    picked = yaml.safe_load((ROOT / "data/lines/talk.yml").read_text("utf-8"))[label][language]
    c = conversation(language=language, language_fixed=True)
    c = answered(wrote(c, "kupu / skärm / shade 1002"), matter="delivery_problem", gist="repair.ask")
    assert brief_of(wrote(c, picked))["wants"] == f"{picked}."


def test_who_asked_for_somebody_by_name_wants_to_talk_to_them() -> None:
    c = answered(wrote(conversation(), "missä mun tilaus on"), matter="track_order", gist="track.late")
    c = kept(steps.human_wanted(HERE, c, "Mikko"))
    assert brief_of(c)["wants"] == "Tietää, milloin tilaus tulee. Puhua ihmiselle: Mikko, toimitukset."


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        ("fi", "Lamppu ei syty. Olen jo vaihtanut polttimon.", "Omin sanoin: “Olen jo vaihtanut polttimon.”"),
        ("en", "The lamp won't light. I've tried another bulb.", "Own words: “I've tried another bulb.”"),
        (
            "sv",
            "Lampan lyser inte. Jag har provat en annan glödlampa.",
            "Egna ord: ”Jag har provat en annan glödlampa.”",
        ),
    ],
)
def test_what_the_customer_tried_stands_in_their_own_words(language: str, text: str, shown: str) -> None:
    c = wrote(conversation(language=language, language_fixed=True), text)
    assert brief_of(c)["tried"] == shown


def test_people_who_helped_and_promises_that_broke_are_among_what_was_tried() -> None:
    call = Promise("p1", "mikko", "call", NOON - dt.timedelta(hours=2), "phone", status="broken")
    c = conversation(handler="agent", agent="mikko", helped_by=("aino", "mikko"), promises=(call,))
    assert (
        brief_of(c)["tried"] == "Luvattu puhelu jäi meiltä soittamatta. Aino, laskutus, on jo auttanut tässä."
    )
    missed = c.but(
        promises=(replace(call, status="open", tries=1),), helped_by=("mikko",), helped_before=("sanna",)
    )
    assert brief_of(missed)["tried"] == (
        "Soitimme, mutta puheluun ei vastattu. Sanna, tekninen tuki, on auttanut aiemmassa asiassa."
    )


@pytest.mark.parametrize(
    ("text", "signal", "shown"),
    [
        ("missä vitun mutkassa mun tilaus 1002 on", "vitun mutkassa", "missä mun tilaus 1002 on"),
        ("Olen raivoissani.", "raivoissani", "Ei vielä kerrottu."),
        ("MISSÄ MUN PAKETTI VIELÄ ON!!!", "MISSÄ MUN", "Paketti vielä on."),
        ("where is my fucking parcel", "fucking", "where is my parcel"),
    ],
)
def test_never_a_word_of_mood(text: str, signal: str, shown: str) -> None:
    c = wrote(conversation(language_fixed=True), text)
    c = answered(c, signals=({"name": "anger", "text": signal.lower()},), frustration=0.9, miss=True)
    assert brief_of(c)["matter"] == shown
    told = [line["text"] for line in briefing.lines(HERE, c, ())]
    assert not any(word in line for word in MOODS for line in [*lines_of(c), *told])


def test_what_the_customer_put_right_wins_and_stays() -> None:
    c = answered(
        wrote(conversation(), "missä mun tilaus on"),
        matter="track_order",
        gist="track.late",
        brief={"order": "1001"},
    )
    right = {"matter": "Väärä osoite", "order": "1003", "tried": "Soitin Postiin", "wants": "Uusi osoite"}
    change = case.brief_corrected(HERE, c, right)
    assert change.events[0].data["brief"] == right
    after = wrote(change.conversation, "haluan rahat takaisin tilauksesta 1001")
    after = answered(after, matter="return_refund", gist="return.ask", brief={"order": "1001"})
    assert brief_of(after) == right
    assert after.brief["order"] == "1003"


def test_one_corrected_line_leaves_the_others_to_the_log() -> None:
    c = answered(wrote(conversation(), "missä mun tilaus on"), matter="track_order", gist="track.late")
    c = case.brief_corrected(HERE, c, {"order": "1003"}).conversation
    c = answered(wrote(c, "tilaus 1001"), matter="track_order", gist="track.late", brief={"order": "1001"})
    assert brief_of(c)["order"] == "1003"
    assert brief_of(c)["tried"] == "Botti kertoi, missä tilaus on."


def test_the_brief_follows_the_language_of_the_conversation() -> None:
    c = answered(wrote(conversation(), "missä mun tilaus on"), matter="track_order", gist="track.late")
    assert lines_of(c.but(language="sv")) == [
        "Var beställningen är", "Botten berättade var beställningen är.", "Att få veta när beställningen kommer.",
    ]  # fmt: skip


def test_a_later_step_gathers_what_the_log_tells_and_nothing_else() -> None:
    c, log = conversation(), []
    for text, reply in (
        ("missä mun tilaus on", Reply("Siellä.", matter="track_order", gist="track.late")),
        ("yritin soittaa teille", Reply("En osaa.", miss=True)),
    ):
        said = steps.customer_wrote(HERE, c, Said(text, text))
        c = turns.begun(kept(said), 2.0)
        told = steps.assistant_answered(HERE, c, c.turn.id if c.turn else "", reply)
        c = kept(told)
        log += [(event.to_json(), text) for event in (*said.events, *told.events)]
    facts: gathering.Facts = ()
    for event, text in log:
        facts = gathering.told(KINDS, facts, event, text)
    assert facts == c.facts
    assert from_doc(to_doc(c)).facts == c.facts


def test_joined_cases_know_what_both_knew() -> None:
    one = answered(
        wrote(conversation(id="0-b", customer="x"), "missä mun tilaus on"),
        matter="track_order",
        gist="track.late",
    )
    two = answered(
        wrote(conversation(customer="x"), "lasku on outo"), matter="invoice_question", gist="invoice.open"
    )
    both = joined.take_in(HERE, two.but(handler="agent", agent="aino"), one, "aino").conversation
    assert brief_of(both)["matter"] == "Lasku. Aiemmin: Missä tilaus on."


def test_every_fact_has_its_words_in_each_language() -> None:
    keys = [f"tried.offered.{one}" for one in gathering.OFFERS.values()]
    keys += [f"tried.{one}" for one in gathering.TROUBLE.values()]
    keys += [f"{kind}.{one}" for one in TOPICS for kind in ("matter", "wants", "tried.told")]
    for key in keys:
        assert {"fi", "en", "sv"} <= set(HERE.lines.catalogue[key]), key


@pytest.mark.parametrize(
    "topic",
    [("invoice_question", "laskutus"), ("track_order", "toimitukset"), ("account_password", "tekninen")],
)
def test_what_it_is_about_decides_whose_it_is(topic: tuple[str, str]) -> None:
    matter, team = topic
    c = answered(wrote(conversation(), "asiani on tämmöinen juttu"), matter=matter, gist="x")
    found = HERE.company.team_for(c.topic)
    assert found
    assert found.id == team
