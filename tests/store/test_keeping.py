"""What the screens remember of themselves: kept with the data, encrypted, and no part of it."""

from __future__ import annotations

import pytest

from netterm.store import marks
from tests.store.laptops import digests, kill, laptops, reopen


def test_what_was_kept_is_there_after_opening_again_and_in_no_log() -> None:
    with laptops(1) as (ours,):
        before = digests(ours), ours.info()
        ours.keep({"members.filter": "สมชาย", "members.order": "-number"})
        ours.keep({"members.order": ""})
        assert (digests(ours), ours.info()) == before
        kill(ours)
        again = reopen(ours.directory)
        assert again.kept() == {"members.filter": "สมชาย"}
        assert again.verify().clean
        assert again.kept() == {"members.filter": "สมชาย"}
        kill(again)


def test_what_was_typed_lies_nowhere_in_the_clear() -> None:
    with laptops(1) as (ours,):
        ours.keep({"members.filter": "somchai-the-ill"})
        directory = ours.directory
        kill(ours)
        assert [each for each in directory.rglob("*") if each.is_file() and b"somchai" in each.read_bytes()] == []


def test_nothing_is_kept_where_nothing_may_be_written() -> None:
    with laptops(1) as (ours,):
        ours.read_only = True
        ours.keep({"a": "b"})
        assert ours.kept() == {}


@pytest.mark.parametrize("broken", [b"\xc1", b"\x93\x01\x02\x03", b"\x82\x01\x02\xa1a\x03"])
def test_what_cannot_be_read_is_as_if_it_were_not_there(broken: bytes) -> None:
    with laptops(1) as (ours,):
        with ours.general.database.write() as connection:
            marks.write(connection, f"kept by {ours.identity.hex()}", broken)
        assert ours.kept() == {}
        ours.keep({"a": "b"})
        assert ours.kept() == {"a": "b"}


def test_it_does_not_grow_without_end() -> None:
    with laptops(1) as (ours,):
        ours.keep({"long": "ย" * 3_000})
        ours.keep({str(number): "x" for number in range(600)})
        kept = ours.kept()
        assert ("long" in kept, "0" in kept, "599" in kept) == (False, False, True)
