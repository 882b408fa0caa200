"""The ideas about persons (data/signals/person.yml): which are seen in a sentence, and what they make together."""

import pytest

from bot.core.empathy.cues import Cues
from bot.nlu.intent_features import AGAINST, ASKING, WHO, about_persons
from bot.nlu.intents import ROOT
from bot.nlu.signal_data import read_cues


@pytest.fixture(scope="module")
def ideas() -> Cues:
    return read_cues(ROOT / "data/signals/person.yml")


@pytest.mark.parametrize(
    ("text", "idea"),
    [
        ("laskutusosastolle kiitos", "department"), ("put me through to billing", "department"),
        ("returavdelningen tack", "department"),
        ("Postin virkailija ei löytänyt pakettia", "elsewhere"), ("PayPal told me to ask you", "elsewhere"),
        ("grannen hämtar paketet", "elsewhere"), ("haen teille töihin", "elsewhere"),
        ("jonkun lampun lukunurkkaan", "some_thing"), ("something smaller", "some_thing"),
        ("painoin vahingossa nappia", "settled"), ("that was by mistake", "settled"), ("det löste sig redan", "settled"),
        ("kukkia asiakaspalvelijalle", "praise"), ("kudos to your team", "praise"),
        ("teeskenteletkö ihmistä", "are_you"), ("u human?", "are_you"),
    ],
)  # fmt: skip
def test_an_idea_is_seen(ideas: Cues, text: str, idea: str) -> None:
    assert idea in ideas.find(text)


@pytest.mark.parametrize(
    ("text", "idea"),
    [
        ("jonkun ihmisen kanssa", "some_thing"),
        ("jonkun teistä", "some_thing"),
        ("laskutus on väärin", "department"),
    ],
)
def test_what_only_begins_alike_is_not(ideas: Cues, text: str, idea: str) -> None:
    assert idea not in ideas.find(text)


def test_every_idea_that_is_paired_is_written_down(ideas: Cues) -> None:
    assert {*WHO, *ASKING, *AGAINST} <= set(ideas.patterns)


def test_a_wish_and_talk_about_a_person_differ_in_what_the_ideas_make_together(ideas: Cues) -> None:
    wish, talk = "yhdistä laskutukseen", "Postin laskutukseen ei voi yhdistää"
    assert about_persons(ideas, wish) != about_persons(ideas, talk)
    assert len(about_persons(ideas, wish)) == len(about_persons(ideas, ""))
    assert not any(about_persons(ideas, ""))
