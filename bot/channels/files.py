"""Files of a conversation, from and for its customer."""

from __future__ import annotations

from sanic import HTTPResponse, Request

from bot.channels.web import api
from bot.http.api import Answer
from bot.http.download import stored_file
from bot.http.upload import Upload
from bot.service.services import Services
from bot.store.stored import Stored

CUSTOMER = "customer"


@api.route("POST", "/v1/conversations/<cid:str>/files", status=201, file=True)
async def upload(services: Services, _stored: Stored, body: Upload, cid: str) -> Answer:
    """Takes one file in; it is sent with a message that names it in `files`."""
    meta = await services.files.save(cid, CUSTOMER, body.name, body.stream, body.declared)
    return 201, {"file": meta.public()}


@api.route("GET", "/v1/conversations/<cid:str>/files/<fid:str>")
async def file(services: Services, _stored: Stored, request: Request, cid: str, fid: str) -> HTTPResponse:
    """A file as a download; `?preview=1`: a picture to look at."""
    return await stored_file(services, cid, fid, request)
