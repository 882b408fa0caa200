"""Fields that need more than a type: instants and phone numbers."""

from __future__ import annotations

import datetime as dt

import phonenumbers

from bot.core.errors import Invalid
from bot.core.event import instant

HOME_REGION = "FI"


def due_at(text: str) -> dt.datetime:
    """An instant with a zone, as aware UTC.

    Raises:
        Invalid: `due_at_invalid`.
    """
    try:
        at = instant(text)
    except (ValueError, OverflowError):
        raise Invalid(
            "due_at must be a time with its zone, such as 2026-11-25T14:30:00+02:00.",
            code="due_at_invalid",
            field="due_at",
        ) from None
    return at.replace(microsecond=0)


def e164(text: str) -> str:
    """A phone number in its one form; without a country it is Finnish.

    Raises:
        Invalid: `phone_invalid`.
    """
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if not number or not phonenumbers.is_valid_number(number):
        raise Invalid("This is not a number that can be called.", code="phone_invalid", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
