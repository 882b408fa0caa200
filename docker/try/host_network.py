"""`host_network.py compose.yml KEY=PORT...`: that file for a machine whose containers can only have its own network.

All else stays as it is: users, read-only roots, capabilities, secrets, volumes, health checks, restarts. Where a name
of the inner network stood, the loopback address and the port given stand; everything listens on loopback only.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

LOOPBACK = "127.0.0.1"


def on_the_host(compose: dict[str, Any], ports: dict[str, str]) -> dict[str, Any]:
    """The same parts on the network of the machine."""
    at = {name: f"http://{LOOPBACK}:{ports[name]}" for name in ("assistant", "actions")}
    store = {"REDIS_AT": f"{LOOPBACK}:{ports['redis']}"}
    changes: dict[str, dict[str, str]] = {
        "gateway": {
            **store, "HOST": LOOPBACK, "PORT": ports["gateway"], "RASA_URL": at["assistant"], "ACTIONS_URL": at["actions"],
        },
        "assistant": {
            **store, "LISTEN": LOOPBACK, "RASA_PORT": ports["assistant"], "ACTIONS_URL": f"{at['actions']}/webhook",
        },
        "actions": {"SANIC_HOST": LOOPBACK, "ACTIONS_PORT": ports["actions"]},
        "redis": {"REDIS_BIND": LOOPBACK, "REDIS_PORT": ports["redis"]},
    }  # fmt: skip
    for name, service in compose["services"].items():
        for key in ("networks", "ports", "build"):
            service.pop(key, None)
        service["network_mode"] = "host"
        service["environment"] = {**service.get("environment", {}), **changes[name]}
    del compose["networks"]
    return {key: value for key, value in compose.items() if not key.startswith("x-")}


def main() -> None:
    """Writes the changed file to standard output."""
    compose = yaml.safe_load(Path(sys.argv[1]).read_text("utf-8"))
    ports = dict(argument.split("=", 1) for argument in sys.argv[2:])
    yaml.safe_dump(on_the_host(compose, ports), sys.stdout, sort_keys=False)


if __name__ == "__main__":
    main()
