"""What a yes makes happen in the order service. Each deed is done once per turn, however often the turn is taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from actions import shop
from actions.reply import Reply
from actions.speech import day, due, money
from actions.steps import steps
from actions.turn import Turn

BRING_IT = ["return.step_1", "return.step_2", "return.step_3"]
Answer = dict[str, Any]
Pending = dict[str, Any]


async def carry_out(turn: Turn, pending: Pending, verb: str, **body: Any) -> Answer | Reply:
    """The service's answer, or the reply that tells why it was not done."""
    if turn.handler == "suggest":  # an agent asks what would be said: nothing is done
        return Reply()
    ref = shop.Ref(turn.slots.get("order_number") or "", turn.slots.get("order_key") or "")
    try:
        return await shop.do(ref, pending["order"], verb, f"{turn.turn_id}:{verb}", **body)
    except shop.Refused:
        return Reply().keep(pending=None).say("deed.refused").offer("beyond_limits", miss=True)
    except (shop.NotFound, shop.OrdersDown):
        return Reply().say("deed.down").offer("orders_down", miss=True)


async def make_return(turn: Turn, pending: Pending) -> Reply:
    """Creates the return."""
    made = await carry_out(turn, pending, "returns")
    if isinstance(made, Reply):
        return made
    facts = _money_back(made["return"]["amount_eur"], made["return"]["refund_by"], turn)
    facts["label"] = made["return"].get("label", "")
    slow = turn.slots.get("slow")
    told = steps(BRING_IT, **facts) if slow else _done("return.made", turn, **facts)
    return told.did("return", f"{pending['order']}: {made['return']['id']}")


async def cancel(turn: Turn, pending: Pending) -> Reply:
    """Cancels the order."""
    made = await carry_out(turn, pending, "cancel")
    if isinstance(made, Reply):
        return made
    line = "cancel.done" if made["refund_eur"] else "cancel.done_unpaid"
    facts = _money_back(made["refund_eur"], made["refund_by"], turn)
    return _done(line, turn, order=pending["order"], **facts).did("cancel", pending["order"])


async def change_method(turn: Turn, pending: Pending) -> Reply:
    """Changes the delivery method."""
    made = await carry_out(turn, pending, "change", method=pending["method"])
    if isinstance(made, Reply):
        return made
    return _done("change.method_done", turn, method=pending["label"]).did(
        "change", f"{pending['order']}: {pending['method']}"
    )


async def change_address(turn: Turn, pending: Pending) -> Reply:
    """Changes the address to the one that the customer wrote and said yes to."""
    made = await carry_out(turn, pending, "change", address=pending["address"])
    if isinstance(made, Reply):
        return made
    return _done("change.address_done", turn, address=pending["address"]).did(
        "change", f"{pending['order']}: address"
    )


async def replace_goods(turn: Turn, pending: Pending) -> Reply:
    """Sends a new package."""
    made = await carry_out(turn, pending, "replacement")
    if isinstance(made, Reply):
        return made
    ships = day(made["repair"]["ships_on"], turn.language)
    return _done("repair.replaced", turn, ships=ships).did(
        "replacement", f"{pending['order']}: {made['repair']['id']}"
    )


async def refund(turn: Turn, pending: Pending) -> Reply:
    """Gives the money back."""
    made = await carry_out(turn, pending, "refund", amount_eur=pending["amount"])
    if isinstance(made, Reply):
        return made
    facts = _money_back(made["repair"]["amount_eur"], made["repair"]["refund_by"], turn)
    return _done("repair.refunded", turn, **facts).did(
        "refund", f"{pending['order']}: {made['repair']['amount_eur']} EUR"
    )


async def move_invoice(turn: Turn, pending: Pending) -> Reply:
    """Moves the due date."""
    made = await carry_out(turn, pending, "invoice/move", days=pending["days"])
    if isinstance(made, Reply):
        return made
    new = due(made["invoice"]["due_on"], turn.language)
    return _done("invoice.moved", turn, due=new).did(
        "invoice_move", f"{pending['order']}: {made['invoice']['due_on']}"
    )


async def send_copy(turn: Turn, pending: Pending) -> Reply:
    """Sends a copy of the invoice to the order's own address."""
    made = await carry_out(turn, pending, "invoice/copy")
    if isinstance(made, Reply):
        return made
    return _done("invoice.copied", turn, address=made["sent_to"]).did("invoice_copy", pending["order"])


def _done(line: str, turn: Turn, **facts: Any) -> Reply:
    return Reply().keep(pending=None).say(line, **facts)


def _money_back(amount: float, by: str, turn: Turn) -> dict[str, str]:
    return {"amount": money(amount, turn.language), "refund_by": day(by, turn.language)}


DEEDS: dict[str, Callable[[Turn, Pending], Awaitable[Reply]]] = {
    "return": make_return,
    "cancel": cancel,
    "method": change_method,
    "address": change_address,
    "replacement": replace_goods,
    "refund": refund,
    "move_invoice": move_invoice,
    "copy_invoice": send_copy,
}
