"""Most entries are one plain put, which is judged and applied in one go: to the same end as any other way would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from netterm.model.kinds import Value
from netterm.store.apply import Workspace
from netterm.store.database import Database
from netterm.store.entries import Entry, Op, join_versions, pack_delete, pack_put
from netterm.store.verdicts import Verdict
from netterm.store.volume import Volume
from tests.store.laptops import GENERAL, OLDER
from tests.store.test_apply import ITEM, MEETING, NETWORK, Everybody, Hand, state, take, version

STRANGER = b"d".ljust(32)
VALUES: dict[str, Sequence[Value]] = {
    "name": ("a", "b", None, 7, "two\nlines"),
    "seats": (1, 2, None, "many"),
    "stage": ("draft", "open", "closed", None),
    "meeting": (MEETING, ITEM, None, "no id"),
    "tags": ("a set",),
    "body": ("a shared text",),
    "newer": (1,),
}
# What is special is rare, as it is in life: else next to nothing would be plain.
FIELDS = (*("name",) * 8, *("seats",) * 4, *VALUES)
ENTITIES = (*("meeting",) * 8, "item", "unheard")


@st.composite
def histories(draw: st.DrawFn) -> list[list[Entry]]:
    """Batches of entries by four hands, one of them without rights, some of which replace what they may not know."""
    hands = [Hand(who) for who in "abcd"]
    written: list[Entry] = []
    for _ in range(draw(st.integers(2, 14))):
        hand = draw(st.sampled_from(hands))
        known = draw(st.lists(st.sampled_from(written), max_size=2, unique_by=version)) if written else []
        versions = join_versions(map(version, known))
        entity, record = draw(st.sampled_from(ENTITIES)), draw(st.sampled_from((MEETING, ITEM)))
        fields = draw(st.lists(st.sampled_from(FIELDS), min_size=1, max_size=2, unique=True))
        put = pack_put(entity, {f: draw(st.sampled_from(VALUES[f])) for f in fields}, dict.fromkeys(fields, versions))
        ops = [Op(record, put)] * draw(st.sampled_from((1,) * 7 + (2,)))
        if versions and draw(st.integers(0, 7)) == 0:
            ops = [Op(record, pack_delete(entity, versions))]
        seen = [each for each in known if each.log != hand.log]
        written.append(hand.write(*ops, seen=seen[: draw(st.sampled_from((2, 2, 1, 0)))]))
    cut = draw(st.integers(0, len(written)))
    return [some for some in (written[:cut], written[cut:]) if some]


def outcome(history: list[list[Entry]], directory: Path) -> tuple[list[Verdict | None], bytes]:
    database = Database(directory / "general.db", bytes(32))
    try:
        volume = Volume(database, NETWORK, GENERAL, OLDER, Everybody(STRANGER))
        volume.prepare()
        return take(volume, *history), state(volume)
    finally:
        database.close()


@given(histories())
@settings(max_examples=100, deadline=None)
def test_plain_puts_come_to_what_the_general_way_makes_of_them(history: list[list[Entry]]) -> None:
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        quick = outcome(history, Path(one))
        with patch.object(Workspace, "_apply_plain", lambda *_: False):
            assert outcome(history, Path(other)) == quick
