"""Setting up and removing the second factor of one's own account."""

from __future__ import annotations

import pyotp
import segno
from sanic import Request

from bot.desk.bodies import Code
from bot.desk.door import api
from bot.desk.second_factor import CodeWrong, check, fits
from bot.http.api import Answer
from bot.service.services import Services
from bot.store.desk import Session
from bot.store.links import Links

SETUP_S = 600


@api.route("POST", "/v1/desk/me/totp", status=201)
async def begin(services: Services, session: Session, _request: Request) -> Answer:
    """A new secret for an authenticator app; it counts once a code of it was given."""
    secret = pyotp.random_base32()
    setup = await _setups(services).make({"agent": session.agent, "secret": secret})
    uri = pyotp.TOTP(secret).provisioning_uri(
        name=services.company.people[session.agent].email, issuer_name=services.company.name
    )
    qr = segno.make(uri, error="m").svg_data_uri(border=2)
    return 201, {"secret": secret, "uri": uri, "qr": qr, "setup": setup}


@api.route("POST", "/v1/desk/me/totp/confirm", Code)
async def confirm(services: Services, session: Session, body: Code) -> Answer:
    """The app shows the right code: from now on signing in takes one."""
    found = await _setups(services).look(body.setup or "")
    if found["agent"] != session.agent or not fits(services, found["secret"], body.code):
        raise CodeWrong()
    await _setups(services).use(body.setup or "")
    await services.accounts.set_totp(session.agent, found["secret"])
    return 200, {}


@api.route("DELETE", "/v1/desk/me/totp", Code)
async def remove(services: Services, session: Session, body: Code) -> Answer:
    """Without a second factor again; takes a code."""
    await check(services, session.agent, body.code)
    await services.accounts.set_totp(session.agent, None)
    return 200, {}


def _setups(services: Services) -> Links:
    return Links(services.redis, "totp", SETUP_S)
