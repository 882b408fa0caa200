"""The order form: the number, and the e-mail or postcode that goes with it; without a number, e-mail or phone and postcode."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.reply import worded
from actions.shop import Ref
from actions.turn import Turn

EXITS = frozenset(
    ["contact_human", "withdraw_human", "stop", "complaint", "fraud_check", "privacy_request", "goodbye"]
)


def collect(turn: Turn) -> dict[str, str]:
    """What this answer fills. Nothing on an exit: "1001, haluan ihmisen" is a wish for a person."""
    if turn.intent in EXITS or not turn.asked:
        return {}
    number = turn.first("order_number")
    key = turn.first("email") or turn.first("postcode")
    if turn.asked == "order_number":
        return _reference(number or turn.first("number"), key, turn)
    if Ref(turn.slots.get("order_number") or "", "").by_contact:
        key = turn.first("postcode") or turn.first("number")
    found = {"order_number": number, "order_key": key or turn.first("number")}
    return {name: value for name, value in found.items() if value}


def _reference(number: str | None, key: str | None, turn: Turn) -> dict[str, str]:
    """The first answer: a number, with its key perhaps; else an e-mail or phone to search by."""
    if number:
        return {"order_number": number, **({"order_key": key} if key else {})}
    contact = turn.first("email") or turn.first("phone")
    postcode = turn.first("postcode") or turn.first("number")
    if not contact:
        return {}
    return {"order_number": contact, **({"order_key": postcode} if postcode else {})}


class ValidateOrderForm(Action):
    """Fills the form's slots. No event means: this was no answer, so the rules decide."""

    def name(self) -> str:
        """Rasa calls it on every turn inside the form."""
        return "validate_order_form"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Called by the form."""
        turn = Turn.read(tracker)
        found = collect(turn)
        return [SlotSet(name, value) for name, value in found.items() if value != turn.slots.get(name)]


class AskNumber(Action):
    """Asks for the order number; for an e-mail or phone when there is no number."""

    def name(self) -> str:
        """Found by Rasa by this name."""
        return "action_ask_order_form_order_number"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Called by the form."""
        turn = Turn.read(tracker)
        line = "order.ask_contact" if turn.slots.get("no_number") else "order.ask_number"
        dispatcher.utter_message(text=worded(line, turn, {}))
        return []


class AskKey(Action):
    """Asks for the e-mail or postcode; for the postcode alone when searching by e-mail or phone."""

    def name(self) -> str:
        """Found by Rasa by this name."""
        return "action_ask_order_form_order_key"

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        """Called by the form."""
        turn = Turn.read(tracker)
        number = turn.slots.get("order_number") or ""
        line = "order.ask_postcode" if Ref(number, "").by_contact else "order.ask_key"
        dispatcher.utter_message(text=worded(line, turn, {"order": number}))
        return []
