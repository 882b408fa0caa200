"""What a turn answers: lines, what the gateway is told about the turn, what is remembered. Immutable, built step by step."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.briefing import understood
from actions.facts import LINES
from actions.turn import FORM, Turn

Line = tuple[str, dict[str, Any]]
SMALL = ("talk.", "miss.", "order.ask", "order.newest", "account.step", "return.step_2", "return.step_3")
"""Lines that are no answer to a matter, or go on step by step."""
OPENINGS = ("delivery.open", "payment.open")
"""A word about what happened, before anything is known of it."""


@dataclass(frozen=True)
class Reply:
    """Lines (key and facts, or a finished text), custom items, slots to set, and whether the order form goes on or ends.

    `language`: the language to say it in when that is another one than the turn's.
    """

    lines: tuple[Line | str, ...] = ()
    custom: dict[str, Any] = field(default_factory=dict)
    slots: dict[str, Any] = field(default_factory=dict)
    form: bool | None = None
    language: str | None = None

    def say(self, key: str, **facts: Any) -> Reply:
        """Adds a line of the catalogue."""
        return replace(self, lines=(*self.lines, (key, facts)))

    def write(self, text: str) -> Reply:
        """Adds a finished text (a written answer of the company)."""
        return replace(self, lines=(*self.lines, text))

    def tell(self, **custom: Any) -> Reply:
        """Tells the gateway something about the turn (docs/protocol.md)."""
        return replace(self, custom={**self.custom, **custom})

    def keep(self, **slots: Any) -> Reply:
        """Remembers something for the next turns."""
        return replace(self, slots={**self.slots, **slots})

    def offer(self, reason: str, *, miss: bool = False) -> Reply:
        """Marks that this message offers the person; a yes then opens the handoff."""
        told = self.tell(propose="offer", reason=reason, **({"miss": True} if miss else {}))
        return told.keep(pending={"do": "handoff", "reason": reason})

    def handoff(self, reason: str, **more: Any) -> Reply:
        """Opens the handoff now; the gateway names the person."""
        return self.leave().tell(propose="handoff", reason=reason, **more).keep(pending=None, misses=0)

    def did(self, action: str, summary: str) -> Reply:
        """Tells the agent what this turn did outside."""
        return self.tell(did=[*self.custom.get("did", []), {"action": action, "summary": summary}])

    def choices(self, *options: tuple[str, str, str]) -> Reply:
        """Buttons: (value, key of the label, payload)."""
        return self.tell(
            choices=[{"value": v, "label": label, "payload": payload} for v, label, payload in options]
        )

    def yes_no(self) -> Reply:
        """The two plain buttons."""
        return self.choices(("yes", "label.yes", "/affirm"), ("no", "label.no", "/deny"))

    def ask_order(self) -> Reply:
        """Goes on (or back) to the order form after this reply."""
        return replace(self, form=True)

    def goes_on(self, turn: Turn) -> bool:
        """Whether the order form still asks for something after it."""
        return bool(self.form or (self.form is None and turn.asked))

    def leave(self) -> Reply:
        """Ends the order form."""
        return replace(self, form=False)


def speak(reply: Reply, turn: Turn, dispatcher: CollectingDispatcher) -> list[EventType]:
    """Says the reply, tells the gateway the rest, and gives the events."""
    turn = replace(turn, language=reply.language or turn.language)
    for line in reply.lines:
        dispatcher.utter_message(text=line if isinstance(line, str) else worded(line[0], turn, line[1]))
    custom = {
        **noticed(turn),
        **gist(reply),
        **asks(reply, turn),
        **understood(turn),
        **reply.custom,
    }
    if custom:
        dispatcher.utter_message(json_message=_labelled(custom, turn))
    return _events(reply, turn)


def gist(reply: Reply) -> dict[str, str]:
    """What the answer comes to, however it is worded: who gets the same again has asked the same again."""
    keys = told(reply, SMALL)
    return {"gist": "+".join(keys)} if keys else {}


def told(reply: Reply, less: tuple[str, ...]) -> list[str]:
    """The lines of the reply by their keys, a written answer by its beginning, less those that begin so."""
    keys = [line[:60] if isinstance(line, str) else line[0] for line in reply.lines]
    return [key for key in keys if not key.startswith(less)]


def asks(reply: Reply, turn: Turn) -> dict[str, bool]:
    """That it is not done with this: nothing was told so far, or a question of ours waits (docs/protocol.md).

    Whether to ask a person is said by the proposal itself.
    """
    waits = (reply.slots.get("pending") or {}).get("do") not in (None, "handoff")
    return {"asks": True} if waits or (reply.goes_on(turn) and not told(reply, SMALL + OPENINGS)) else {}


def noticed(turn: Turn) -> dict[str, Any]:
    """What the empathy component saw in this message, for the gateway; nothing where all is calm."""
    seen = turn.empathy
    calm = seen.get("urgency", "normal") == "normal" and not seen.get("signals")
    return {} if calm and not seen.get("frustration", 0) >= 0.05 else dict(seen)


def worded(key: str, turn: Turn, facts: dict[str, Any]) -> str:
    """A line in the customer's language, worded otherwise than what was just said."""
    return LINES.say(key, turn.language, avoid=turn.said, **{**turn.facts(), **facts})


def _labelled(custom: dict[str, Any], turn: Turn) -> dict[str, Any]:
    if "choices" not in custom:
        return custom
    options = [{**option, "label": worded(option["label"], turn, {})} for option in custom["choices"]]
    return {**custom, "choices": options}


def _events(reply: Reply, turn: Turn) -> list[EventType]:
    events: list[EventType] = [SlotSet(name, value) for name, value in reply.slots.items()]
    if reply.form is False and turn.asked:
        events += [ActiveLoop(None), SlotSet("requested_slot", None)]
    elif reply.goes_on(turn):
        events.append(FollowupAction(FORM))
    return events
