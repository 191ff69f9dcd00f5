"""The past of a record is there however late, and in however small pieces, it was indexed."""

import pytest

from netterm.store import log
from tests.store.laptops import laptops, pull
from tests.store.test_undo import meeting, put


@pytest.mark.parametrize("pieces", [1, 3, 1_000])
def test_it_is_indexed_in_pieces_and_then_all_there(pieces: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netterm.store.reading._AT_ONCE", pieces)
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        names = [f"n{number}" for number in range(8)]
        for name in names:
            put(ours, id, name=name)
        pull(theirs, ours)
        theirs.catch_up()
        past = [change.after for change in theirs.history("meeting", id) if change.field == "name"]
        assert past[-len(names) :] == names
        put(ours, id, name="later")
        pull(theirs, ours)
        assert theirs.history("meeting", id)[-1].after == "later"


def test_a_few_entries_are_what_they_are_among_all() -> None:
    with laptops(2) as (ours, theirs):
        for number in range(6):
            id = meeting(ours)
            for name in ("a", "b"):
                put(ours, id, name=f"{name}{number}")
        pull(theirs, ours)
        with theirs.general.database.read() as connection:
            all_of_them = {stored.n: stored for stored in log.Reader(connection).between(1, log.newest(connection))}
            assert len({log.Reader(connection).first_of(n) for n in all_of_them}) < len(all_of_them)
            for wanted in ([*all_of_them][::3], [*all_of_them][1:2], [*all_of_them]):
                assert [*log.Reader(connection).few(wanted)] == [all_of_them[n] for n in wanted]
