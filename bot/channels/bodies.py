"""What customers' programs send, as models. Unknown fields are ignored (contract)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from bot.http.bodies import Body, Id


class NewConversation(Body):
    """Opens a conversation. `customer`: the secret that makes a returning customer known. `zone`: the browser's IANA zone."""

    client_id: Id | None = None
    language: str | None = Field(default=None, max_length=35)
    page: str | None = Field(default=None, max_length=2000)
    customer: str | None = Field(default=None, max_length=200)
    name: str | None = Field(default=None, max_length=80)
    zone: str | None = Field(default=None, max_length=100)


class Choice(Body):
    """The answer to a line's choices."""

    event_id: Id
    value: Id


class NewMessage(Body):
    """A customer's line. The same client_id again is the same line. With files the text may be empty."""

    client_id: Id
    text: str = ""
    choice: Choice | None = None
    files: list[Id] = Field(default=[], max_length=20)


class HumanWanted(Body):
    """A person is wanted; `to`: a person's public id."""

    client_id: Id | None = None
    to: str | None = Field(default=None, max_length=80)


class PromiseWanted(Body):
    """A time that the customer picks from `slots`."""

    client_id: Id
    what: Literal["call", "answer"]
    slot: str = Field(max_length=100)
    phone: str | None = Field(default=None, max_length=40)
    text: str = Field(default="", max_length=500)


class PromiseVerb(Body):
    """`move` to a free slot, `cancel`, or `dispute` ("nobody called")."""

    do: Literal["move", "cancel", "dispute"]
    slot: str | None = Field(default=None, max_length=100)


class Notify(Body):
    """Where to tell when the answer comes."""

    by: Literal["page", "telegram", "email", "none"]
    address: str | None = Field(default=None, max_length=254)


class BriefCorrection(Body):
    """What we understood, corrected by the customer. Fields left out stay as they are."""

    matter: str | None = Field(default=None, max_length=500)
    order: str | None = Field(default=None, max_length=100)
    tried: str | None = Field(default=None, max_length=500)
    wants: str | None = Field(default=None, max_length=500)


class Secret(Body):
    """What a link in an e-mail carries after its #."""

    secret: str = Field(min_length=1, max_length=200)


class Opened(Secret):
    """`id` and `token`: the conversation that this browser holds, if any."""

    id: str | None = Field(default=None, max_length=64)
    token: str | None = Field(default=None, max_length=200)


class Proof(Secret):
    """The code that was mailed, and an order number or postcode that was named in the conversation."""

    code: str = Field(min_length=1, max_length=20)
    fact: str = Field(min_length=1, max_length=40)
