"""A turn that fails leaves no customer's words in the assistant's log."""

from __future__ import annotations

import pytest
from rasa.core.channels import rest

from bot.rasa import wordless
from bot.rasa.wordless import Wordless


class Lines:
    def __init__(self) -> None:
        self.said: list[tuple[str, dict[str, object]]] = []

    def exception(self, event: str, **more: object) -> None:
        self.said.append((event, more))


def test_the_words_are_left_out_and_the_rest_is_said() -> None:
    lines = Lines()
    Wordless(lines).exception("rest.message.received.failure", text="salainen asia", sender="c1")
    assert lines.said == [("rest.message.received.failure", {"sender": "c1"})]


def test_the_rest_channel_speaks_through_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Lines()
    monkeypatch.setattr(rest, "structlogger", lines)
    wordless.install()
    wordless.install()
    rest.structlogger.exception("x", text="salainen asia")
    assert lines.said == [("x", {})]
