"""A choice that a customer took, whatever the channel: what it means stays on the server."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.errors import Invalid
from bot.service.services import Services


@dataclass(frozen=True)
class Taken:
    """`value` and `payload` are None where the choice answers an old question and counts as plain words."""

    choice: dict[str, str]
    label: str
    value: str | None = None
    payload: str | None = None


async def taken(services: Services, cid: str, event_id: str, value: str) -> Taken:
    """The choice of a line.

    Raises:
        Invalid: `choice_unknown`: the line does not offer it.
    """
    line = await services.store.logs.event(cid, event_id)
    data = line.get("data", {}) if line else {}
    labels = {one["value"]: one["label"] for one in data.get("choices", ())}
    if value not in labels:
        raise Invalid("That line does not offer this choice.", code="choice_unknown", field="choice")
    choice = {"event_id": event_id, "value": value}
    payload = data.get("payloads", {}).get(value)
    if payload and await _answered_since(services, cid, event_id):
        return Taken(choice, labels[value])
    return Taken(choice, labels[value], value, payload)


async def _answered_since(services: Services, cid: str, event_id: str) -> bool:
    """Whether something was said after a line: its button then answers an old question, and counts as plain words."""
    return any(event["type"] == "message" for event in await services.store.logs.after(cid, event_id))
