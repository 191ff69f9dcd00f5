"""Why no connection came about: whose certificate it was, that it was no netterm, or that the line broke."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable

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
