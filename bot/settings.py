"""The environment, read once and typed. Secrets never show in a repr or a log."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from bot.core.errors import BadConfiguration


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise ValueError("a port between 1 and 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ValueError("a whole number, 1 or more")
    return int(text)


def _milliseconds(text: str) -> int:
    if not text.isdecimal():
        raise ValueError("milliseconds, 0 or more")
    return int(text)


def _url(*schemes: str) -> Callable[[str], str]:
    wanted = f"an address that begins with {' or '.join(s + '://' for s in schemes)}"

    def parse(text: str) -> str:
        parts = _split(text)
        if not parts or parts.scheme not in schemes or not (parts.netloc or parts.scheme == "unix"):
            raise ValueError(f"{wanted}, with a port between 1 and 65535 where it has one")
        return text.rstrip("/")

    return parse


def _split(text: str) -> SplitResult | None:
    """An address in its parts; None: none, or with an impossible port. (urlsplit's own errors repeat the value.)"""
    try:
        parts = urlsplit(text)
        return None if parts.port == 0 else parts
    except ValueError:
        return None


def _origins(text: str) -> tuple[str, ...]:
    return tuple(part if part == "*" else _origin(part) for part in text.replace(",", " ").split())


def _origin(text: str) -> str:
    parts = _split(text)
    bare = parts and parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    if not parts or not bare or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("origins such as https://shop.example, without a path, or *")
    return f"{parts.scheme}://{parts.netloc}".lower()


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(" or ".join(words))
        return text

    return parse


def _setting(parse: Callable[[str], Any], default: Any, *, secret: bool = False) -> Any:
    return field(default=default, repr=not secret, metadata={"parse": parse})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every setting of the contract's "Environment", upper-cased there. None means: unset, see contract.

    Raises:
        BadConfiguration: from `load`, naming the key, the value and the form wanted.
    """

    host: str = _setting(str, "127.0.0.1")
    port: int = _setting(_port, 8000)
    rasa_port: int = _setting(_port, 5005)
    actions_port: int = _setting(_port, 5055)
    orders_port: int = _setting(_port, 5056)
    gateway_workers: int = _setting(_count, 1)
    shards: int = _setting(_count, 1)
    redis_url: str | None = _setting(_url("redis", "rediss", "unix"), None, secret=True)
    tracker_redis_url: str | None = _setting(_url("redis", "rediss"), None, secret=True)
    rasa_url: str | None = _setting(_url("http", "https"), None)
    orders_url: str | None = _setting(_url("http", "https"), None)
    actions_url: str | None = _setting(_url("http", "https"), None)
    rasa_token: str | None = _setting(str, None, secret=True)
    data_dir: Path = _setting(Path, Path("var"))
    company: Path = _setting(Path, Path("company.yml"))
    public_url: str | None = _setting(_url("http", "https"), None)
    allowed_origins: tuple[str, ...] = _setting(_origins, ())
    smtp_url: str | None = _setting(_url("smtp", "smtps"), None, secret=True)
    mail_from: str | None = _setting(str, None)
    telegram_token: str | None = _setting(str, None, secret=True)
    telegram_api_url: str = _setting(_url("http", "https"), "https://api.telegram.org/bot")
    telegram_webhook: str | None = _setting(_url("https", "http"), None)
    # Whose word on a customer's or agent's address counts; without either, the connection's own address does.
    proxies_count: int | None = _setting(_count, None)
    forwarded_secret: str | None = _setting(str, None, secret=True)
    metrics_token: str | None = _setting(str, None, secret=True)
    demo_password: str | None = _setting(str, None, secret=True)
    oidc_issuer: str | None = _setting(_url("http", "https"), None)
    oidc_client_id: str | None = _setting(str, None)
    oidc_client_secret: str | None = _setting(str, None, secret=True)
    clamd_url: str | None = _setting(_url("tcp"), None)
    appendfsync: str = _setting(_one_of("always", "everysec", "no"), "always")
    # How long the bot waits for the next line of a burst (design: "A turn is a record").
    turn_quiet_ms: int = _setting(_milliseconds, 800)
    turn_greeting_ms: int = _setting(_milliseconds, 1500)
    turn_latest_ms: int = _setting(_milliseconds, 2500)
    turn_honest_ms: int = _setting(_milliseconds, 4500)

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> Self:
        """Reads the settings from an environment; empty values count as unset."""
        values: dict[str, Any] = {}
        for spec in dataclasses.fields(cls):
            text = environ.get(spec.name.upper(), "").strip()
            if text:
                values[spec.name] = _parsed(spec, text)
        return cls(**values)

    @property
    def assistant_url(self) -> str:
        """Where Rasa answers: `RASA_URL`, or the one started here."""
        return self.rasa_url or f"http://127.0.0.1:{self.rasa_port}"

    @property
    def order_service_url(self) -> str:
        """Where the order service answers: `ORDERS_URL`, or the demo one started here."""
        return self.orders_url or f"http://127.0.0.1:{self.orders_port}"

    @property
    def action_server_url(self) -> str:
        """Where the action server answers."""
        return self.actions_url or f"http://127.0.0.1:{self.actions_port}"


def _parsed(spec: dataclasses.Field[Any], text: str) -> Any:
    try:
        return spec.metadata["parse"](text)
    except ValueError as wanted:
        secret = not spec.repr
        raise BadConfiguration(spec.name.upper(), "(hidden)" if secret else text, str(wanted)) from None
