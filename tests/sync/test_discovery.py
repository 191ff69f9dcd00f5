"""What goes over the air, who recognises it, and how addresses are read."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netterm.sync.codes import new_code
from netterm.sync.discovery import (
    MAX_DOORS,
    Address,
    AddressMistyped,
    Announcement,
    Interface,
    Knows,
    Who,
    announce,
    broadcasts,
    from_datagram,
    from_properties,
    interfaces,
    likely_first,
    on_link,
    parse_address,
)

OURS, THEIRS = b"o" * 16, b"t" * 16
CODE, OTHER = (new_code(random.Random(seed).randbytes) for seed in (1, 2))
INSTANCE, NONCE, NOISE = b"instance", b"thenonce", b"thenoise"


def _of(knows: Knows, port: int = 4711, nonce: bytes = NONCE) -> Announcement:
    return announce(knows, INSTANCE, port, nonce, NOISE)


@pytest.mark.parametrize(
    ("speaker", "hearer", "expected"),
    [
        (Knows(OURS), Knows(OURS), Who.MEMBER),
        (Knows(OURS), Knows(THEIRS), None),
        (Knows(OURS, (CODE,)), Knows(OURS), Who.MEMBER),
        (Knows(OURS, (CODE, OTHER)), Knows(None, (OTHER,)), Who.CODE),
        (Knows(OURS, (CODE,)), Knows(None, (OTHER,)), None),
        (Knows(None, (CODE,)), Knows(OURS, (OTHER, CODE)), Who.CODE),
        (Knows(OURS), Knows(None, (CODE,)), None),
        (Knows(None), Knows(None), None),
    ],
)
def test_only_the_right_ones_recognise_an_announcement(speaker: Knows, hearer: Knows, expected: Who | None) -> None:
    said = _of(speaker)
    assert said.says(hearer) is expected
    heard = from_datagram(said.to_datagram())
    assert heard is not None
    assert heard.says(hearer) is expected


def test_nothing_that_stays_the_same_from_one_announcement_to_the_next_tells_the_network() -> None:
    first, second = _of(Knows(OURS, (CODE,))), _of(Knows(OURS, (CODE,)), nonce=b"another!")
    assert first.member != second.member
    assert not set(first.doors) & set(second.doors)
    assert OURS not in first.to_datagram()
    assert CODE.characters.encode() not in first.to_datagram()


def test_a_newcomer_looks_like_a_member_to_a_stranger() -> None:
    assert len(_of(Knows(None, (CODE,))).to_datagram()) == len(_of(Knows(OURS, (CODE,))).to_datagram())


@given(st.binary(min_size=8, max_size=8), st.integers(0, 65535), st.integers(0, MAX_DOORS))
def test_an_announcement_survives_both_ways_of_travel(nonce: bytes, port: int, doors: int) -> None:
    said = announce(Knows(OURS, (CODE,) * doors), INSTANCE, port, nonce, NOISE)
    assert from_datagram(said.to_datagram()) == said
    properties = {key.encode(): value.encode() for key, value in said.to_properties().items()}
    assert from_properties(INSTANCE.hex(), port, properties) == said


@given(st.binary(max_size=120))
def test_any_datagram_is_an_announcement_or_nothing(datagram: bytes) -> None:
    heard = from_datagram(datagram)
    assert heard is None or heard.to_datagram() == datagram


def test_a_cut_or_longer_or_newer_datagram_is_no_announcement() -> None:
    said = _of(Knows(OURS, (CODE,) * MAX_DOORS)).to_datagram()
    for changed in (said[:-1], said + b"x", said + bytes(8), said[:30], b"", said[:4] + b"\x02" + said[5:]):
        assert from_datagram(changed) is None


@pytest.mark.parametrize(
    "change",
    [
        {b"v": b"2"},
        {b"v": None},
        {b"n": b"zz"},
        {b"n": b"00"},
        {b"m": None},
        {b"d": b"0011"},
        {b"m": "๐".encode()},
    ],
)
def test_a_broken_service_record_is_no_announcement(change: dict[bytes, bytes | None]) -> None:
    properties: dict[bytes, bytes | None] = {
        k.encode(): v.encode() for k, v in _of(Knows(OURS)).to_properties().items()
    }
    assert from_properties(INSTANCE.hex(), 1, properties) is not None
    assert from_properties(INSTANCE.hex(), 1, properties | change) is None
    assert from_properties("Somchai's laptop", 1, properties) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.168.1.7:4711", Address("192.168.1.7", 4711)),
        (" laptop.local:80 ", Address("laptop.local", 80)),
        ("[2001:db8::1]:65535", Address("2001:db8::1", 65535)),
        ("[fe80::1%eth0]:1", Address("fe80::1%eth0", 1)),
    ],
)
def test_an_address_is_read_and_shown_alike(text: str, expected: Address) -> None:
    assert parse_address(text) == expected
    assert parse_address(str(expected)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "host",
        "host:",
        ":80",
        "host:0",
        "host:65536",
        "host:-1",
        "host:๘๐",
        "fe80::1:80",
        "[x]:80",
        "a b:80",
        "http://h:80",
    ],
)
def test_what_is_no_address_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(AddressMistyped) as failure:
        parse_address(text)
    assert str(failure.value).endswith("is no address: please type it as host:port, for instance 192.168.1.7:4711.")


def test_every_link_is_called_at_its_own_broadcast_address() -> None:
    known = [
        Interface("lo", 1, "127.0.0.1", 8),
        Interface("wlan0", 2, "192.168.43.17", 24),
        Interface("wlan0", 2, "fe80::1", 64),
        Interface("vpn0", 3, "10.9.9.1", 32),
        Interface("eth0", 4, "172.16.5.4", 20),
    ]
    assert broadcasts(known) == ("172.16.15.255", "192.168.43.255", "255.255.255.255")


def test_addresses_on_a_network_of_ours_are_dialled_first_and_our_own_last() -> None:
    ours = [Interface("docker0", 3, "172.17.0.1", 16), Interface("wlan0", 2, "192.168.1.5", 24)]
    bridge, far, near, named = (
        Address(host, 1) for host in ("172.17.0.1", "10.1.1.1", "192.168.1.7", "laptop.example")
    )
    assert likely_first([bridge, far, near, far, named], ours) == (near, far, named, bridge)


def test_this_computer_knows_its_own_addresses() -> None:
    assert any(each.loopback and each.ip == "127.0.0.1" for each in interfaces())


def test_who_is_confined_to_one_interface_calls_there_alone_and_hears_nobody_elsewhere() -> None:
    wlan = Interface("wlan0", 2, "192.168.1.7", 24)
    assert broadcasts([wlan], confined=True) == ("192.168.1.255",)
    assert on_link("192.168.1.9", [wlan])
    assert not on_link("10.0.0.9", [wlan])
