"""What can be told from a whole message by its words alone, with no assistant: the gateway's own safety net.

A message counts only when *every* word of it is known, so "onko asiakaspalvelu auki lauantaina" is no request for a
person, while "saisinko ihmisen, kiitos" is one. The assistant understands the rest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")

_CUSTOMER_SERVICE = re.compile(r"\bcustomer (?:service|support)\b")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PERSON = _words(
    "ihminen ihmisen ihmistä ihmista ihmiselle ihmiseltä asiakaspalvelija asiakaspalvelijan asiakaspalvelijaa "
    "asiakaspalvelijalle asiakaspalvelu asiakaspalveluun aspa aspan aspaan virkailija virkailijan virkailijalle "
    "henkilö henkilön henkilölle henkilo työntekijä työntekijän työntekijälle esimies esimiehen esimiehelle päällikkö "
    "human humans person agent agents representative rep operator advisor adviser supervisor manager staff "
    "människa människan manniska medarbetare kundtjänst kundtjanst kundservice handläggare chef chefen"
)
ASKING = _words(
    "haluan haluun haluaisin haluisin tahdon tahtoisin puhua puhuu jutella keskustella chatata puhun saanko saako saisinko "
    "saisiko saisko saan voinko voinks voisinko voisko voisiko yhdistä yhdista yhdistäkää anna antakaa pyydä pyyda "
    "kutsu hae kiitos heti nyt pliis oikea oikean oikealle oikeaa oikeeta elävä elävän elävälle elävää kanssa kaa "
    "kans mulle mullekin minulle minut mut tänne paikalle langan päähän joku jonkun jollekin jotain siellä yhteys "
    "yhteyden tarvitsen tarviin tarvin tarvitsisin hei moi ensin vain vaan jo "
    "i i'd i’d want wanna would like need to talk speak chat with a an the real live actual please pls plz now can "
    "could may me get give connect transfer put through let some someone somebody customer service support team "
    "member from your hi hello just right "
    "jag vill skulle vilja ha tala prata med en ett riktig riktigt levande tack snälla nu kan får få någon svara "
    "koppla mig till behöver hej bara"
)
NOT_ALONE = _words(
    "asiakaspalveluun esimies esimiehen esimiehelle päällikkö manager staff chef chefen rep person henkilö"
)
GREETINGS = _words(
    "moi moikka moro hei hellou terve tervehdys huomenta päivää iltaa hyvää huomenta moikkis morjens "
    "morjesta hello hi hey hiya good morning afternoon evening day there hej hejsan tjena god morgon dag kväll hallå "
    "hallo heissan moin kaikille kaikki teille"
)
THANKS = _words(
    "kiitos kiitoksia kiitti kiitän kiitokset kiitosta thanks thank thx ty tack tackar cheers ok okei okay okej selvä "
    "hyvä hienoa kiva great perfect perfekt super loistavaa mahtavaa joo juu jees paljon kovasti oikein sinulle sulle "
    "avusta ajasta you so much very a lot for the your help so så mycket jättebra bra fint heippa hei moikka moi näkemiin "
    "bye goodbye hej då hejdå hyvää päivänjatkoa päivää iltaa viikonloppua jatkoa päivän samoin likewise detsamma kaunis "
    "have nice good day ha det tästä kaikesta vielä ja and och"
)
# What somebody is thanked for, where it is no more than that they are here and help: "kiitos, että otit tämän".
_THANKED_FOR = re.compile(
    r"\b(?:"
    r"ett[aä] (?:otit|otitte|autoit|autoitte|vastasit|vastasitte|hoidit|hoiditte|selvitit|kerroit|tulit|ehdit|jaksoit)"
    r"(?: (?:t[aä]m[aä]n|t[aä]n|asian|asiani|asiaani|minua|mua|minulle|mulle|niin|n[aä]in|nopeasti|pian|hoitaaksesi|hoitoosi|"
    r"ik[aä]vi[aä]))*"
    r"|for (?:taking|picking|helping|answering|replying|looking|sorting|coming|handling|explaining)"
    r"(?: (?:this|it|that|up|on|over|out|into|back|to|me|us|so|quickly|fast|case|my))*"
    r"|f[oö]r att du (?:tog|hj[aä]lpte|svarade|ordnade|fixade|kollade|f[oö]rklarade|tar|hj[aä]lper)"
    r"(?: (?:det|h[aä]r|detta|den|hand|om|[oö]ver|[aä]rendet|mig|oss|s[aå]|snabbt|dig|an))*"
    r")(?= |$)"
)
YES = _words(
    "kyllä kylla joo juu jep jees yes yeah yep yup sure ok okei okay okej ja jo japp gärna pyydä pyyda sopii "
    "mielellään toki tietysti absolutely"
)
POLITE = _words(
    "please pls kiitos kiitti tack thanks do tee tehdään niin totta kai of course go ahead se that's fine det går bra"
)
_OF_COURSE = re.compile(r"totta kai|of course|go ahead|tee niin|tehdään niin|that's fine|det går bra")
UNHAPPY = "👎😠😡🤬😢😞☹💔"


def words(text: str) -> list[str]:
    """The words of a text, lower-cased and composed (NFC)."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def wants_person(text: str) -> bool:
    """Whether the whole message plainly asks for a person, in any of the three languages."""
    said = _CUSTOMER_SERVICE.sub("representative", " ".join(words(text))).split()
    asked = [word for word in said if word in PERSON]
    if not asked or not all(word in PERSON or word in ASKING for word in said):
        return False
    return len(said) > 1 or asked[0] not in NOT_ALONE


_NOBODY_CALLED = re.compile(
    r"\b(?:"
    r"kukaan (?:ei )?(?:ole |oo |koskaan |ikinä |vielä |kyllä )*(?:soittanut?|soita)"
    r"|(?:puhelua|soittoa) ei (?:\w+ )?(?:tullut?|kuulunut?)|ei (?:tullut?|kuulunut?) (?:mitään )?(?:puhelua|soittoa)"
    r"|ette (?:\w+ )?soittane(?:et)?|(?:minulle|mulle) ei (?:ole |oo )?soitettu|ei (?:ole |oo )?soitettu"
    r"|(?:nobody|no one|noone|no-one) (?:has )?(?:ever )?(?:called|rang|rung|phoned)|(?:you|she|he|they|aino|mikko) (?:never|didn't|didnt|did not) (?:call|called|ring|phone)\w*"
    r"|(?:no call|the call (?:never|didn't|did not)) (?:came|come|has come)|(?:never|didn't|did not) (?:got|get|received?) (?:a|the|any) call"
    r"|ingen (?:har )?(?:ringde|ringt)|(?:ni|hon|han|de) (?:har )?(?:aldrig ring(?:de|t)|(?:ringde|ringt) (?:inte|aldrig))|(?:ni|hon|han|de) har inte ringt"
    r"|(?:inget samtal|samtalet) (?:kom (?:inte|aldrig)|kom|har kommit)"
    r")\b"
)


def says_nobody_called(text: str) -> bool:
    """Whether it says that a promised call never came ("kukaan ei soittanut")."""
    return "?" not in text and bool(_NOBODY_CALLED.search(" ".join(words(text))))


def only_greets(text: str) -> bool:
    """Whether the message is a bare greeting: its writer is most likely still typing."""
    said = words(text)
    return bool(said) and all(word in GREETINGS for word in said)


def only_thanks(text: str, names: Collection[str] = ()) -> bool:
    """Whether it is only thanks, a goodbye, a thumb: nothing that reopens a case. `names`: who may be thanked."""
    thanked = {name.casefold() for name in names}
    said = _THANKED_FOR.sub("", " ".join(word for word in words(text) if word not in thanked)).split()
    goodbye = len(said) == 2 and said[0] == said[1]  # "hei hei", "moi moi"
    if any(mark in text for mark in UNHAPPY) or (only_greets(text) and not goodbye):
        return False
    return (bool(said) or not words(text)) and all(word in THANKS for word in said) and "?" not in text


def affirms(text: str) -> bool:
    """Whether the whole message is a yes."""
    said = words(_OF_COURSE.sub("ok", text.casefold()))
    return any(word in YES for word in said) and all(word in YES or word in POLITE for word in said)
