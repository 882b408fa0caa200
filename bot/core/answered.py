"""What the customer has told already, so that nobody asks for it again (V13). Pure; looks at the log alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

Events = Iterable[Mapping[str, Any]]

# What a question asks for, in three languages; and how the answer looks in a customer's line.
_ASKS = {
    "order": re.compile(
        r"tilausnumero|tilauksesi numero|mikä tilaus|order (?:number|no\b|id)|which order|ordernummer|vilken beställning",
        re.IGNORECASE,
    ),
    "email": re.compile(r"sähköposti|e-?mail|e-post", re.IGNORECASE),
    "postcode": re.compile(r"postinumero|post ?code|zip|postnummer", re.IGNORECASE),
    "phone": re.compile(
        r"puhelinnumero|numero(?:si|on)? (?:voin|voisin) soittaa|phone number|call you|telefonnummer|ringa dig",
        re.IGNORECASE,
    ),
    "name": re.compile(
        r"(?:mikä on|kertoisitko) nimesi|nimesi\?|your name|vad heter du|ditt namn", re.IGNORECASE
    ),
    "matter": re.compile(
        r"mikä on asiasi|miten voin auttaa|mistä on kyse|how can i help|what is (?:it|this) about|vad gäller det|hur kan jag hjälpa",
        re.IGNORECASE,
    ),
}
_LOOKS = {
    "order": re.compile(
        r"(?:(?:tilau\w*|order\w*|beställning\w*|#)\D{0,12}|^\W*)(?P<value>\d{4,10})\b(?!.*@)", re.IGNORECASE
    ),
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "postcode": re.compile(r"\b\d{5}\b"),
    "phone": re.compile(r"(?:\+\d{1,3}|\b0)[\d \-]{6,14}\d"),
}


# An order number or a postcode, said to be one; or in a line without a word, such as "1002, 33100".
_SAID = (
    re.compile(r"(?:tilau|order|beställning|#)[^\d.!?]{0,20}(?<!\d)([1-9]\d{3,9})(?!\d)", re.IGNORECASE),
    re.compile(r"(?:postinumer|post ?code|zip|postnum)[^\d.!?]{0,20}(?<!\d)(\d{5})(?!\d)", re.IGNORECASE),
)
_BARE = (re.compile(r"(?<![\d+])([1-9]\d{3,9})(?!\d)"), re.compile(r"(?<![\d+])(\d{5})(?!\d)"))
_PHONE = re.compile(r"(?:\+\d{1,3}|(?<!\d)0[1-9])(?:[ -]?\d){6,12}(?!\d)")


def told_already(
    draft: str, brief: Mapping[str, str], name: str | None, events: Events
) -> list[dict[str, Any]]:
    """What a draft asks that was told: `[{what, value, event_id}]`; `event_id` None: it stands in the brief or name."""
    if "?" not in draft and not _begs(draft):
        return []
    lines = [e for e in events if e["type"] == "message" and e["by"]["kind"] == "customer" and e.get("text")]
    found = (_told(what, brief, name, lines) for what, asks in _ASKS.items() if asks.search(draft))
    return [one for one in found if one]


def keys_of(events: Events) -> list[str]:
    """E-mail addresses and postcodes in the customer's own lines, the latest first: proof that an order is theirs."""
    found: list[str] = []
    for event in events:
        if event["type"] == "message" and event["by"]["kind"] == "customer":
            for what in ("email", "postcode"):
                found += _LOOKS[what].findall(event.get("text") or "")
    return list(dict.fromkeys(reversed(found)))


def proofs_in(events: Events) -> set[str]:
    """Order numbers and postcodes in the customer's own lines: said to be one, or an answer of nothing but numbers.

    A phone number, a year, a sum are none: somebody else knows these as well.
    """
    found: set[str] = set()
    for event in events:
        if event["type"] == "message" and event["by"]["kind"] == "customer":
            text = _PHONE.sub(" ", event.get("text") or "")
            bare = not re.search(r"[^\W\d_]", text)
            found.update(*(look.findall(text) for look in (_BARE if bare else _SAID)))
    return found


def _begs(draft: str) -> bool:
    """Asking without a question mark: "kerro", "tell me"."""
    return bool(
        re.search(
            r"\b(ker(?:ro|to)\w*|anta\w*|anna\w*|laita\w*|tell|give|send|berätta|ge|skicka)\b",
            draft,
            re.IGNORECASE,
        )
    )


def _told(
    what: str, brief: Mapping[str, str], name: str | None, lines: list[Mapping[str, Any]]
) -> dict[str, Any] | None:
    known = name if what == "name" else brief.get(what)
    if known:
        return {"what": what, "value": known, "event_id": None}
    looks = _LOOKS.get(what)
    for line in reversed(lines):
        if looks and (found := looks.search(line["text"])):
            return {"what": what, "value": found.groupdict().get("value") or found[0], "event_id": line["id"]}
    return None
