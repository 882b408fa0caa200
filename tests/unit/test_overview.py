"""The lead's look: promises due, broken and at risk; unhappy customers with reasons, never a score."""

import datetime as dt

from bot.core.conversation import Promise
from bot.core.day_end import at_risk, is_time, leads, leads_on_shift
from bot.core.overview import overview
from tests.unit.factories import NOON, conversation, local, world


def promise(id: str, agent: str, minutes: float, status: str = "open") -> Promise:
    return Promise(id, agent, "answer", NOON + dt.timedelta(minutes=minutes), "web", status=status)


def test_what_todays_staff_cannot_keep_is_what_falls_due_today_of_who_is_not_here() -> None:
    c = conversation(
        promises=(
            promise("soon", "aino", 30), promise("absent", "sanna", 200), promise("tomorrow", "sanna", 60 * 24),
            promise("late", "aino", 300), promise("gone", "aino", -10, "broken"),
        )
    )  # fmt: skip
    today = world(aino="online", mikko="online")
    found = overview(today, [c], at_risk(today, [c]))["promises"]
    assert [one["id"] for one in found["due"]] == ["soon"]
    assert [one["id"] for one in found["broken"]] == ["gone"]
    assert [one["id"] for one in found["at_risk"]] == ["absent"]


def test_who_has_more_promised_than_there_is_time_for_cannot_keep_the_last_of_it() -> None:
    cases = [conversation(promises=(promise(f"p{n}", "aino", 25),)) for n in range(4)]
    found = at_risk(world(aino="online"), cases)
    assert [(one.promise.id, one.why) for one in found] == [("p2", "too_much"), ("p3", "too_much")]


def test_one_promise_alone_is_its_owners_matter_while_they_are_here() -> None:
    late = conversation(promises=(promise("late", "aino", -5),))
    assert at_risk(world(aino="away"), [late]) == []
    assert [one.why for one in at_risk(world(), [late])] == ["away"]


def test_the_day_is_looked_over_at_the_companys_time_for_leads_who_are_here() -> None:
    assert not is_time(world(local("2026-11-25 15:29")))
    assert is_time(world(local("2026-11-25 15:30")))
    assert leads(world(aino="online", mikko="online")) == ["aino"]
    assert leads(world(local("2026-11-25 23:00"))) == ["aino"]


def test_unhappy_customers_stand_there_with_reasons_in_words() -> None:
    angry = conversation(
        frustration=0.8,
        reasons=("frustration",),
        signals=({"name": "anger", "text": "taas"},),
        last_text="taas",
    )
    found = overview(world(), [angry, conversation(frustration=0.2)], [])
    assert [row["signals"] for row in found["unhappy"]] == [[{"name": "anger", "text": "taas"}]]
    assert "0.8" not in str(found)


def test_teams_have_room_and_load_and_no_person_is_ranked() -> None:
    waiting = conversation(handler="queue", waiting_since=NOON - dt.timedelta(minutes=5), topic="invoice")
    found = overview(world(aino=("online", 1)), [waiting], [])
    assert found["longest_wait_s"] == 300
    billing = next(team for team in found["teams"] if team["id"] == "laskutus")
    assert billing == {"id": "laskutus", "online": 1, "load": 1, "room": 3, "waiting": 1}


def test_away_from_the_desk_only_leads_on_shift_are_told() -> None:
    night = local("2026-11-25 20:00")
    assert leads(world(night)) == ["aino"], "somebody has to see it in the morning"
    assert leads_on_shift(world(night)) == []
    assert [one.id for one in leads_on_shift(world(night, aino="away"))] == ["aino"]
