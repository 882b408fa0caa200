"""Values of company.yml, checked. Each raises BadConfiguration with the key, the value and the form wanted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.core.errors import BadConfiguration

LANGUAGES = ("fi", "en", "sv")


def mapping(key: str, value: object) -> Mapping[str, Any]:
    """A table of keys and values."""
    if not isinstance(value, Mapping):
        raise BadConfiguration(key, value, "a table of keys and values")
    return value


def text(key: str, value: object) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value.strip():
        raise BadConfiguration(key, value, "a text")
    return value.strip()


def whole(key: str, value: object, least: int) -> int:
    """A whole number, `least` or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise BadConfiguration(key, value, f"a whole number, {least} or more")
    return value


def span_of_two(key: str, value: object) -> tuple[int, int]:
    """Two whole numbers, the lower first."""
    if not (isinstance(value, list) and len(value) == 2 and all(isinstance(v, int) for v in value)):
        raise BadConfiguration(key, value, "two whole numbers such as [2, 6]")
    if not 0 <= value[0] <= value[1]:
        raise BadConfiguration(key, value, "the lower number first")
    return value[0], value[1]


def some_of(key: str, value: object, known: tuple[str, ...]) -> tuple[str, ...]:
    """A list of known words."""
    if not isinstance(value, list) or not value or any(one not in known for one in value):
        raise BadConfiguration(key, value, f"a list of {', '.join(known)}")
    return tuple(value)


def listed(key: str, value: object) -> list[Any]:
    """A list; one left out is empty."""
    if value is not None and not isinstance(value, list):
        raise BadConfiguration(key, value, "a list")
    return value or []


def flag(key: str, value: object) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise BadConfiguration(key, value, "true or false")
    return value


def names(key: str, value: object) -> dict[str, str]:
    """A name per language, one or more."""
    names = {str(k): str(v) for k, v in mapping(key, value).items()}
    if not names:
        raise BadConfiguration(key, value, "the name in one language or more, such as {fi: laskutus}")
    return names
