from __future__ import annotations
import pytest
from tests.rasa.server import Talk, parse

FRAUD = {
    "fi": [
        "onko tää tekstari teiltä?",
        "Sain viestin että paketti odottaa tullimaksua, onko se teiltä",
        "tuli outo tekstiviesti teidän nimissä ja siinä linkki",
        "onko tämä huijaus, pyydetään pankkitunnuksia",
        "Epäilen että saamani sähköposti ei ole teiltä",
    ],
    "en": [
        "is this text message from you?",
        "I got a text saying my parcel is held, is it really you",
        "someone is asking for my card number in your name, is it a scam",
        "Is this email asking me to pay customs genuine?",
        "got a weird sms with a link from your shop, is that real",
    ],
}
ER = {
    "fi": [
        "poistakaa kaikki tietoni",
        "Haluan että tilini ja tietoni poistetaan",
        "mitä tietoja teillä on musta",
        "pyydän poistamaan henkilötietoni rekisteristänne",
        "haluan poistaa asiakastilini",
    ],
    "en": [
        "delete all my data please",
        "I want my account and data erased",
        "what information do you hold about me",
        "please remove my personal details from your systems",
        "I want to delete my account",
    ],
}
NL = {
    "fi": [
        "lopettakaa uutiskirjeen lähettäminen",
        "en halua enää teidän mainoksia sähköpostiin",
        "miten perun uutiskirjeen",
        "ottakaa mut pois postituslistalta",
    ],
    "en": [
        "stop sending me your newsletter",
        "unsubscribe me from your emails",
        "take me off your mailing list please",
        "how do I stop the marketing emails",
    ],
}
PT = {
    "fi": [
        "montako bonuspistettä mulla on",
        "pisteeni ovat kadonneet",
        "miksi en saanut pisteitä ostoksesta",
        "paljonko mulla on kanta-asiakaspisteitä",
    ],
    "en": [
        "how many loyalty points do I have",
        "my bonus points have disappeared",
        "why did I get no points for my order",
        "what is my points balance",
    ],
}
PA = {
    "fi": [
        "kirjoitan äitini puolesta, hän ei osaa käyttää nettiä",
        "isä tilasi teiltä ja minä hoidan hänen asioitaan",
        "autan mummoa tilauksen kanssa",
    ],
    "en": [
        "I'm writing on behalf of my mother, she can't use the internet",
        "my dad ordered from you and I handle his things",
        "helping my grandmother with her order",
    ],
}


def test_x(rasa):
    for name, d in (("fraud", FRAUD), ("erase", ER), ("news", NL), ("points", PT), ("parent", PA)):
        for l, ts in d.items():
            for t in ts:
                text, c = Talk(rasa, l).say(t)
                print(
                    name,
                    l,
                    "|",
                    t,
                    "|",
                    parse(rasa, t)["intent"]["name"],
                    c.get("gist"),
                    c.get("propose"),
                    c.get("urgency"),
                    c.get("alarm"),
                    "" if name != "parent" else text,
                )
