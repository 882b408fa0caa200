"""What the parts are: their commands, what of the environment each may see, and how each is asked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from bot.run.child import Part
from bot.run.probe import http_status
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
ASSISTANT_PYTHON = ROOT / ".venv-assistant/bin/python"
LOOPBACK = "127.0.0.1"

# What only the gateway needs to know; the other parts do not get it.
GATEWAY_ONLY = (
    "REDIS_URL",
    "DEMO_PASSWORD",
    "TELEGRAM_TOKEN",
    "SMTP_URL",
    "METRICS_TOKEN",
    "RASA_TOKEN",
    "TRACKER_REDIS_URL",
)
# Rasa is quick with one thread each, and two cores are all there may be.
QUIET_RASA = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "PYTHONDONTWRITEBYTECODE": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "SANIC_ACCESS_LOG": "false",  # put together for each request, shown to nobody
}


def gateway(settings: Settings, environ: Mapping[str, str]) -> Part:
    """The gateway; several may run, since they share the port."""

    async def answers() -> bool:
        return await http_status(local_host(settings), settings.port, "/healthz") == 200

    argv = (sys.executable, "-m", "bot", "serve")
    return Part(name="gateway", argv=argv, env=dict(environ), answers=answers)


def orders(settings: Settings, environ: Mapping[str, str]) -> Part:
    """The demo company's order service."""

    async def answers() -> bool:
        return await http_status(LOOPBACK, settings.orders_port, "/healthz") is not None

    env = {**without_secrets(environ), "ORDERS_PORT": str(settings.orders_port)}
    return Part(name="orders", argv=(sys.executable, "-m", "orders"), env=env, answers=answers)


def actions(settings: Settings, environ: Mapping[str, str]) -> Part:
    """The action server."""

    async def answers() -> bool:
        return await http_status(LOOPBACK, settings.actions_port, "/health") == 200

    argv = (str(ASSISTANT_PYTHON), "-m", "rasa_sdk", "--actions", "actions", "-p", str(settings.actions_port))
    env = {
        **without_secrets(environ),
        **QUIET_RASA,
        "SANIC_HOST": LOOPBACK,
        "ORDERS_URL": settings.order_service_url,
    }
    return Part(name="actions", argv=argv, env=env, answers=answers)


def assistant(settings: Settings, environ: Mapping[str, str], model: Path) -> Part:
    """Rasa with a trained model; `settings` carry its token and where its tracker lies."""
    token = settings.rasa_token or ""

    async def answers() -> bool:
        return await http_status(LOOPBACK, settings.rasa_port, f"/status?token={token}") == 200

    where = ("-m", str(model), "-i", LOOPBACK, "-p", str(settings.rasa_port))
    files = ("--endpoints", "endpoints.yml", "--credentials", "credentials.yml")
    argv = (str(ASSISTANT_PYTHON), "-m", "bot.rasa", *where, *files)
    env = {
        **without_secrets(environ),
        **QUIET_RASA,
        "RASA_TOKEN": token,
        "TRACKER_REDIS_URL": settings.tracker_redis_url or "",
        "ACTIONS_URL": f"{settings.action_server_url}/webhook",
    }
    return Part(name="assistant", argv=argv, env=env, answers=answers)


def without_secrets(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment less what only the gateway needs."""
    return {key: value for key, value in environ.items() if key not in GATEWAY_ONLY}


def local_host(settings: Settings) -> str:
    """Where this machine itself reaches the gateway."""
    return {"0.0.0.0": LOOPBACK, "::": "::1", "localhost": LOOPBACK}.get(settings.host, settings.host)  # noqa: S104
