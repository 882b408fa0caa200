"""Fields that need more than a type: instants and phone numbers."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import phonenumbers

from bot.core.errors import Invalid
from bot.core.event import instant

HOME_REGION = "FI"
_KIND = phonenumbers.PhoneNumberType
# A person can be met there, and calling costs what a call costs: no premium rates, pagers, voicemail or free-phone lines.
CALLED = {
    _KIND.FIXED_LINE,
    _KIND.MOBILE,
    _KIND.FIXED_LINE_OR_MOBILE,
    _KIND.VOIP,
    _KIND.PERSONAL_NUMBER,
    _KIND.UAN,
}


def due_at(text: str, zone: ZoneInfo) -> dt.datetime:
    """An instant with a zone, as aware UTC.

    Raises:
        Invalid: `due_at_invalid`; `due_at_skipped` for a local time that the change to summer time leaves out.
    """
    try:
        at = instant(text)
        local = dt.datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise Invalid(
            "due_at must be a time with its zone, such as 2026-11-25T14:30:00+02:00.",
            code="due_at_invalid",
            field="due_at",
        ) from None
    if not text.endswith(("Z", "z", "+00:00")) and not _exists(local, zone):
        raise Invalid(
            "The clocks go forward over that time: it does not exist that day.",
            code="due_at_skipped",
            field="due_at",
        )
    return at.replace(microsecond=0)


def _exists(local: dt.datetime, zone: ZoneInfo) -> bool:
    """Whether a wall clock ever shows this time in the zone."""
    try:
        back = local.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
    except OverflowError:
        return True  # beyond the calendar: refused as too far
    return back.replace(tzinfo=None) == local


def e164(text: str) -> str:
    """A phone number in its one form; without a country it is Finnish, with one it may be of anywhere.

    Raises:
        Invalid: `phone_invalid`.
    """
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        number = None
    if not number or phonenumbers.number_type(number) not in CALLED:
        raise Invalid("This is not a number that can be called.", code="phone_invalid", field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
