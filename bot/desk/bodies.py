"""What the desk sends, as models. Unknown fields are ignored (contract)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.http.bodies import Body, Id


class Once(Body):
    """A change that is made once under a client_id, if it has one."""

    client_id: Id | None = None


class InLanguage(Body):
    """In which language; left out: the company's first."""

    language: Literal["fi", "en", "sv"] | None = None


class Login(Body):
    """Signing in."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=1000)
    code: str | None = Field(default=None, max_length=20)


class Presence(Body):
    """The agent's own word on taking cases."""

    status: Literal["online", "away", "offline"]


class Decline(Once):
    """Why not."""

    reason: str = Field(min_length=1, max_length=500)


class Line(Body):
    """A note for colleagues."""

    client_id: Id
    text: str


class Message(Line):
    """A message to the customer. With files the text may be empty."""

    text: str = ""
    files: list[Id] = Field(default=[], max_length=20)


class NewPromise(Body):
    """Who, what, by when, where. `due_at`: RFC 3339 with a zone."""

    client_id: Id
    what: Literal["call", "answer", "action"]
    due_at: str = Field(max_length=40)
    where: Literal["phone", "web", "telegram"]
    phone: str | None = Field(default=None, max_length=40)
    text: str = Field(default="", max_length=500)


class PromiseEnd(Body):
    """What the person says of a promise: on it, kept, nobody answered, taken back, moved once.

    `text`: what came of it, or why it is taken back. `asked`: the customer wished that it is taken back.
    """

    do: Literal["confirm", "kept", "tried", "withdraw", "move"]
    due_at: str | None = Field(default=None, max_length=40)
    text: str = Field(default="", max_length=500)
    asked: bool = False


class Transfer(Once):
    """`to`: an e-mail address or a team; the reason is told to the customer."""

    to: str = Field(min_length=1, max_length=254)
    reason: str = Field(min_length=1, max_length=500)


class Return(Once):
    """Why the bot can go on."""

    reason: str = Field(default="", max_length=500)


class Resolve(Once):
    """What it was about, in the agent's words."""

    about: str | None = Field(default=None, max_length=200)


class SendLater(Line):
    """A line to the customer and when it goes out, RFC 3339 with a zone."""

    at: str = Field(max_length=40)


class Snooze(Body):
    """Until when, RFC 3339 with a zone."""

    until: str = Field(max_length=40)


class GiveGoodwill(Body):
    """For what, and how much where it is not the usual sum."""

    client_id: Id
    reason: Id
    amount_eur: float | int | None = None
    text: str = Field(default="", max_length=500)


class Merge(Body):
    """The case that goes on."""

    into: Id


class Reason(Body):
    """Why."""

    reason: str = Field(min_length=1, max_length=500)


class Block(Reason):
    """Why, and for how many days."""

    days: int = Field(default=30, ge=1, le=90)


class Ask(Line):
    """A question; `to`: a colleague's id or e-mail, or what somebody without an account is called."""

    to: str = Field(min_length=1, max_length=254)


class OutsideAnswer(Body):
    """The back office's word, and who says it."""

    name: str = Field(min_length=1, max_length=80)
    text: str


class Draft(Body):
    """What is about to be sent."""

    text: str


class NewCanned(Body):
    """A canned reply: what it is called, and its text per language."""

    name: str = Field(min_length=1, max_length=80)
    texts: dict[str, str] = Field(max_length=10)


class Whom(Body):
    """Whom an announcement concerns: everybody, or cases by topic, by order number, or by id."""

    everyone: bool = False
    topics: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=50)
    orders: list[Annotated[str, Field(pattern=r"^\d{1,20}$")]] = Field(default=[], max_length=10_000)
    cases: list[Annotated[str, Field(max_length=64)]] = Field(default=[], max_length=10_000)


class Announce(Whom):
    """`texts`: by language. `confirm`: the number of conversations, where they are very many."""

    client_id: Id
    texts: dict[str, str] = Field(max_length=10)
    confirm: int | None = Field(default=None, ge=0)


class EndAnnouncement(Body):
    """The words of the end, by language: nobody who was told of the beginning is left waiting."""

    texts: dict[str, str] = Field(max_length=10)


class Code(Body):
    """A code of the authenticator app; `setup`: what setting it up gave."""

    code: str = Field(min_length=1, max_length=20)
    setup: str | None = Field(default=None, max_length=100)


class Profile(Body):
    """What an account says of somebody."""

    name: str | None = Field(default=None, max_length=80)
    surname: str | None = Field(default=None, max_length=80)
    role_line: str | None = Field(default=None, max_length=80)
    skills: list[str] | None = Field(default=None, max_length=50)
    languages: list[str] | None = None
    team: str | None = Field(default=None, max_length=80)
    roles: list[str] | None = None
    capacity: int | None = None
    on_call: bool | None = None
    hours: dict[str, str] | None = Field(default=None, max_length=7)


class ChangeAccount(Profile):
    """What is to be different; the rest stays."""

    email: str | None = Field(default=None, max_length=254)


class Invite(Profile):
    """Who is invited, and to what."""

    email: str = Field(min_length=3, max_length=254)
    name: str = Field(min_length=1, max_length=80)


class Accept(Body):
    """The password chosen, and the name that customers will see, if another."""

    password: str = Field(max_length=1000)
    name: str | None = Field(default=None, max_length=80)
