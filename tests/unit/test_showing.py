"""A picture of what is broken brings the person; any other file is kept and the person offered."""

from typing import Any

import pytest

from bot.core.conversation import Conversation
from bot.core.said import Said
from bot.core.steps import customer_wrote
from tests.unit.factories import conversation, world

PHOTO = {"id": "f", "name": "kuva.jpg", "type": "image/jpeg"}
VOICE = {"id": "v", "name": "ääni.ogg", "type": "audio/ogg"}


def shown(c: Conversation, text: str = "", file: Any = PHOTO) -> Conversation:
    return customer_wrote(world(mikko="online"), c, Said(text, "c1", files=(file,))).conversation


@pytest.mark.parametrize(
    "caption",
    ["tuli rikki", "Kuppi on SÄRÖLLÄ", "sarolla taas", "it arrived broken", "den kom trasig", "väärä tuote", "paketista puuttui osa"],
)  # fmt: skip
def test_a_caption_that_says_what_is_wrong_brings_the_person(caption: str) -> None:
    c = shown(conversation(), caption)
    assert (c.handler, c.reasons, c.topic) == ("queue", ("showed",), "delivery")


@pytest.mark.parametrize(
    ("gist", "topic"),
    [("delivery.open_damaged", "delivery"), ("repair.ask", "delivery"), ("warranty.until", "warranty")],
)
def test_while_the_matter_is_one_a_picture_needs_no_words(gist: str, topic: str) -> None:
    c = shown(conversation(answered=("order.status", gist)))
    assert (c.handler, c.topic) == ("queue", topic)


def test_what_was_said_a_moment_ago_counts_too() -> None:
    assert shown(conversation(heard=("kuppi tuli rikki",))).handler == "queue"
    assert shown(conversation(pending=("kuppi tuli rikki",))).handler == "queue"


def test_any_other_picture_is_kept_and_the_person_is_offered() -> None:
    c = shown(conversation(heard=("missä kauppanne on",)), "tässä kuitti")
    assert (c.handler, c.offering, c.pending) == ("bot", True, ("tässä kuitti",))
    assert shown(conversation()).offering


def test_what_is_only_heard_is_no_picture() -> None:
    assert shown(conversation(answered=("delivery.open_damaged",)), file=VOICE).handler == "bot"


def test_a_late_picture_counts_by_its_announcement() -> None:
    late = Said("(kuva)", "c1", unread="kuva", stands_for=True, origin={"kind": "photo"})
    c = customer_wrote(world(), conversation(heard=("tuli rikki",)), late).conversation
    assert c.handler == "queue"


def test_the_caption_still_goes_through_the_assistant_since_it_may_tell_of_danger() -> None:
    assert shown(conversation(), "laturi on rikki ja savuaa").pending == ("laturi on rikki ja savuaa",)


def test_whoever_waits_or_has_a_person_hears_nothing_of_it() -> None:
    said = Said("rikki", "c1", files=(PHOTO,))
    waiting = conversation(handler="queue", waiting_since=conversation().created_at)
    events = customer_wrote(world(), waiting, said).events
    assert [e.type for e in events] == ["message", "message"]
    held = customer_wrote(world(), conversation(handler="agent", agent="aino"), said).events
    assert [e.type for e in held] == ["message"]
