"""What a conversation may be about: the assistant's intents that are a matter, each with the topic of company.yml it falls under."""

from __future__ import annotations

from collections.abc import Mapping

TOPICS: Mapping[str, str | None] = {
    "track_order": "order",
    "delivery_problem": "delivery",
    "return_refund": "return",
    "cancel_order": "cancel",
    "change_order": "change",
    "invoice_question": "invoice",
    "payment_problem": "payment",
    "account_password": "account",
    "product_warranty": "warranty",
    "delivery_info": "delivery",
    "product_question": "product",
    "fraud_check": None,
    "privacy_request": None,
    "loyalty_newsletter": None,
}
"""None: no team's own."""
