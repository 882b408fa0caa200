"""The lead's look: promises due, broken and at risk; unhappy customers with reasons, never a score."""

import datetime as dt

from bot.core.conversation import Promise
from bot.core.overview import overview
from tests.unit.factories import NOON, conversation, world


def promise(id: str, agent: str, minutes: float, status: str = "open") -> Promise:
    return Promise(id, agent, "answer", NOON + dt.timedelta(minutes=minutes), "web", status=status)


def test_what_todays_staff_cannot_keep_is_what_falls_due_today_of_who_is_not_here() -> None:
    c = conversation(
        promises=(
            promise("soon", "aino", 30), promise("absent", "sanna", 200), promise("tomorrow", "sanna", 60 * 24),
            promise("late", "aino", 300), promise("gone", "aino", -10, "broken"),
        )
    )  # fmt: skip
    found = overview(world(aino="online", mikko="online"), [c])["promises"]
    assert [one["id"] for one in found["due"]] == ["soon"]
    assert [one["id"] for one in found["broken"]] == ["gone"]
    assert [one["id"] for one in found["at_risk"]] == ["absent"]


def test_unhappy_customers_stand_there_with_reasons_in_words() -> None:
    angry = conversation(
        frustration=0.8,
        reasons=("frustration",),
        signals=({"name": "anger", "text": "taas"},),
        last_text="taas",
    )
    found = overview(world(), [angry, conversation(frustration=0.2)])
    assert [row["signals"] for row in found["unhappy"]] == [[{"name": "anger", "text": "taas"}]]
    assert "0.8" not in str(found)


def test_teams_have_room_and_load_and_no_person_is_ranked() -> None:
    waiting = conversation(handler="queue", waiting_since=NOON - dt.timedelta(minutes=5), topic="invoice")
    found = overview(world(aino=("online", 1)), [waiting])
    assert found["longest_wait_s"] == 300
    billing = next(team for team in found["teams"] if team["id"] == "laskutus")
    assert billing == {"id": "laskutus", "online": 1, "load": 1, "room": 3, "waiting": 1}
