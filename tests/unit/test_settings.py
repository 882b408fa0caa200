"""Settings that will not do stop the start, by name, with the form wanted and no secret."""

import pytest

from bot.core.errors import BadConfiguration
from bot.settings import Settings


@pytest.mark.parametrize(
    "value",
    [
        "redis://:hunter2@localhost:nowhere/0", "redis://:hunter2@localhost:99999", "redis://:hunter2@localhost:0",
        "redis://:hun:ter2@[::1", "redis://:hunter2@loc\u2100alhost", "redis:///hunter2",
    ],
)  # fmt: skip
def test_a_redis_address_that_cannot_be_is_refused_without_being_repeated(value: str) -> None:
    for key in ("REDIS_URL", "TRACKER_REDIS_URL"):
        with pytest.raises(BadConfiguration) as refusal:
            Settings.load({key: value})
        said = str(refusal.value)
        assert said.startswith(f"{key}: '(hidden)'")
        assert "redis://" in said
        assert "ter2" not in said


@pytest.mark.parametrize("value", ["unix:///run/redis.sock", "redis://localhost", "rediss://:p@[::1]:6380/1"])
def test_redis_addresses_that_will_do(value: str) -> None:
    assert Settings.load({"REDIS_URL": value}).redis_url == value


@pytest.mark.parametrize(
    "value",
    [
        "https://shop.example/fi", "https://shop.example?x", "https://shop.example#a", "https://me@shop.example",
        "https://shop.example:x", "https://", "shop.example", "https://a.example, https://b.example/x",
    ],
)  # fmt: skip
def test_what_is_no_origin_is_refused(value: str) -> None:
    with pytest.raises(BadConfiguration, match="without a path"):
        Settings.load({"ALLOWED_ORIGINS": value})


def test_origins_that_will_do() -> None:
    settings = Settings.load({"ALLOWED_ORIGINS": "https://Shop.example/, http://localhost:8001 *"})
    assert settings.allowed_origins == ("https://shop.example", "http://localhost:8001", "*")
