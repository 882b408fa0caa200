"""Numbers that a call can be promised to: checked by a library, read back in their one form."""

import pytest

from bot.core.errors import Invalid
from bot.http.fields import e164


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("040 123 4567", "+358401234567"), ("09 4245 1000", "+358942451000"), ("010 123 4567", "+358101234567"),
        ("+46 70 123 45 67", "+46701234567"), ("0046701234567", "+46701234567"),
    ],
)  # fmt: skip
def test_a_number_at_home_or_abroad_is_kept_in_its_one_form(given: str, kept: str) -> None:
    assert e164(given) == kept


@pytest.mark.parametrize(
    "given",
    ["12", "112", "00000000", "040 000", "0401234567890", "abc", "0600 12345", "0700 12345", "0800 12345", "+1 900 555 0100", "+999 1234567"],
)  # fmt: skip
def test_what_nobody_can_be_met_at_or_costs_more_than_a_call_is_refused(given: str) -> None:
    with pytest.raises(Invalid) as refused:
        e164(given)
    assert refused.value.code == "phone_invalid"
