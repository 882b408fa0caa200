"""`python -m bot serve` runs one gateway process; `account EMAIL` sets somebody's password, `invite EMAIL NAME` prints a link."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import os
import socket
import sys
from pathlib import Path

from bot.core.errors import AinaError

# A busy thread (the search reads its dictionaries for two seconds) hands over as soon as a request needs it: with
# Python's 5 ms each wait for the network cost a request that long, and 30 requests a second took 0.9 s each.
SWITCH_S = 0.0005


def main(argv: list[str] | None = None) -> int:
    """The command line; 0 when all went well, 2 with one sentence when not."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="run one gateway process")
    account = commands.add_parser(
        "account", help="set a person's password (asked for, or read from standard input)"
    )
    account.add_argument("email")
    invited = commands.add_parser("invite", help="print a link by which somebody makes their account")
    invited.add_argument("email")
    invited.add_argument("name")
    invited.add_argument("--team", help="a team of company.yml; the first one where it is left out")
    invited.add_argument("--roles", nargs="+", default=["agent"], help="agent, lead, admin")
    given = parser.parse_args(argv)
    try:
        if given.command == "serve":
            return serve()
        if given.command == "invite":
            return asyncio.run(invite(given.email, given.name, given.team, given.roles))
        return asyncio.run(set_password(given.email))
    except AinaError as error:
        sys.stderr.write(f"{error}\n")
        return 2


def serve() -> int:
    """One process on the shared port; several may run beside each other."""
    from bot import logs
    from bot.settings import Settings

    logs.set_up()
    sys.setswitchinterval(SWITCH_S)
    settings = Settings.load(os.environ)
    if settings.gateway_workers > 1:
        share_figures(settings.data_dir / "run" / "metrics")
    from bot.gateway import create_app

    app = create_app(settings)
    app.run(sock=listening(settings.host, settings.port), single_process=True, access_log=False, motd=False)
    return 0


def share_figures(folder: Path) -> None:
    """Has the processes' metrics joined in one folder; prometheus_client reads this when it is imported."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.glob("*.db"):
        pid = file.stem.rpartition("_")[2]
        if not Path(f"/proc/{pid}").exists():
            file.unlink(missing_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def listening(host: str, port: int) -> socket.socket:
    """A listening socket that other gateway processes may share (SO_REUSEPORT)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    sock.bind((host, port))
    return sock


async def invite(email: str, name: str, team: str | None, roles: list[str]) -> int:
    """Prints an invitation: how the first admin gets in."""
    from bot.build import build
    from bot.core import staff
    from bot.desk.people import PAGE
    from bot.settings import Settings

    services = build(Settings.load(os.environ))
    await services.roster.refresh()
    fields = {"email": email, "name": name, "roles": roles} | ({"team": team} if team else {})
    staff.new(services.company, fields)
    secret = await services.invitations.make({"fields": fields, "by": "operator"})
    sys.stdout.write(f"{services.settings.public_url or ''}{PAGE}{secret}\n")
    await services.redis.aclose()
    return 0


async def set_password(email: str) -> int:
    """Sets the password of a person of company.yml."""
    from bot.build import build
    from bot.desk.accounts import by_email
    from bot.desk.accounts import set_password as keep
    from bot.settings import Settings

    services = build(Settings.load(os.environ))
    person = by_email(services, email)
    if not person:
        sys.stderr.write(f"{email}: nobody in company.yml has this address.\n")
        return 2
    password = (
        getpass.getpass(f"New password for {person.name}: ") if sys.stdin.isatty() else sys.stdin.readline()
    )
    if len(password.strip()) < 8:
        sys.stderr.write("A password has 8 characters or more.\n")
        return 2
    await keep(services, [person], password.strip())
    await services.redis.aclose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
