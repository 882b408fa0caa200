"""What the company does within which time, for the lines that say so; what is left out is what the law asks at most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.core.fields import mapping, whole


@dataclass(frozen=True)
class Terms:
    """`refund_days`: money back after a cancelling or a return (Finnish Consumer Protection Act, chapter 6, section 17).

    `privacy_days`: an answer to a request about one's own data (GDPR, article 12(3): one month). `link_minutes`: within
    these the link for a new password comes; `link_valid_minutes`: so long it works.
    """

    refund_days: int = 14
    privacy_days: int = 30
    link_minutes: int = 5
    link_valid_minutes: int = 60


def parse_terms(doc: Mapping[str, Any]) -> Terms:
    """From company.yml: `returns.refund_days`, `privacy.answer_days`, `account`."""
    usual = Terms()
    return Terms(
        _whole(doc, "returns", "refund_days", usual.refund_days),
        _whole(doc, "privacy", "answer_days", usual.privacy_days),
        _whole(doc, "account", "link_minutes", usual.link_minutes),
        _whole(doc, "account", "link_valid_minutes", usual.link_valid_minutes),
    )


def _whole(doc: Mapping[str, Any], table: str, key: str, usual: int) -> int:
    return whole(f"{table}.{key}", mapping(table, doc.get(table) or {}).get(key, usual), 1)
