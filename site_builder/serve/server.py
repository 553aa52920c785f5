"""The sockets: one thread that answers every connection from memory, so that an idle one costs nothing."""

from __future__ import annotations

import asyncio
import errno
import socket
import traceback
from collections.abc import AsyncIterator
from contextlib import suppress
from http import HTTPStatus
from threading import Event, Thread

from site_builder.serve.live import Live
from site_builder.serve.news import news
from site_builder.serve.request import HEAD_BYTES, RefusedError, Request, parse_request
from site_builder.serve.respond import DESK, Response, Rooms, head, refusal, respond

# Browsers open a spare connection and use it up to ten seconds later: what they meet closed then is an empty answer.
HEAD_SECONDS = 30.0
WRITE_SECONDS = 30.0
PING_SECONDS = 5.0
# A browser needs six connections and one stream; who opens more loses the oldest.
CONNECTIONS = 200
STREAMS = 64
BACKLOG = 512
PORTS_TRIED = 11


class NoPortError(Exception):
    """There is no port to listen at."""


def listen(host: str, port: int) -> socket.socket:
    """A listening socket at a port or, where it is taken, at one of the ten above; 0 is any; raises NoPortError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for candidate in range(port, min(port + PORTS_TRIED, 65536)) if port else (0,):
        try:
            listening = socket.create_server((host, candidate), family=family, backlog=BACKLOG)
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return listening
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise NoPortError(f"cannot listen at {host}, port {candidate}: {error.strerror}") from None
    raise NoPortError(f"port {port} of {host} is taken, and the ten above it")


class Server:
    """Answers at a listening socket, on a thread of its own, with the state it was last shown."""

    def __init__(self, listening: socket.socket, live: Live, rooms: Rooms) -> None:
        self._listening, self._live, self._rooms = listening, live, rooms
        self._talks: dict[asyncio.StreamWriter, None] = {}  # those without a stream, the oldest first
        self._writers: dict[asyncio.StreamWriter, asyncio.Task[None]] = {}
        self._streams = 0
        self._loop = asyncio.new_event_loop()
        self._changed, self._stopped = asyncio.Event(), asyncio.Event()
        self._ready = Event()
        self._thread = Thread(target=self._run, name="server", daemon=True)

    def __enter__(self) -> Server:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(timeout=2)

    def show(self, live: Live) -> None:
        """From now on answer with this state, and tell the open pages."""
        self._live = live
        self._loop.call_soon_threadsafe(self._tell)

    def _tell(self) -> None:
        told, self._changed = self._changed, asyncio.Event()
        told.set()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._accept, sock=self._listening, limit=HEAD_BYTES, backlog=BACKLOG)
        self._ready.set()
        await self._stopped.wait()
        # A server that is closed drops the sockets it let in just before, unclosed: first nobody comes in any more,
        # then those who did come to `_accept` in the loop's next rounds.
        self._loop.remove_reader(self._listening)
        for _ in range(3):
            await asyncio.sleep(0)
        server.close()
        # Who has not read the answer by now does not hold the end up, and no socket outlives the loop.
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Begin a talk; its socket is on record at once, for the end may come before the talk's first step."""
        if len(self._talks) >= CONNECTIONS:
            oldest = next(iter(self._talks))
            del self._talks[oldest]
            oldest.transport.abort()
        self._talks[writer] = None
        self._writers[writer] = self._loop.create_task(self._receive(reader, writer))

    async def _receive(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._talk(reader, writer)
        finally:
            self._talks.pop(writer, None)
            writer.close()
            try:
                async with asyncio.timeout(WRITE_SECONDS):
                    await writer.wait_closed()  # what a slow reader has not taken yet is still on its way
            except (OSError, TimeoutError, asyncio.CancelledError):
                writer.transport.abort()
            self._writers.pop(writer, None)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request, response = await self._answer(reader)
        if response.is_stream and self._streams >= STREAMS:
            response = refusal(RefusedError(HTTPStatus.SERVICE_UNAVAILABLE, "too many streams"))
        is_head = request is not None and request.method == "HEAD"
        # In one piece: the network holds a second small one back until the first was acknowledged.
        writer.write(head(response) + (b"" if is_head else response.body))
        if response.is_stream and not is_head:
            self._talks.pop(writer, None)
            await self._stream(reader, writer)
            return
        async with asyncio.timeout(WRITE_SECONDS):
            await writer.drain()
            writer.write_eof()
            # Closing on unread bytes resets the connection, and the answer is lost on its way.
            async with asyncio.timeout(1):
                while await reader.read(HEAD_BYTES):
                    pass

    async def _answer(self, reader: asyncio.StreamReader) -> tuple[Request | None, Response]:
        try:
            # The time is the asker's: a page of the desk may take longer to make.
            async with asyncio.timeout(HEAD_SECONDS):
                asked = await reader.readuntil(b"\r\n\r\n")
            request = parse_request(asked)
        except asyncio.LimitOverrunError:
            too_large = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            return None, refusal(RefusedError(too_large, "more than a browser ever sends"))
        except RefusedError as refused:
            return None, refusal(refused)
        try:
            if request.target.startswith(DESK):
                # A page of the desk is made when it is asked for, which takes a while.
                return request, await asyncio.to_thread(respond, request, self._live, self._rooms)
            return request, respond(request, self._live, self._rooms)
        except Exception:
            # A bug of ours is told here as it is where a build meets one; no answer at all would tell nothing.
            traceback.print_exc()
            broken = HTTPStatus.INTERNAL_SERVER_ERROR
            return request, refusal(RefusedError(broken, "a mistake of site-builder: the terminal tells more"))

    async def _stream(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """The news for as long as the page is open."""
        self._streams += 1
        gone = asyncio.create_task(reader.read(1))
        try:
            async for message in self._messages(gone):
                writer.write(message)
                async with asyncio.timeout(WRITE_SECONDS):
                    await writer.drain()
        finally:
            gone.cancel()
            self._streams -= 1

    async def _messages(self, gone: asyncio.Task[bytes]) -> AsyncIterator[bytes]:
        yield b"retry: 500\n\n"
        told: Live | None = None
        while not gone.done():
            event = self._changed
            if told is not self._live:
                told = self._live
                yield b"data: " + news(told) + b"\n\n"
            changed = asyncio.create_task(event.wait())
            done, _ = await asyncio.wait((changed, gone), timeout=PING_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            changed.cancel()
            if not done:
                yield b": still here\n\n"
