"""Files of a case, from and for the people at the desk."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from bot.desk.door import api, visible
from bot.http.api import Answer
from bot.http.download import stored_file
from bot.http.upload import Upload
from bot.service.services import Services
from bot.store.desk import Session


@api.route("POST", "/v1/desk/conversations/<cid:str>/files", status=201, file=True)
async def upload(services: Services, session: Session, body: Upload, cid: str) -> Answer:
    """Takes one file in; the customer gets it with a message that names it."""
    await visible(services, session, cid)
    meta = await services.files.save(cid, session.agent, body.name, body.stream, body.declared)
    return 201, {"file": meta.public()}


@api.route("GET", "/v1/desk/conversations/<cid:str>/files/<fid:str>")
async def file(services: Services, session: Session, request: Request, cid: str, fid: str) -> HTTPResponse:
    """A file as a download; `?preview=1`: a picture to look at."""
    await visible(services, session, cid)
    return await stored_file(services, cid, fid, request)
