"""What the company does within which time, for the lines that say so; what is left out is what the law asks at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.errors import BadConfiguration
from bot.core.fields import mapping, whole

WORDED = {
    ("returns", "label"): "free",
    ("repair", "old_one_back"): False,
    ("invoice", "move_fee_eur"): 0,
    ("newsletter", "ends"): "at once",
}
"""What data/lines and data/answers say in words: another value needs other words there, and then another one here."""


@dataclass(frozen=True)
class Terms:
    """`refund_days`: money back after a cancelling or a return (Finnish Consumer Protection Act, chapter 6, section 17).

    `privacy_days`: an answer to a request about one's own data (GDPR, article 12(3): one month). `link_minutes`: within
    these the link for a new password comes; `link_valid_minutes`: so long it works; `copy_minutes`: within these the copy of
    an invoice is there; `hold_days`: within these a bank usually lets go of a sum that it holds.
    """

    refund_days: int = 14
    privacy_days: int = 30
    link_minutes: int = 5
    link_valid_minutes: int = 60
    copy_minutes: int = 5
    hold_days: int = 7


def parse_terms(doc: Mapping[str, Any]) -> Terms:
    """From company.yml: `returns`, `privacy`, `account`, `invoice`, `payment`; what is said in words is checked."""
    usual = Terms()
    for (table, key), said in WORDED.items():
        _worded(doc, table, key, said)
    return Terms(
        _whole(doc, "returns", "refund_days", usual.refund_days),
        _whole(doc, "privacy", "answer_days", usual.privacy_days),
        _whole(doc, "account", "link_minutes", usual.link_minutes),
        _whole(doc, "account", "link_valid_minutes", usual.link_valid_minutes),
        _whole(doc, "invoice", "copy_minutes", usual.copy_minutes),
        _whole(doc, "payment", "hold_days", usual.hold_days),
    )


def _worded(doc: Mapping[str, Any], table: str, key: str, said: object) -> None:
    value = mapping(table, doc.get(table) or {}).get(key, said)
    if value != said:
        wanted = f"{said!r}".lower().strip("'")
        raise BadConfiguration(f"{table}.{key}", value, f"{wanted}: the lines say so in words")


def _whole(doc: Mapping[str, Any], table: str, key: str, usual: int) -> int:
    return whole(f"{table}.{key}", mapping(table, doc.get(table) or {}).get(key, usual), 1)
