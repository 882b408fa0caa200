"""The whole product in one place: which parts there are, in which order they start, what is said about it."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import secrets
import time
from collections.abc import Mapping

from bot.run import model, parts, redis
from bot.run.child import Part, Say
from bot.run.crew import Crew
from bot.run.folder import Folder
from bot.run.probe import is_free
from bot.service.company_file import load_company
from bot.settings import Settings

HEAD_START_S = 3.0  # in which the gateway has the machine for itself: the others take a while anyway


class CannotStart(Exception):
    """What stands in the way, in a sentence for the person at the terminal."""


class Product:
    """One copy of the product: settings, `DATA_DIR` and the parts that run."""

    def __init__(self, settings: Settings, environ: Mapping[str, str], folder: Folder, say: Say) -> None:
        self._folder, self._say = folder, say
        self._began = time.monotonic()
        self._settings = dataclasses.replace(
            settings, rasa_token=settings.rasa_token or folder.secret("rasa")
        )
        self._environ = {
            **environ,
            "DATA_DIR": str(folder.path),
            "RASA_TOKEN": self._settings.rasa_token or "",
        }
        self._greeting = DemoSignIn(settings, folder)
        self._running = "Aina is running: every part answers."
        self.crew = Crew(folder, say)

    async def start(self) -> None:
        """Starts every part that is not elsewhere; says where to go once the gateway answers, and when all do."""
        check_ports(self._settings)
        self._environ |= self._greeting.environ
        if not self._settings.redis_url:
            await self._start_redis()
        gateway = parts.gateway(self._settings, self._environ)
        self.crew.add(gateway, self._settings.gateway_workers)
        async with asyncio.TaskGroup() as group:
            up = group.create_task(self._open(gateway))
            await asyncio.wait({up}, timeout=HEAD_START_S)
            if not self._settings.orders_url:
                group.create_task(self._run(parts.orders(self._settings, self._environ)))
            if not self._settings.actions_url:
                group.create_task(self._run(parts.actions(self._settings, self._environ)))
            if not self._settings.rasa_url:
                group.create_task(self._run_assistant())
        self._say(f"\n{self._running}\n")

    async def _open(self, gateway: Part) -> None:
        """From here on a person can be asked for; the assistant takes longer to come."""
        await self._answers(gateway, ": a person can be asked for already")
        self._say(self._welcome())
        self._greeting.was_shown()

    async def _start_redis(self) -> None:
        server = redis.embedded(self._folder, self._settings.appendfsync)
        self._environ["REDIS_URL"] = server.url
        if not self._settings.tracker_redis_url:
            self._settings = dataclasses.replace(self._settings, tracker_redis_url=server.tracker_url)
        await self._run(server.part(parts.without_secrets(self._environ)))

    async def _run_assistant(self) -> None:
        try:
            trained = await model.ready(self._say, self._folder.log("train"))
        except model.TrainingFailed as failure:
            self._say(f"{failure}. Until that is put right, people answer.")
            self._running = "Aina is running, without the assistant."
            return
        await self._run(parts.assistant(self._settings, self._environ, trained))

    async def _run(self, part: Part) -> None:
        self.crew.add(part)
        await self._answers(part)

    async def _answers(self, part: Part, meaning: str = "") -> None:
        await self.crew.until_it_answers(part)
        self._say(f"{part.name:<10} answers ({time.monotonic() - self._began:.1f} s){meaning}")

    def _welcome(self) -> str:
        base = self._settings.public_url or f"http://{parts.local_host(self._settings)}:{self._settings.port}"
        lines = [f"  Demo page   {self._shop(base)}/demo/"] if self._greeting.demo else []
        lines += [
            f"  Desk        {base}/desk/",
            f"  API docs    {base}/docs/",
            self._greeting.line,
            "  Ctrl-C stops it.",
        ]
        return "\n".join(["", *filter(None, lines), ""])

    def _shop(self, base: str) -> str:
        """Where the demo shop is shown: for a browser, localhost is another origin than 127.0.0.1, as a shop's own is."""
        return base if self._settings.public_url else base.replace("//127.0.0.1:", "//localhost:")


class DemoSignIn:
    """The demo people's password: made at the first start and shown once; the gateway keeps only its hash.

    The mark that it was shown is made when it was; a start that ended before is a first start again.
    """

    def __init__(self, settings: Settings, folder: Folder) -> None:
        company = load_company(settings.company)
        self.demo = company.demo
        self._emails = [person.email for person in company.people.values()] if company.demo else []
        self._mark = folder.path / "demo-password-was-shown"
        self._given = settings.demo_password is not None
        self._made = None if self._given or self._mark.exists() else secrets.token_urlsafe(9)

    @property
    def environ(self) -> dict[str, str]:
        """What the gateway needs to set the password; empty when it has it, or when there are no demo people."""
        return {"DEMO_PASSWORD": self._made} if self._emails and self._made else {}

    @property
    def line(self) -> str:
        """How to sign in, for the terminal."""
        if not self._emails:
            return ""
        who = ", ".join(self._emails)
        if self._given:
            how = "password: the one in DEMO_PASSWORD"
        elif self._made:
            how = f"password: {self._made}   (shown only this once)"
        else:
            how = "password: as shown at the first start; DEMO_PASSWORD=… sets another"
        return f"  Sign in     {who}\n              {how}"

    def was_shown(self) -> None:
        """Remembers that the password made here has been seen."""
        if self._emails and (self._made or self._given):
            self._mark.touch(mode=0o600)


def check_ports(settings: Settings) -> None:
    """Refuses to start where another program listens already.

    Raises:
        CannotStart: naming the setting to change.
    """
    wanted = [("PORT", settings.host, settings.port)]
    if not settings.rasa_url:
        wanted.append(("RASA_PORT", parts.LOOPBACK, settings.rasa_port))
    if not settings.actions_url:
        wanted.append(("ACTIONS_PORT", parts.LOOPBACK, settings.actions_port))
    if not settings.orders_url:
        wanted.append(("ORDERS_PORT", parts.LOOPBACK, settings.orders_port))
    for key, host, port in wanted:
        if not is_free(host, port):
            raise CannotStart(f"{key}: {port} is in use by another program; set {key} to a free port.")


def plain_environ() -> dict[str, str]:
    """The environment that the parts start from. Compiled code is kept, else Rasa takes 11 s longer to load."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": ""}
