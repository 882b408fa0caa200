"""Order numbers, addresses, phones, postcodes, sums and dates by rule. Pure, no Rasa.

A bare number of five digits may be a postcode or an order number: it is called `number`, and the form that asked decides.
Right after an order number it is the postcode that goes with it ("1002 33100").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

_MONTHS = (
    r"tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu|"
    r"jan|feb|mar|apr|may|maj|jun|jul|aug|sep|oct|okt|nov|dec"
)
_WEEKDAYS = (
    r"(?:(?:maanan|tiis|tors|perjan|lauan|sunnun)tai|keskiviikko|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mån|tis|ons|tors|fre|lör|sön)dag)[a-zäöå]*"
)
_NEAR = r"(?:ens|ensi|viime|tulevana|tällä|tänä|next|last|this|nästa|förra|denna)"
RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("email", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}"),
        (
            "date",
            r"\b(?:[0-3]?\d\.[01]?\d\.(?:20)?\d{2}|20\d\d-[01]\d-[0-3]\d|[0-3]?\d/[01]?\d/(?:20)?\d{2})\b",
        ),
        ("date", r"\b[0-3]?\d\.[01]?\d\.(?!\d)"),
        ("date", rf"\b[0-3]?\d(?:\.|st|nd|rd|th)?\s+(?:{_MONTHS})[a-zäö]*\b"),
        ("date", rf"\b(?:{_MONTHS})[a-z]*\s+[0-3]?\d(?:st|nd|rd|th)\b"),
        (
            "date",
            r"\b(?:tänään|tanaan|huomenna|huomiseksi|ylihuomenna|eilen|toissapäivänä|today|tomorrow|yesterday)\b",
        ),
        ("date", r"\bi ?(?:dag|morgon|övermorgon|går)\b"),
        ("date", rf"\b(?:{_NEAR}\s+)?{_WEEKDAYS}\b"),
        ("date", rf"\b{_NEAR}\s+(?:viikol\w+|viikonlop\w+|kuussa|week(?:end)?|month|veckan?|månad(?:en)?)\b"),
        ("amount", r"\b\d{1,3}(?: \d{3})+(?:,\d{1,2})?\s?(?:€|e\b|eur\b|euro\w*)"),
        ("amount", r"(?:€|\beur)\s?\d{1,3}(?:[ .]\d{3})*(?:[.,]\d{1,2})?"),
        ("amount", r"\b\d{1,5}(?:[.,]\d{1,2})?\s?(?:€|e\b|eur\b|euro\w*|egee\b)"),
        ("phone", r"(?<![\w+])(?:\+|00)\d{1,3}[ -]?\(?\d{1,3}\)?(?:[ -]?\d{2,4}){2,3}\b"),
        ("phone", r"(?<!\d)0(?:4\d|50)[ -]?\d{3}[ -]?\d{2,4}(?:[ -]?\d{1,2})?(?!\d)"),
        (
            "postcode",
            r"(?:postinumero\w*|postnummer\w*|post(?:al)? ?code|zip(?: code)?)\W{0,3}(?:\w{1,3}\W{1,2})?\d{5}\b",
        ),
        ("postcode", r"(?<![\d#-])0\d{4}(?!\d)"),
        ("postcode", r"(?<![\d#-])[1-9]\d{4}(?=\s+[A-ZÅÄÖ][a-zåäö]{2,})"),
        ("order_number", r"#\s?\d{4,8}\b"),
        (
            "order_number",
            r"(?:tilau\w*|tilnro|order(?:s|number|numret?)?|beställning\w*|best\.?nr|nro|nr|no|number|numero\w*|nummer)"
            r"\W{0,3}(?:(?:on|oli|is|was|är|nro|number|no|numero|nr)\W{1,3}){0,2}\d{4,8}\b",
        ),
        ("order_number", r"(?<![\d.,+/#-])(?:\d{4}|\d{6,8})(?![\d€]|[.,/-]\d|\s?(?:€|eur|e\b))"),
        ("number", r"(?<![\d.,+/#-])\d{5}(?![\d€]|[.,/-]\d)"),
    )
)
WORDS_BETWEEN = 4
_DIGITS = re.compile(r"\d[\d ]*$")
_YEAR = re.compile(r"(?:19|20[0-4])\d$|20[0-4]\d$")


@dataclass(frozen=True)
class Found:
    """One thing found in a text, `start` and `end` in characters."""

    entity: str
    value: str
    start: int
    end: int


def find(text: str) -> list[Found]:
    """Everything the rules find, in order of place; what one rule took, a later one does not take again."""
    taken: list[Found] = []
    for name, pattern in RULES:
        for found in _matches(name, pattern, text):
            if all(found.end <= other.start or found.start >= other.end for other in taken):
                taken.append(found)
    return _paired(sorted(taken, key=lambda found: found.start), text)


def _paired(found: list[Found], text: str) -> list[Found]:
    """A bare number right after an order number, with at most a few words between, is its postcode."""
    kept: list[Found] = []
    for one in found:
        last = kept[-1] if kept else None
        beside = (
            last
            and last.entity == "order_number"
            and len(text[last.end : one.start].split()) <= WORDS_BETWEEN
        )
        kept.append(replace(one, entity="postcode") if beside and one.entity == "number" else one)
    return kept


def _matches(name: str, pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        start, end = match.span()
        if name in ("order_number", "postcode"):
            start += _DIGITS.search(match.group()).start()  # type: ignore[union-attr]
        value = tidy(name, text[start:end])
        if not (name == "order_number" and _is_year(text, start, value)):
            yield Found(name, value, start, end)


def tidy(name: str, value: str) -> str:
    """The value in one writing: addresses in lower case, numbers without spaces."""
    if name == "email":
        return value.lower().rstrip(".")
    if name in ("order_number", "postcode", "number"):
        return re.sub(r"\D", "", value)
    if name == "phone":
        return re.sub(r"[^\d+]", "", value)
    return value.strip()


def _is_year(text: str, start: int, value: str) -> bool:
    """ "vuonna 2019", "in 2024": a year, not an order."""
    before = text[max(0, start - 12) : start].lower()
    return bool(_YEAR.fullmatch(value)) and bool(
        re.search(r"(?:vuo\w+|vuodesta|since|in|year|år|\d\.)\s*$", before)
    )
