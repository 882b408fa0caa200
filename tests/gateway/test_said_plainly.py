"""What a customer gave cannot be taken: the problem brings words for them, in their language."""

import pytest

from tests.harness import Gateway

WRONG = {"client_id": "p1", "what": "call", "slot": "2026-11-25T12:00:00.000Z~aino", "phone": "123"}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fi", "Tähän numeroon emme voi soittaa. Tarkistatko numeron?"),
        ("en", "We cannot call this number. Could you check it?"),
        ("sv", "Vi kan inte ringa det här numret. Kan du kontrollera det?"),
    ],
)
async def test_a_number_that_cannot_be_called_is_said_in_the_customers_language(
    gateway: Gateway, language: str, said: str
) -> None:
    customer = await gateway.customer(language=language)
    answer = await customer.call("POST", "/promises", json=WRONG, headers={"Accept-Language": language})
    assert (answer.status_code, answer.json()["code"], answer.json()["say"]) == (400, "phone_invalid", said)


async def test_what_only_a_program_can_put_right_has_no_words_for_customers(gateway: Gateway) -> None:
    customer = await gateway.customer()
    answer = await customer.call("POST", "/messages", content=b"{")
    assert answer.json()["code"] == "json_malformed"
    assert "say" not in answer.json()
