"""HTTP to the assistant: whatever a server may do, there is one right answer or a WireError, in time."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from bot.assistant.wire import Wire, WireError

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 8\r\n\r\n[1, 2,3]"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\n[1, \r\n4\r\n2,3]\r\n0\r\n\r\n"
Behave = Callable[[int, bytes], bytes | None]


class Server:
    """Answers each request as told: bytes to send, None to close. `connections` counts them."""

    def __init__(self, behave: Behave) -> None:
        self.behave = behave
        self.connections = 0
        self.requests: list[bytes] = []
        self.piecemeal = False
        self.delay_s = 0.0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
                self.requests.append(head + (await reader.readexactly(length) if length else b""))
                answer = self.behave(len(self.requests), self.requests[-1])
                await asyncio.sleep(self.delay_s)
                if answer is None:
                    break
                for part in (
                    [answer[i : i + 3] for i in range(0, len(answer), 3)] if self.piecemeal else [answer]
                ):
                    writer.write(part)
                    await asyncio.sleep(0)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def talking(behave: Behave) -> AsyncIterator[tuple[Server, Wire]]:
    server = Server(behave)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    wire = Wire(f"{server.url}/root/")
    try:
        yield server, wire
    finally:
        wire.close()
        listener.close()


async def test_a_request_arrives_whole_and_the_connection_is_kept() -> None:
    async with talking(lambda _n, _r: OK) as (server, wire):
        for _ in range(3):
            answer = await wire.call(wire.request("POST", "/a", {"ä": 1}, {"token": "x y"}))
            assert (answer.status, answer.json()) == (200, [1, 2, 3])
        assert server.connections == 1
        assert server.requests[0].startswith(b"POST /root/a?token=x+y HTTP/1.1\r\nHost: 127.0.0.1:")
        assert server.requests[0].endswith(b'\r\n\r\n{"\xc3\xa4":1}')


@pytest.mark.parametrize("answer", [OK, CHUNKED])
async def test_answers_come_in_any_pieces(answer: bytes) -> None:
    async with talking(lambda _n, _r: answer) as (server, wire):
        server.piecemeal = True
        for _ in range(3):
            assert (await wire.call(wire.request("GET", "/"))).json() == [1, 2, 3]
        assert server.connections == 1


async def test_at_once_means_connections_of_their_own() -> None:
    async with talking(lambda _n, r: OK.replace(b"[1, 2,3]", b"[%6d]" % int(r[10:14]))) as (server, wire):
        server.delay_s = 0.05
        answers = await asyncio.gather(*(wire.call(wire.request("GET", f"/{1000 + n}")) for n in range(20)))
        assert [answer.json() for answer in answers] == [[1000 + n] for n in range(20)]
        assert server.connections == 20


async def test_a_kept_connection_that_was_closed_is_no_fault() -> None:
    async with talking(lambda n, _r: None if n == 2 else OK) as (server, wire):
        for _ in range(2):
            assert (await wire.call(wire.request("GET", "/"))).status == 200
        assert (server.connections, len(server.requests)) == (2, 3)


async def test_a_server_that_asks_for_the_end_gets_it() -> None:
    last = OK.replace(b"200 OK\r\n", b"200 OK\r\nconnection: close\r\n")
    async with talking(lambda _n, _r: last) as (server, wire):
        for _ in range(2):
            assert (await wire.call(wire.request("GET", "/"))).json() == [1, 2, 3]
        assert server.connections == 2


@pytest.mark.parametrize(
    "answer", [None, b"what?\r\n\r\n", OK[:-3], b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nwhat"]
)
async def test_what_is_no_answer_is_an_error(answer: bytes | None) -> None:
    async with talking(lambda _n, _r: answer) as (_, wire):
        with pytest.raises(WireError):
            (await wire.call(wire.request("GET", "/"), timeout_s=0.3)).json()


async def test_a_slow_answer_is_not_waited_for_and_not_taken_for_another() -> None:
    async with talking(lambda _n, _r: OK) as (server, wire):
        assert (await wire.call(wire.request("GET", "/"))).status == 200
        server.delay_s = 0.5
        with pytest.raises(WireError):
            await wire.call(wire.request("GET", "/"), timeout_s=0.1)
        server.delay_s = 0
        assert (await wire.call(wire.request("GET", "/"))).json() == [1, 2, 3]
        assert server.connections == 2


async def test_nobody_there() -> None:
    async with talking(lambda _n, _r: OK) as (server, _):
        pass
    wire = Wire(server.url)
    with pytest.raises(WireError):
        await wire.call(wire.request("GET", "/"), timeout_s=1)
