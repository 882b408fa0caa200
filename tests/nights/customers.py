"""Who writes at night: what about, in which language, and what they do with what they get back."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import NamedTuple

LANGUAGES = ("fi", "en", "sv")


class Matter(NamedTuple):
    """What somebody comes with. `expects`: what the stand-in assistant does with it (tests/nights/standin.py).

    `facts`: what the customer can say when asked, in this order. `answers`: a pattern of what answers each opening, where
    one can be told from a text.
    """

    expects: str
    fi: tuple[str, ...]
    en: tuple[str, ...]
    sv: tuple[str, ...]
    facts: tuple[str, ...] = ()
    weight: int = 3
    answers: tuple[str, ...] = ()

    def says(self, language: str) -> tuple[str, ...]:
        return {"fi": self.fi, "en": self.en, "sv": self.sv}[language]


MATTERS = {
    "hours": Matter(
        "answer",
        ("koska olette auki", "mihin aikaan aukeette huomenna"),
        ("when are you open", "what time do you open tomorrow"),
        ("när har ni öppet", "hur dags öppnar ni i morgon"),
        answers=(r"\b8\b", r"\b8\b"),
    ),
    "simple": Matter(
        "answer",
        ("paljonko toimitus maksaa", "kauanko mulla on aikaa palauttaa"),
        ("how much is delivery", "how long do I have to return something"),
        ("vad kostar leveransen", "hur länge har jag på mig att returnera"),
        weight=5, answers=(r"4[.,]90", r"\b30\b"),
    ),
    "order": Matter(
        "asks",
        ("missä mun tilaus 1002 viipyy", "tilaus 1002 ei oo tullu"),
        ("where is my order 1002", "my order 1002 hasn't arrived"),
        ("var är min beställning 1002", "beställning 1002 har inte kommit"),
        facts=("33100",),
        weight=5, answers=("JJFI10020042", "JJFI10020042"),
    ),
    "no_number": Matter(
        "asks",
        ("missä mun paketti on", "koska tilaukseni tulee perille"),
        ("where is my parcel", "when does my order arrive"),
        ("var är mitt paket", "när kommer min beställning"),
        weight=4,
    ),
    "person": Matter(
        "asks",
        ("haluan puhua ihmiselle", "ihminen"),
        ("I want to talk to a person", "human please"),
        ("jag vill prata med en människa", "en människa tack"),
        weight=4,
    ),
    "named": Matter(
        "handoff",
        ("saako Ainoon yhteyden", "haluun puhua Mikolle"),
        ("can I talk to Aino", "I'd like to speak with Mikko"),
        ("jag vill prata med Sanna", "kan jag få tala med Aino"),
    ),
    "call": Matter(
        "handoff",
        ("voitteko soittaa mulle", "haluan että soitatte"),
        ("can you call me", "please give me a call"),
        ("kan ni ringa mig", "jag vill bli uppringd"),
    ),
    "danger": Matter(
        "danger",
        ("lamppu kärähti ja seinä savuaa", "laturista tulee savua ja kipinöitä"),
        ("the lamp caught fire and the wall is smoking", "sparks are coming out of the charger"),
        ("lampan tog eld och väggen ryker", "det kommer rök och gnistor ur laddaren"),
    ),
    "fraud": Matter(
        "danger",
        ("joku tilaa mun kortilla teiltä just nyt", "mun tilille on murtauduttu ja sieltä tilataan tavaraa"),
        ("someone is ordering with my card right now", "my account has been hacked and they are ordering things"),
        ("någon beställer med mitt kort just nu", "mitt konto är kapat och någon beställer varor"),
        weight=2,
    ),
    "grief": Matter(
        "handoff",
        ("äitini kuoli viime viikolla, mitä hänen tilaukselleen tehdään",),
        ("my mother died last week, what happens to her order",),
        ("min mamma dog förra veckan, vad händer med hennes beställning",),
        weight=2,
    ),
    "anger": Matter(
        "handoff",
        ("kolmas kerta kun kysyn, ihan paskaa palvelua", "ootte luvannu tän jo kahdesti ja taas mitään ei tapahdu"),
        ("this is the third time I ask, your service is rubbish", "you promised this twice and nothing happens"),
        ("tredje gången jag frågar, vilken usel service", "ni har lovat det här två gånger och inget händer"),
    ),
    "off_topic": Matter(
        "miss",
        ("selvitys kolmannesta asiasta", "voiko naapurin koira nukkua siinä"),
        ("the thing about the third matter", "can the neighbour's dog sleep in it"),
        ("utredning om den tredje saken", "kan grannens hund sova i den"),
    ),
    "slowly": Matter(
        "answer",
        ("oon tosi surkea näissä, kerro hitaasti miten palautan",),
        ("I'm hopeless at this, tell me slowly how I return something",),
        ("jag är usel på sånt här, berätta långsamt hur jag returnerar",),
    ),
    "letter": Matter(
        "miss",
        ("Hyvä asiakaspalvelu. Ostin teiltä keväällä pöydän ja kaksi tuolia, ja toinen tuoleista on alkanut natista. "
         "Mieheni kiristi ruuvit kahteen kertaan. En tiedä, onko vika puussa vai liitoksessa, enkä siksi tiedä, mitä pyytää.",),
        ("Dear customer service. This spring I bought a table and two chairs, and one of the chairs has begun to creak. "
         "My husband tightened the screws twice. I do not know whether it is the wood or the joint, so I do not know what to ask.",),
        ("Bästa kundtjänst. I våras köpte jag ett bord och två stolar, och den ena stolen har börjat knarra. "
         "Min man har dragit åt skruvarna två gånger. Jag vet inte om felet är i träet eller fogen, så jag vet inte vad jag ska be om.",),
        weight=2,
    ),
    "greeting": Matter("answer", ("moi", "hei"), ("hello", "hi"), ("hej", "hej hej"), weight=2),
    # The real assistant takes what breaks for a thing, and tells how long the warranty is.
    "down": Matter(
        "down", ("rikki oleva kysymys",), ("a question that breaks",), ("en fråga som går sönder",), weight=1,
        answers=(r"\b24\b",),
    ),
    "picture": Matter("answer", ("",), ("",), ("",), weight=2),
}  # fmt: skip

NO = {"fi": "ei kiitos", "en": "no thanks", "sv": "nej tack"}
YES = {"fi": "kyllä kiitos", "en": "yes please", "sv": "ja tack"}
UNKNOWN = {"fi": "en löydä sitä", "en": "I can't find it", "sv": "jag hittar det inte"}
# What somebody does with an offer, a question, a place in the queue.
MOODS = ("says_yes", "presses", "says_no", "silent", "picks_a_time", "takes_back", "by_mail")


@dataclass
class Customer:
    """One of them. `facts`: what is left to be said when asked. `answer`: a pattern of what they want to know."""

    matter: str
    language: str
    mood: str
    channel: str
    opening: str
    facts: list[str]
    answer: str = ""
    at: str = ""
    steps: int = 0


def crowd(choice: random.Random, count: int) -> list[Customer]:
    """So many: every matter, mood and language among them, the rest by weight and chance."""
    matters = [name for name, matter in MATTERS.items() for _ in range(matter.weight)]
    made = []
    for number in range(count):
        name = matters[number % len(matters)]
        language = LANGUAGES[(number // len(matters) + number) % 3]
        matter = MATTERS[name]
        mood, channel = choice.choice(MOODS), choice.choice(("web", "web", "telegram"))
        place, openings = choice.randrange(len(matter.says(language))), matter.says(language)
        answer = matter.answers[place] if matter.answers else ""
        made.append(Customer(name, language, mood, channel, openings[place], list(matter.facts), answer))
    choice.shuffle(made)
    return made
