"""What the figures are compared to: the least that carries a line from a POST through the same Redis to a socket.

POST → XADD (acknowledged when it is on disk) → one blocking XREAD → every socket that follows. No ownership, no
state, no token, no log per conversation, no validation, redis-py as it comes: what one would write in an hour.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import defaultdict
from typing import Any

from redis.asyncio import Redis
from sanic import HTTPResponse, Request, Sanic, Websocket
from sanic.response import json as json_response

from bot.__main__ import listening
from bot.store.connection import Client

FEED = "relay:feed"
DESK = "desk"


def create_app(redis_url: str) -> Sanic[Any, Any]:
    app: Sanic[Any, Any] = Sanic("relay", configure_logging=False)
    app.config.update(WEBSOCKET_PING_INTERVAL=25, WEBSOCKET_PING_TIMEOUT=25)
    redis: Client = Redis.from_url(redis_url, decode_responses=True)
    reader: Client = Redis.from_url(redis_url, decode_responses=True, socket_timeout=None)
    followers: dict[str, set[Websocket]] = defaultdict(set)

    @app.get("/healthz")
    async def healthz(_request: Request) -> HTTPResponse:
        return json_response({})

    @app.post("/<cid:str>/messages")
    async def write(request: Request, cid: str) -> HTTPResponse:
        event_id = await redis.xadd(FEED, {"c": cid, "e": request.body})
        return json_response({"event_id": event_id}, 202)

    @app.websocket("/<cid:str>/socket")
    async def follow(_request: Request, ws: Websocket, cid: str) -> None:
        json.loads(await ws.recv() or "{}")  # the hello
        followers[cid].add(ws)
        await ws.send('{"type":"welcome"}')
        try:
            while await ws.recv() is not None:
                pass
        finally:
            followers[cid].discard(ws)

    async def read() -> None:
        last = "$"
        while True:
            answer = await reader.xread({FEED: last}, block=5000, count=500)
            for _, rows in answer.items() if isinstance(answer, dict) else answer or ():
                for event_id, fields in rows[0] if isinstance(answer, dict) else rows:
                    last = event_id
                    frame = json.dumps({"type": "events", "events": [json.loads(fields["e"])]})
                    for ws in (*followers[fields["c"]], *followers[DESK]):
                        await ws.send(frame)

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.reader = asyncio.create_task(read())

    return app


if __name__ == "__main__":
    create_app(sys.argv[1]).run(
        sock=listening("127.0.0.1", int(sys.argv[2])), single_process=True, access_log=False, motd=False
    )
