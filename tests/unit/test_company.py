"""company.yml and the environment: every mistake stops the start with the key, the value and the form wanted."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.core.company import parse_company
from bot.core.errors import BadConfiguration
from bot.service.company_file import load_company
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
GOOD = yaml.safe_load((ROOT / "company.yml").read_text())


def but(path: str, value: Any) -> dict[str, Any]:
    """The demo company with one thing changed; `people.0.team` names a place. None as value deletes."""
    doc: dict[str, Any] = copy.deepcopy(GOOD)
    *way, last = (int(part) if part.isdecimal() else part for part in path.split("."))
    at: Any = doc
    for part in way:
        at = at[part]
    if value is None:
        del at[last]
    else:
        at[last] = value
    return doc


MISTAKES: list[tuple[str, Any, str]] = [
    ("name", None, "name"),
    ("name", "  ", "name"),
    ("phone", 112, "phone"),
    ("email", None, "email"),
    ("site", None, "site"),
    ("timezone", "Europe/Helsingfors", "timezone"),
    ("timezone", "../../etc/passwd", "timezone"),
    ("timezone", "Europe", "timezone"),
    ("timezone", "", "timezone"),
    ("languages", "fi", "languages"),
    ("languages", [], "languages"),
    ("languages", ["fi", "de"], "languages"),
    ("retention_days", 0, "retention_days"),
    ("returns.refund_days", 0, "returns.refund_days"),
    ("privacy.answer_days", "kuukausi", "privacy.answer_days"),
    ("account.link_minutes", 2.5, "account.link_minutes"),
    ("account", "sivulta", "account"),
    ("returns.label", "5.90", "returns.label"),
    ("repair.old_one_back", True, "repair.old_one_back"),
    ("invoice.move_fee_eur", 2, "invoice.move_fee_eur"),
    ("invoice.copy_minutes", 0, "invoice.copy_minutes"),
    ("payment.hold_days", "muutama", "payment.hold_days"),
    ("newsletter.ends", "tomorrow", "newsletter.ends"),
    ("retention_days", "180", "retention_days"),
    ("retention_days", True, "retention_days"),
    ("demo", "no thanks", "demo"),
    ("hours", None, "hours"),
    ("hours", "8-18", "hours"),
    ("hours.sat", "10", "hours.sat"),
    ("hours.sat", "18-8", "hours.sat"),
    ("hours.sat", "8-25", "hours.sat"),
    ("hours.sat", "8-24.30", "hours.sat"),
    ("hours.sat", "8.75-16", "hours.sat"),
    ("hours.sat", 8, "hours.sat"),
    ("hours.caturday", "8-18", "hours.caturday"),
    ("hours.fri-mon", "8-18", "hours.fri-mon"),
    ("hours.holidays", "XX", "hours.holidays"),
    ("hours.closed", ["24.12.2026"], "hours.closed"),
    ("hours.closed", "2026-12-24", "hours.closed"),
    ("hours.exceptions", {"2026-12-31": "late"}, "hours.exceptions.2026-12-31"),
    ("hours.exceptions", {"31.12.": "8-14"}, "hours.exceptions"),
    ("hours.exceptions", ["2026-12-31"], "hours.exceptions"),
    ("teams", None, "teams"),
    ("teams", [], "teams"),
    ("teams.laskutus", "x", "teams.laskutus"),
    ("teams.laskutus.name", "laskutus", "teams.laskutus.name"),
    ("teams.laskutus.name", {}, "teams.laskutus.name"),
    ("teams.laskutus.topics", "invoice", "teams.laskutus.topics"),
    ("teams.laskutus.wait_minutes", [6, 2], "teams.laskutus.wait_minutes"),
    ("teams.laskutus.wait_minutes", [2], "teams.laskutus.wait_minutes"),
    ("teams.laskutus.wait_minutes", "2-6", "teams.laskutus.wait_minutes"),
    ("teams.laskutus.limit_minutes", 0, "teams.laskutus.limit_minutes"),
    ("teams.laskutus.hours", {"sun": "late"}, "teams.laskutus.hours.sun"),
    ("hours.eves", "late", "hours.eves"),
    ("hours_in", {"de": {"mon": "8-9"}}, "hours_in.de"),
    ("hours_in", {"sv": {"mon": "9"}}, "hours_in.sv.mon"),
    ("promises.tries", 0, "promises.tries"),
    ("promises.remind_minutes", 30, "promises.remind_minutes"),
    ("promises.remind_minutes", [10, 30], "promises"),
    ("promises.tell_minutes", 6, "promises"),
    ("people", None, "people"),
    ("people", [], "people"),
    ("people", "aino", "people"),
    ("people", {"aino": {}}, "people"),
    ("people.0", "aino", "people[0]"),
    ("people.0.id", None, "people[0].id"),
    ("people.0.id", "laskutus", "people[0].id"),
    ("people.0.email", "aino", "people[0].email"),
    ("people.0.name", None, "people[0].name"),
    ("people.0.team", "myynti", "people[0].team"),
    ("people.0.roles", "lead", "people[0].roles"),
    ("people.0.roles", ["boss"], "people[0].roles"),
    ("people.0.languages", ["ee"], "people[0].languages"),
    ("people.0.capacity", 0, "people[0].capacity"),
    ("people.0.capacity", 2.5, "people[0].capacity"),
    ("people.1.id", "aino", "people.id"),
    ("people.1.email", "AINO@example.fi", "people.email"),
]


@pytest.mark.parametrize(("path", "value", "key"), MISTAKES, ids=lambda v: str(v)[:30])
def test_a_mistake_names_key_value_and_wanted_form(path: str, value: Any, key: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        parse_company(but(path, value))
    assert refused.value.key == key
    assert refused.value.wanted
    assert key in str(refused.value)


def test_the_demo_company_is_right() -> None:
    company = parse_company(GOOD)
    assert list(company.people) == ["aino", "mikko", "sanna"]
    assert company.people["mikko"].on_call
    assert company.team_for("delivery") == company.teams["toimitukset"]
    assert company.team_for(None) is None


@pytest.mark.parametrize("raw", [None, [], "text", 5])
def test_a_file_that_is_no_table_is_refused(raw: Any) -> None:
    with pytest.raises(BadConfiguration):
        parse_company(raw)


@pytest.mark.parametrize("text", ["a: [", "\t- x", "\x00"])
def test_a_file_that_is_no_yaml_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "company.yml"
    file.write_text(text)
    with pytest.raises(BadConfiguration, match="readable YAML"):
        load_company(file)
    with pytest.raises(BadConfiguration):
        load_company(tmp_path / "missing.yml")


SETTINGS = [
    ("PORT", "0"), ("PORT", "65536"), ("PORT", "http"), ("PORT", "-1"), ("GATEWAY_WORKERS", "0"),
    ("SHARDS", "many"), ("SHARDS", "-3"), ("REDIS_URL", "http://x"), ("REDIS_URL", "localhost:6379"),
    ("RASA_URL", "rasa:5005"), ("ALLOWED_ORIGINS", "shop.example"), ("APPENDFSYNC", "sometimes"),
    ("TURN_QUIET_MS", "0.8"), ("TURN_HONEST_MS", "-1"), ("SMTP_URL", "mail.example"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "value"), SETTINGS)
def test_a_wrong_setting_names_itself_and_what_is_wanted(key: str, value: str) -> None:
    with pytest.raises(BadConfiguration) as refused:
        Settings.load({key: value})
    assert refused.value.key == key
    assert refused.value.wanted


def test_a_wrong_secret_is_not_shown() -> None:
    with pytest.raises(BadConfiguration) as refused:
        Settings.load({"REDIS_URL": "http://:hunter2@x"})
    assert "hunter2" not in str(refused.value)


def test_secrets_do_not_show_in_a_repr() -> None:
    secret = "hunter2hunter2"
    keys = ("RASA_TOKEN", "TELEGRAM_TOKEN", "METRICS_TOKEN", "DEMO_PASSWORD")
    settings = Settings.load(dict.fromkeys(keys, secret) | {"REDIS_URL": f"redis://:{secret}@localhost"})
    assert secret not in repr(settings)


def test_the_contracts_defaults_hold_and_empty_means_unset() -> None:
    settings = Settings.load({"PORT": " ", "REDIS_URL": ""})
    assert (settings.host, settings.port, settings.rasa_port) == ("127.0.0.1", 8000, 5005)
    assert (settings.actions_port, settings.orders_port) == (5055, 5056)
    assert (settings.shards, settings.gateway_workers, settings.redis_url) == (1, 1, None)
    assert settings.allowed_origins == ()


@pytest.mark.parametrize(
    ("good", "bad", "key"),
    [
        ('sat: "10-15"', 'sat: "15-10"', "hours.sat"),
        ('mon-fri: "8-18"', 'mon-fry: "8-18"', "hours.mon-fry"),
        ("eves: library", "eves: late", "hours.eves"),
        ("holidays: FI", "holidays: XX", "hours.holidays"),
        ("exceptions: {}", 'exceptions: {2026-12-31: "8 to 14"}', "hours.exceptions.2026-12-31"),
        ("team: toimitukset", "team: myynti", "people[1].team"),
    ],
)
def test_a_mistake_in_the_file_names_its_line(tmp_path: Path, good: str, bad: str, key: str) -> None:
    text = (ROOT / "company.yml").read_text("utf-8")
    file = tmp_path / "company.yml"
    file.write_text(text.replace(good, bad, 1), "utf-8")
    line = 1 + text[: text.index(good)].count("\n")
    with pytest.raises(BadConfiguration, match=f"company.yml, line {line}: {re.escape(key)}"):
        load_company(file)


def test_what_was_left_out_is_named_by_the_line_it_belongs_to(tmp_path: Path) -> None:
    file = tmp_path / "company.yml"
    file.write_text(
        (ROOT / "company.yml").read_text("utf-8").replace("email: mikko@example.fi, ", ""), "utf-8"
    )
    with pytest.raises(BadConfiguration, match=r"line \d\d: people\[1\].email"):
        load_company(file)
