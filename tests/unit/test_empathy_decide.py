"""What is decided for the person who writes: each rule of the product as a sentence."""

import pytest

from bot.core.empathy.complexity import HARD, complexity
from bot.core.empathy.decide import REST_TURNS, Answer, decide
from bot.core.empathy.history import Turns, declines, same_matter
from bot.core.empathy.matters import CRITICAL
from bot.core.empathy.signals import Noticed, Signal

CALM = Noticed(0.1)
UPSET = Noticed(0.7, signals=(Signal("repeat", "kolmas kerta"),))
TEXT = "missä tilaus 1001 on"


LONG = "ja sitten se toinen juttu " * 5


def hard(*names: str) -> Noticed:
    return Noticed(0.1, signals=tuple(Signal(name, "…") for name in names))


def test_a_calm_customer_with_a_simple_matter_is_never_pushed() -> None:
    assert decide(CALM, TEXT, Turns(), Answer()).do == "nothing"
    assert decide(CALM, TEXT, Turns(said=("hei", "kiitos")), Answer(miss=True)).do == "nothing"


def test_an_upset_one_is_offered_the_person_with_readable_reasons() -> None:
    decision = decide(UPSET, TEXT, Turns(), Answer())
    assert decision.do == "offer"
    assert decision.reasons == ("frustration", "repeat")
    assert decision.line == "soft.repeat"
    assert not decision.instead


def test_where_the_assistant_knows_only_plain_requests_the_person_stands_beside_the_answer() -> None:
    partly = Answer(gist="track.late", partly=True)
    assert (decide(CALM, TEXT, Turns(), partly).do, decide(CALM, TEXT, Turns(), partly).reasons) == (
        "offer",
        ("language",),
    )
    assert decide(CALM, TEXT, Turns(declined_ago=1), partly).do == "nothing"


def test_an_upset_one_is_never_asked_to_rephrase() -> None:
    assert decide(UPSET, TEXT, Turns(), Answer(miss=True)).instead


@pytest.mark.parametrize("matter", CRITICAL)
def test_what_cannot_wait_is_handed_over_at_once_with_the_fixed_words(matter: str) -> None:
    noticed = Noticed(0.0, "critical", True, (Signal(matter, "…"),))
    decision = decide(noticed, TEXT, Turns(declined_ago=1), Answer(miss=True))
    assert (decision.do, decision.line, decision.instead) == ("handover", f"critical.{matter}", True)
    assert decision.reasons == ("critical", matter)


def test_a_matter_without_a_name_is_handed_over_without_words_of_ours() -> None:
    decision = decide(Noticed(0.0, "critical", True), TEXT, Turns(), Answer())
    assert (decision.do, decision.line) == ("handover", None)


@pytest.mark.parametrize("ago", range(1, REST_TURNS + 1))
def test_a_declined_offer_is_not_made_again_within_three_turns(ago: int) -> None:
    before = Turns(felt=(0.7,), declined_ago=ago, declined_felt=0.7)
    decision = decide(UPSET, TEXT, before, Answer())
    assert decision.do == "soften"
    assert decide(CALM, TEXT, before, Answer(miss=True)).do == "nothing"


def test_it_may_come_back_after_three_turns() -> None:
    before = Turns(felt=(0.1,), declined_ago=REST_TURNS + 1, declined_felt=0.7)
    assert decide(UPSET, TEXT, before, Answer()).do == "offer"


def test_it_comes_back_at_once_when_things_get_worse() -> None:
    before = Turns(felt=(0.2,), declined_ago=1, declined_felt=0.2)
    assert decide(UPSET, TEXT, before, Answer()).do == "offer"
    leaving = Noticed(0.7, signals=(Signal("leaving", "vaihdan kauppaa"),))
    assert decide(leaving, TEXT, Turns(declined_ago=1, declined_felt=0.7), Answer()).do == "offer"


def test_upset_anew_after_calm_turns_is_worse_however_upset_the_first_time_was() -> None:
    calmed = Turns(felt=(0.95, 0.0, 0.1), declined_ago=2, declined_felt=0.95)
    assert decide(UPSET, TEXT, calmed, Answer()).do == "offer"
    still = Turns(felt=(0.95, 0.0, 0.9), declined_ago=2, declined_felt=0.95)
    assert decide(UPSET, TEXT, still, Answer()).do == "soften"


def test_declining_is_not_answered_with_an_offer() -> None:
    assert decide(CALM, "ei kiitos", Turns(declined_ago=0), Answer()).do == "nothing"
    assert decide(UPSET, "ei, hoida sinä", Turns(felt=(0.5,), declined_ago=0), Answer()).do == "nothing"


def test_still_upset_after_the_offer_while_the_bot_is_lost_gets_the_person() -> None:
    furious = Noticed(0.9, signals=(Signal("anger", "raivoissani"),))
    before = Turns(felt=(0.8,), offered=True)
    decision = decide(furious, TEXT, before, Answer(miss=True))
    assert (decision.do, decision.line, decision.instead) == ("handover", "soft.handover", True)
    assert decide(UPSET, TEXT, Turns(felt=(0.6, 0.7)), Answer()).do == "handover"


def test_the_same_said_a_third_time_in_other_words_brings_the_person_forward() -> None:
    said = ("missä minun pakettini 1001 viipyy", "haluaisin tietää missä pakettini viipyy")
    decision = decide(CALM, "pakettini viipyy yhä, missä se on", Turns(said=said), Answer())
    assert decision.do == "offer"
    assert decision.reasons == ("said_third_time",)


def test_who_gets_the_same_answer_a_third_time_has_asked_in_vain_whatever_the_words() -> None:
    before = Turns(said=("missä paketti", "koska se tulee"), answered=("track.late", "track.late"))
    decision = decide(CALM, "eikö sitä saa mistään perille", before, Answer(gist="track.late"))
    assert (decision.do, decision.reasons) == ("offer", ("said_third_time",))
    other = decide(CALM, "entä palautus", before, Answer(gist="return.rules"))
    assert other.do == "nothing"


def test_the_same_answer_twice_is_no_reason_to_push_somebody_calm() -> None:
    before = Turns(said=("paljonko toimitus maksaa",), answered=("delivery_info.all",))
    assert decide(CALM, "entä noutopisteeseen", before, Answer(gist="delivery_info.all")).do == "nothing"


def test_a_handoff_that_the_assistant_proposes_stands() -> None:
    assert decide(UPSET, TEXT, Turns(), Answer(propose="handoff")).do == "nothing"


def test_a_long_tangled_story_gets_the_person_on_offer() -> None:
    tangled = hard("several_matters", "long_story")
    decision = decide(tangled, TEXT, Turns(), Answer())
    assert decision.do == "offer"
    assert decision.reasons == ("complexity", "several_matters", "long_story")
    assert decision.line is None  # nobody calm is told that it must feel bad


@pytest.mark.parametrize("signal", HARD)
def test_one_thing_that_makes_it_hard_pushes_nobody_calm(signal: str) -> None:
    assert decide(hard(signal), TEXT, Turns(), Answer()).do == "nothing"


def test_a_doubt_and_the_miss_it_leads_to_count_once() -> None:
    assert complexity(hard("low_confidence"), LONG, Turns(), True, 0).reasons == ("miss",)
    assert not complexity(hard("low_confidence"), LONG, Turns(misses=1), True, 0).tangled


def test_a_short_question_in_doubt_is_a_short_question() -> None:
    short = "ja monelta pakettini saapuu perille"
    assert decide(hard("low_confidence"), short, Turns(said=(short,)), Answer()).do == "nothing"
    assert decide(hard("low_confidence"), LONG, Turns(said=(LONG,)), Answer()).do == "offer"


def test_the_same_answer_twice_does_not_make_a_matter_hard() -> None:
    before = Turns(said=("missä tilaus 1002 on",), answered=("track.shipped",))
    asked = decide(hard("high_stakes"), "ja monelta se tulee", before, Answer(gist="track.shipped"))
    assert asked.do == "nothing"


def test_complexity_grows_with_every_reason_and_stays_below_one() -> None:
    shares = [
        complexity(hard(*HARD[:count]), LONG, Turns(), False, 0).share for count in range(len(HARD) + 1)
    ]
    assert shares[0] == 0
    assert shares == sorted(set(shares))
    assert complexity(hard(*HARD), LONG, Turns(misses=1), True, 2).share < 1


def test_a_hard_matter_brings_no_declined_offer_back() -> None:
    tangled = hard("several_matters", "high_stakes")
    assert decide(tangled, TEXT, Turns(declined_ago=2), Answer()).do == "nothing"
    assert decide(tangled, TEXT, Turns(declined_ago=REST_TURNS + 1), Answer()).do == "offer"


@pytest.mark.parametrize(
    "text",
    [
        "ei",
        "ei kiitos",
        "en tarvitse",
        "No thanks",
        "not now",
        "nej tack",
        "jatketaan vaan tässä",
        "maybe later",
        "I'm good, thanks",
        "you carry on",
        "please don't",
        "kerro sinä",
        "pärjään ilman",
        "nä tack",
        "fortsätt du bara",
        "det går bra så här",
        "helst inte",
    ],
)
def test_a_no_is_heard(text: str) -> None:
    assert declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "kyllä",
        "missä paketti on",
        "joo pyydä",
        "where is my order",
        "ja",
        "ja gärna",
        "nångång idag?",
        "I'm locked out",
    ],
)
def test_other_answers_are_no_no(text: str) -> None:
    assert not declines(text)


@pytest.mark.parametrize(
    "text",
    [
        "ei tästä mitään tuu",
        "ei tää toimi",
        "ei auta",
        "ei tästä tule yhtään mitään",
        "no use",
        "inte hjälper det här",
    ],
)
def test_giving_up_is_no_refusal_of_the_person(text: str) -> None:
    """Said after "shall I ask Aino?", it is about us, not about her."""
    assert not declines(text)


@pytest.mark.parametrize("text", ["ei tässä mitään ihmistä tarvita", "ei tätä varten", "no", "inte nu"])
def test_a_no_with_more_behind_it_is_a_no(text: str) -> None:
    assert declines(text)


def test_the_same_matter_needs_two_words_in_common() -> None:
    assert same_matter("laskun eräpäivä siirtyisi", "siirretäänkö laskun eräpäivää")
    assert not same_matter("missä laskuni on", "missä pakettini on")
    assert not same_matter("kiitos", "kiitos")
