"""What a customer reads about a promise is so: what happened, who does it, and only choices that are there."""

import datetime as dt

import pytest

from bot.channels.mail import letters
from bot.core import case, notify
from tests.unit.factories import COMPANY, LINES, NOON, conversation, world


@pytest.mark.parametrize(("language", "word"), [("fi", "aika"), ("en", "time"), ("sv", "tid")])
def test_the_letter_about_a_promise_announces_no_new_time_for_it_goes_out_for_any_news_of_one(
    language: str, word: str
) -> None:
    letter = letters.notice(LINES, COMPANY, language, "promise", "Aino", "https://x.example/")
    assert word not in f"{letter['Subject']} {letter.get_content()}".lower()


def test_the_notice_names_who_wrote_whoever_has_the_case_by_then() -> None:
    w = world(NOON, aino="online", mikko="online")
    c = conversation(handler="agent", agent="aino", notify={"by": "email", "address": "m@example.fi"})
    wrote = case.agent_wrote(w, c, "aino", "Löytyi.", {}).conversation.but(agent="mikko")
    [due] = notify.fell_due(world(NOON + dt.timedelta(minutes=2)), wrote).events
    assert due.data["who"] == "aino"
