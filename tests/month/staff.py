"""The people of the simulated company: who comes, goes, falls ill, forgets to sign out."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path
from typing import Any

import yaml

from tests.harness import ROOT

TEAMS = ("laskutus", "toimitukset", "tekninen")
EACH = 8
# Half of them work as long as the desk is open; the others' shifts end, or begin, by the clock.
OWN_HOURS: list[dict[str, str]] = [{}, {}, {"mon-fri": "8-14"}, {"mon-fri": "11-18", "sat": "10-15"}]


def company(path: Path) -> list[str]:
    """Writes a company of 24 people in three teams; gives their ids."""
    document: dict[str, Any] = yaml.safe_load((ROOT / "company.yml").read_text("utf-8"))
    people: list[dict[str, Any]] = []
    for team in TEAMS:
        for number in range(EACH):
            id = f"{team[:3]}{number}"
            roles = ["agent", "lead"] if number == 0 else ["agent"]
            people.append({
                "id": id, "email": f"{id}@example.fi", "name": id.capitalize(), "team": team, "roles": roles,
                "languages": ["fi", "en", "sv"], "capacity": 50, "on_call": number == 1, "hours": OWN_HOURS[number % 4],
            })  # fmt: skip
    document["people"] = people
    path.write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return [person["id"] for person in people]


def day(choice: random.Random, opens: dt.datetime, closes: dt.datetime) -> list[tuple[dt.datetime, str]]:
    """One person's day: instant and status; `gone` is a browser that died without a word."""
    if choice.random() < 0.08:
        return []
    comes = opens + dt.timedelta(minutes=choice.uniform(-5, 25))
    leaves = closes - dt.timedelta(minutes=choice.choice([0, 5, 60, 180]))
    lunch = comes + dt.timedelta(minutes=choice.uniform(120, 240))
    back = lunch + dt.timedelta(minutes=choice.uniform(20, 50))
    end = "gone" if choice.random() < 0.15 else "offline"
    return [(comes, "online"), (lunch, "away"), (back, "online"), (leaves, end)]
