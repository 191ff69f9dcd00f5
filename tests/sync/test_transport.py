"""Why no connection came about: whose certificate it was, that it was no netterm, or that the line broke."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import threading
import warnings
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest

from netterm.store import tls_context
from netterm.sync import transport
from netterm.sync.discovery import Address, Outcome
from netterm.sync.transport import DialError, dial, tls_fault
from tests.sync.homes import FakeHome, FakeNetwork, home, key

HERE = "127.0.0.1"
Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def context(of: FakeHome, *, server: bool) -> ssl.SSLContext:
    return tls_context(server, of.credentials, of.private_key, of.roots)


def dialled(served: Served | None, tls: ssl.SSLContext | None = None) -> Outcome | None:
    """What comes of dialling a server that does this; None for a connection."""
    mine = context(home(key("mine"), FakeNetwork()), server=False)

    async def nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async def run() -> Outcome | None:
        server = await asyncio.start_server(served or nothing, HERE, 0, ssl=tls)
        try:
            connection = await dial([Address(HERE, server.sockets[0].getsockname()[1])], mine)
        except DialError as failure:
            return failure.outcome
        finally:
            server.close()
        await connection.close()
        return None

    return asyncio.run(run())


async def _speaks_http(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    writer.close()


async def _hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.close()


async def _resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(100)
    writer.transport.abort()


async def _says_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()
    writer.close()


def test_one_of_our_network_is_connected() -> None:
    assert dialled(None, context(home(key("other"), FakeNetwork()), server=True)) is None


def test_a_certificate_of_another_network_is_called_that() -> None:
    assert dialled(None, context(home(key("other"), FakeNetwork(1)), server=True)) is Outcome.STRANGER


def test_what_speaks_no_tls_is_no_netterm() -> None:
    assert dialled(_speaks_http) is Outcome.GARBLED


@pytest.mark.parametrize("cut", [_hangs_up, _resets])
def test_a_line_that_is_cut_says_nothing_of_who_was_there(cut: Served) -> None:
    assert dialled(cut) is Outcome.DROPPED


def test_silence_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "HANDSHAKE", 0.2)
    assert dialled(_says_nothing) is Outcome.TIMED_OUT


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [
        ("TLSV1_ALERT_UNKNOWN_CA", Outcome.STRANGER),
        ("SSLV3_ALERT_BAD_CERTIFICATE", Outcome.STRANGER),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", Outcome.STRANGER),
        ("TLSV1_ALERT_INTERNAL_ERROR", Outcome.GARBLED),
        ("SSLV3_ALERT_BAD_RECORD_MAC", Outcome.GARBLED),
        ("DECRYPTION_FAILED_OR_BAD_RECORD_MAC", Outcome.GARBLED),
        (None, Outcome.GARBLED),
    ],
)
def test_of_alerts_only_those_about_certificates_mean_another_network(reason: str | None, outcome: Outcome) -> None:
    error = ssl.SSLError(1, "said by OpenSSL")
    error.reason = reason  # type: ignore[assignment]  # None where OpenSSL gave none
    assert tls_fault(error) is outcome


def left_open(work: Coroutine[Any, Any, None]) -> list[str]:
    """What Python says of transports and sockets that nobody closed until the loop had ended."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ResourceWarning)
        asyncio.run(work)
        gc.collect()
    return [str(each.message) for each in said if issubclass(each.category, ResourceWarning)]


@contextmanager
def one_who_falls_silent() -> Iterator[Address]:
    """Shakes hands, and says and reads nothing any more: its goodbye never comes."""
    tls = context(home(key("theirs"), FakeNetwork()), server=True)
    over = threading.Event()
    with socket.create_server((HERE, 0)) as listening:

        def serve() -> None:
            with suppress(OSError), tls.wrap_socket(listening.accept()[0], server_side=True):
                over.wait(10)

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield Address(HERE, listening.getsockname()[1])
        finally:
            over.set()
            serving.join()


@pytest.mark.parametrize("cancelled", [False, True])
def test_a_line_whose_peer_says_no_goodbye_is_dropped_all_the_same(
    monkeypatch: pytest.MonkeyPatch, cancelled: bool
) -> None:
    monkeypatch.setattr(transport, "GOODBYE", 0.05 if not cancelled else 5.0)
    mine = context(home(key("mine"), FakeNetwork()), server=False)

    async def run() -> None:
        connection = await dial([there], mine)
        closing = asyncio.create_task(connection.close())
        await asyncio.sleep(0)
        if cancelled:
            closing.cancel()
        await asyncio.gather(closing, return_exceptions=True)

    with one_who_falls_silent() as there:
        assert left_open(run()) == []


def test_dialling_that_is_given_up_just_as_tls_comes_up_leaves_nothing_open(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = context(home(key("mine"), FakeNetwork()), server=False)
    tasks: list[asyncio.Task[Any]] = []
    made = asyncio.StreamReaderProtocol.connection_made

    def given_up(self: asyncio.StreamReaderProtocol, transport: asyncio.BaseTransport) -> None:
        made(self, transport)
        tasks[0].cancel()

    monkeypatch.setattr(asyncio.StreamReaderProtocol, "connection_made", given_up)

    async def run() -> None:
        tasks.append(asyncio.create_task(dial([there], mine)))
        [came] = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(came, asyncio.CancelledError)
        tasks.clear()  # whose error holds on to all of it

    with one_who_falls_silent() as there:
        assert left_open(run()) == []
