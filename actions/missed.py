"""Not understood, or not ours: admitted at once, with the person on offer. The second time the person takes over."""

from __future__ import annotations

from actions.reply import Reply
from actions.turn import Turn
from bot.core.empathy.history import declines

REST_TURNS = 3
"""An offer that was declined is not made again within this many turns (issue 3)."""


def rests(turn: Turn) -> bool:
    """Whether the person was offered and declined just now."""
    declined = turn.slots.get("offered_at")
    return declined is not None and turn.number - int(declined) <= REST_TURNS


def missed(turn: Turn, line: str = "miss.first") -> Reply:
    """The reply to something not understood."""
    count = _count(turn)
    if turn.handler == "queue":
        return Reply().tell(miss=True)
    if (turn.slots.get("pending") or {}).get("do") == "handoff" and declines(turn.text):
        return declined(turn)
    if turn.asked:
        return missed_in_form(turn)
    if count >= 2 and not rests(turn):
        return Reply().say("miss.second").handoff("second_miss").tell(miss=True)
    if rests(turn):
        return Reply().keep(misses=count).say("miss.rest").tell(miss=True)
    return Reply().keep(misses=count).say(line).offer("miss", miss=True)


def declined(turn: Turn) -> Reply:
    """The person on offer was not wanted: that rests."""
    return Reply().keep(offered_at=turn.number, pending=None).say("talk.declined")


def missed_in_form(turn: Turn) -> Reply:
    """The first time another way is offered (e-mail or phone instead of the number), the second time the person."""
    count = _count(turn)
    if count >= 2:
        return Reply().say("order.unclear").handoff("order_unclear").tell(miss=True)
    slots = {"misses": count, **({"no_number": True} if turn.asked == "order_number" else {})}
    return Reply().keep(**slots).say("order.no_trouble").offer("order_unclear", miss=True).ask_order()


def _count(turn: Turn) -> int:
    """The misses in a row, this one included."""
    return int(turn.slots.get("misses") or 0) + 1
