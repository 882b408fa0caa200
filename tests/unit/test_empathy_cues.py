"""Words that tell something, and words that only look like it."""

from pathlib import Path

import pytest
import yaml

from bot.core.empathy.cues import Cues
from bot.core.empathy.matters import MATTERS, Matters
from bot.core.empathy.text import clauses, plain, shouts

FOLDER = Path(__file__).parents[2] / "data/signals"
CUES = Cues.compiled(yaml.safe_load((FOLDER / "cues.yml").read_text("utf-8")))
DATA = yaml.safe_load((FOLDER / "critical.yml").read_text("utf-8"))
RULES = Matters.compiled(DATA["ideas"], DATA["rules"])


@pytest.mark.parametrize(
    ("text", "cue", "words"),
    [
        ("Kysyn tätä jo kolmatta kertaa.", "repeat", "kolmatta kertaa"),
        ("this is the third time I ask", "repeat", "the third time"),
        ("te lupasitte soittaa", "broken_promise", "lupasitte"),
        ("I was promised a call", "broken_promise", "was promised"),
        ("vaihdan kauppaa", "leaving", "vaihdan kauppaa"),
        ("vie kuluttajariitalautakuntaan", "authority", "kuluttajariitalautakuntaan"),
        ("no antaa olla", "disappointment", "no antaa olla"),
        ("thanks for nothing", "sarcasm", "thanks for nothing"),
    ],
)
def test_a_cue_gives_the_words_that_raised_it(text: str, cue: str, words: str) -> None:
    assert words in CUES.find(text)[cue]


def test_dots_capitals_and_stretched_letters_do_not_matter() -> None:
    assert plain("MISSÄÄÄÄ  Pakettini\n1 234 on") == "missaa pakettini 0 on"
    assert "disappointment" in CUES.find("PETTYNYYYYT")


@pytest.mark.parametrize(
    ("text", "matter"),
    [
        ("sähköpotkulaudan akku savuaa", "danger"),
        ("the charger is sparking in the socket", "danger"),
        ("kortillani on ostettu jotain enkä tunnista ostosta", "fraud"),
        ("I gave my card details to a caller", "fraud"),
        ("en halua enää elää", "self_harm"),
        ("jag vill inte leva", "self_harm"),
        ("insuliini loppui eikä lähetys ole tullut", "health"),
        ("olen lukittuna ulos ja on yö", "stranded"),
        ("my toddler swallowed a magnet", "child"),
        ("isäni kuoli viime viikolla", "death"),
        ("minulla ei ole rahaa ruokaan", "hardship"),
        ("I can see another customer's orders and address", "leak"),
        ("tarvitsen sen häihin lauantaiksi mennessä", "deadline"),
    ],
)
def test_rules_know_what_cannot_wait(text: str, matter: str) -> None:
    assert matter in RULES.find(text)[1]


@pytest.mark.parametrize(
    "text",
    [
        "akku loppui", "kuolen nauruun", "dying of laughter", "kuollut pikseli näytössä", "hot deal",
        "paljonko toimitus maksaa", "where is the smoke detector", "lasi oli rikki, kukaan ei loukkaantunut",
    ],
)  # fmt: skip
def test_rules_leave_what_only_sounds_so(text: str) -> None:
    assert not set(RULES.find(text)[1]) - {"deadline"}


@pytest.mark.parametrize(
    "text",
    [
        "vuokrakämppään sopiva hylly", "vuokraatteko pöytiä juhliin", "jos ei raha tule takaisin niin valitan",
        "savunmakuista grillimaustetta", "hississä ei kulje näin iso kaappi", "onko magneettilelu alle kolmevuotiaille",
        "Olen asunut ulkomailla. Laskussa on rivi, jota en tunnista.", "paljonko kaasua grilli kuluttaa",
        "kestääkö takuu koko elämän", "lopetan tämän keskustelun", "voiko terään satuttaa itsensä",
        "en pysty maksamaan mobilepaylla", "klikkasin linkkiä salasanan vaihtoon mutta se ei toimi",
        "olen allerginen villalle, löytyykö ilman", "tablettini on rikki", "pakettini on jumissa ulkomailla",
        "I'd like the emails all to stop", "is there any way out of the contract", "I won't be here tomorrow, leave it outside",
        "I haven't ordered yet, can I pay by card", "I entered the discount code and it doesn't work",
        "new phone number, please update it", "do you sell carbon monoxide alarms", "can the lantern stay outside in freezing weather",
        "my parcel is stuck at the border", "I'm allergic to wool, do you have one without it",
        "checkout froze so I cannot pay", "kan lyktan stå ute när det fryser", "I follow him on Instagram, is that your shop?",
    ],
)  # fmt: skip
def test_ordinary_matters_in_grave_words_raise_no_rule(text: str) -> None:
    assert not set(RULES.find(text)[1]) - {"deadline"}


def test_one_word_is_not_evidence_for_two_ideas() -> None:
    assert "fraud" not in RULES.find("huijarit")[1]


def test_every_rule_is_of_a_known_matter_and_of_known_ideas() -> None:
    assert set(RULES.rules) == set(MATTERS)
    for rules in RULES.rules.values():
        assert all({*rule.needs, *rule.bars} <= set(RULES.ideas.patterns) for rule in rules)


def test_shouting_is_capitals_over_words_or_a_row_of_marks() -> None:
    assert shouts("MISSÄ TILAUS ON")
    assert shouts("missä se on???")
    assert not shouts("OK")
    assert not shouts("Tilasin HP:n tulostimen.")


def test_sentences_of_a_letter() -> None:
    assert clauses("Hei. Missä se on? Kiitos") == ["Hei.", "Missä se on?", "Kiitos"]
