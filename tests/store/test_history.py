"""The past of a record is there however late, and in however small pieces, it was indexed."""

import pytest

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
