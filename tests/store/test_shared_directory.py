"""Two processes on one data directory: each judges, stubs and numbers by what the other has taken in."""

from __future__ import annotations

from typing import Any

from netterm.model import declare as d
from netterm.store.trust_ops import Erase, Remove, cut_of, encode
from tests.store.laptops import GENERAL, SCHEMA, TRUST, laptops, reopen

RECORD = b"meeting" + bytes(9)


def test_what_was_cut_off_does_not_come_in_by_the_process_that_has_not_heard_of_it() -> None:
    with laptops(3) as (admin, ours, removed):
        other = reopen(ours.directory)
        with removed.action() as act:
            act.add("meeting", {"name": "late"}, id=RECORD)
        admin.write_trust([encode(Remove(removed.identity, cut_of(removed.identity, admin.heads(TRUST))))])
        for batch, _ in admin.outgoing(TRUST, ours.heads(TRUST)):
            ours.merge(TRUST, batch)
        for batch, _ in removed.outgoing(GENERAL, other.heads(GENERAL)):
            other.merge(GENERAL, batch)
        shown = other.get("meeting", RECORD)
        other.close()
        assert shown is None
        assert ours.get("meeting", RECORD) is None


def test_what_was_erased_is_not_stored_by_the_process_that_has_not_heard_of_it() -> None:
    with laptops(3) as (admin, ours, author):
        other = reopen(ours.directory)
        with author.action() as act:
            act.add("meeting", {"name": "Erasedname"}, id=RECORD)
        admin.write_trust([encode(Erase(frozenset({RECORD})))])
        for batch, _ in admin.outgoing(TRUST, ours.heads(TRUST)):
            ours.merge(TRUST, batch)
        for batch, _ in author.outgoing(GENERAL, other.heads(GENERAL)):
            other.merge(GENERAL, batch)
        other.close()
        with ours.general.database.read() as connection:
            sql = "SELECT count(*) FROM segment WHERE instr(packed, ?)"
            kept = connection.execute(sql, (b"Erasedname",)).fetchone()
        assert kept == (0,)


def test_two_processes_of_the_number_giver_never_give_one_number_twice() -> None:
    ticket = d.Entity(
        "ticket",
        d.Label("บัตร", "Ticket"),
        (d.text("name", "ชื่อ", "Name"), d.number("number", "เลขที่", "Number", series="ticket", pattern="T-{n}")),
    )
    schema = d.Schema([*SCHEMA.entities, ticket])
    with laptops(1, schema=schema) as (ours,):
        other = reopen(ours.directory, schema=schema)
        write = other._write

        def late(*arguments: Any) -> frozenset[tuple[str, bytes]]:
            other._write = write  # type: ignore[method-assign]  # only the first time
            with ours.action() as act:  # the other process commits just before this one begins to write
                act.add("ticket", {"name": "first"})
            return write(*arguments)

        other._write = late  # type: ignore[method-assign, assignment]  # put back above
        with other.action() as act:
            act.add("ticket", {"name": "second"})
        numbers = {record["name"]: record["number"] for record in ours.list("ticket")}
        other.close()
        assert numbers == {"first": 1, "second": 2}
