"""The merge rules: what is shown, what waits, and what is kept but not applied, whatever order entries came in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from pathlib import Path

import msgpack
import pytest

from netterm.model.declare import Schema
from netterm.model.kinds import Role, Value
from netterm.store.database import Database
from netterm.store.entries import (
    VERSION,
    Entry,
    Log,
    Op,
    join_names,
    join_versions,
    pack_delete,
    pack_put,
    pack_text,
    text_peer,
)
from netterm.store.log import LogRow, Reader, add_log, append, by_name, logs, newest, set_verdicts, verdicts
from netterm.store.segments import made
from netterm.store.trust import Rights
from netterm.store.verdicts import Verdict
from netterm.store.volume import Volume
from tests.store.laptops import GENERAL, OLDER, SCHEMA

NETWORK = bytes(16)
MEETING, ITEM, VOTE = (bytes([n]) * 16 for n in (1, 2, 3))
MEMBER = frozenset({Role.MEMBER})


class Everybody:
    """Rights by which everybody is a member, but for some."""

    def __init__(self, *strangers: bytes) -> None:
        self.strangers = strangers
        self.erased: frozenset[bytes] = frozenset()
        self.ends: dict[bytes, frozenset[tuple[Log, int]]] = {}

    def knows_author(self, identity: bytes) -> bool:
        return True

    def knows(self, name: bytes) -> bool:
        return True

    def number_giver_at(self, series: str, trust_seen: bytes) -> bytes | None:
        return None

    def rights(self, log: Log, trust_seen: bytes) -> Rights:
        return Rights(frozenset() if log.identity in self.strangers else MEMBER, {})


class Hand:
    """Writes one author's entries; ``seen`` are others' entries that it was written on."""

    def __init__(self, who: str) -> None:
        self.log = Log(who.encode().ljust(32), b"one life", GENERAL)
        self.last: Entry | None = None

    def write(self, *ops: Op, seen: Iterable[Entry] = (), wall: int = 0) -> Entry:
        previous, seq = (self.last.name(NETWORK), self.last.seq + 1) if self.last else (b"", 1)
        told = join_names(each.name(NETWORK) for each in seen)
        self.last = Entry(self.log, seq, previous, b"", told, wall, bytes(16), ops)
        return self.last

    def put(self, values: dict[str, Value], replaced: Sequence[Entry] = (), *, at: bytes = MEETING,
            entity: str = "meeting", seen: Iterable[Entry] | None = None) -> Entry:  # fmt: skip
        """Fields get values; all of them replace what these entries wrote."""
        versions = join_versions(map(version, replaced))
        op = Op(at, pack_put(entity, values, dict.fromkeys(values, versions)))
        others = [each for each in replaced if each.log != self.log] if seen is None else seen
        return self.write(op, seen=others)


def version(entry: Entry) -> bytes:
    return entry.name(NETWORK)[:VERSION]


@pytest.fixture
def volume(tmp_path: Path) -> Iterable[Callable[..., Volume]]:
    made: list[Volume] = []

    def make(schema: Schema = SCHEMA, rights: Everybody | None = None) -> Volume:
        made.append(
            Volume(Database(tmp_path / f"{len(made)}.db", bytes(32)), NETWORK, GENERAL, schema, rights or Everybody())
        )
        made[-1].prepare()
        return made[-1]

    yield make
    for each in made:
        each.database.close()


Make = Callable[..., Volume]


def take(volume: Volume, *batches: Sequence[Entry]) -> list[Verdict | None]:
    """Apply entries batch by batch, as merging does once their chain was checked."""
    said: list[Verdict | None] = []
    for entries in batches:
        with volume.write() as connection:
            rows: dict[Log, LogRow] = {row.log: row for row in logs(connection, GENERAL)}
            fresh = []
            for entry in entries:
                row = rows.get(entry.log)
                if row is None:
                    row = rows[entry.log] = add_log(connection, entry.log, 0, b"")
                fresh.append((row.no, entry, entry.name(NETWORK)))
            found, _ = volume._apply(connection, fresh)
            first = newest(connection) + 1
            places = list(dict.fromkeys(no for no, _, _ in fresh))
            append(connection, [(made(fresh, [bytes(64)] * len(places)), places)])
            set_verdicts(
                connection, [(n, name, v) for n, ((_, _, name), v) in enumerate(zip(fresh, found, strict=True), first)]
            )
            said += found
    return said


def shown(volume: Volume, field: str, at: bytes = MEETING, entity: str = "meeting") -> Value:
    with volume.database.read() as connection:
        row = connection.execute(f'SELECT "{field}" FROM "{entity}" WHERE id = ? AND _gone = 0', (at,)).fetchone()
        return None if row is None else row[0]


def waiting(volume: Volume, field: str, at: bytes = MEETING) -> set[Value]:
    with volume.database.read() as connection:
        sql = "SELECT value FROM conflict WHERE record = ? AND field = ?"
        return {msgpack.unpackb(value) for (value,) in connection.execute(sql, (at, field))}


def there(volume: Volume, entity: str, at: bytes) -> bool:
    with volume.database.read() as connection:
        sql = f'SELECT 1 FROM "{entity}" WHERE id = ? AND _gone = 0'
        return connection.execute(sql, (at,)).fetchone() is not None


def state(volume: Volume) -> bytes:
    from netterm.store.digests import digest

    with volume.database.read() as connection:
        return digest(connection, GENERAL, volume.tables, [])


def stored(volume: Volume) -> list[tuple[Entry, bytes, Verdict | None]]:
    """Every entry in the file in the order of names, its name, and its verdict."""
    with volume.database.read() as connection:
        found, reader = verdicts(connection), Reader(connection)
        return [(reader.entry(n).entry, name, found.get(n)) for name, n in by_name(connection, GENERAL)]


class TestValues:
    def test_an_edit_that_names_the_value_shown_takes_its_place(self, volume: Make) -> None:
        a, b = Hand("a"), Hand("b")
        first = a.put({"name": "old"})
        ours = volume()
        take(ours, [first, b.put({"name": "new"}, [first])])
        assert (shown(ours, "name"), waiting(ours, "name")) == ("new", set())

    def test_of_concurrent_edits_the_highest_is_shown_and_the_others_wait_in_every_order(self, volume: Make) -> None:
        first = Hand("a").put({"name": "old"})
        edits = [Hand(who).put({"name": who}, [first]) for who in "bcd"]
        highest = max(edits, key=version)
        winner = highest.log.identity.decode().strip()
        states = set()
        for order in permutations(edits):
            ours = volume()
            take(ours, [first], *([edit] for edit in order))
            assert (shown(ours, "name"), waiting(ours, "name")) == (winner, {"b", "c", "d"} - {winner})
            states.add(state(ours))
        assert len(states) == 1

    def test_a_longer_history_wins_whatever_the_clock_said(self, volume: Make) -> None:
        a, b = Hand("a"), Hand("b")
        first = a.put({"name": "old"})
        in_2099 = b.write(Op(MEETING, pack_put("meeting", {"name": "2099"}, {"name": version(first)})), seen=[first],
                          wall=4_070_908_800_000)  # fmt: skip
        a.put({"seats": 1})
        in_1970 = a.put({"name": "1970"}, [first], seen=[])
        ours = volume()
        between = Entry(
            a.log, 2, first.name(NETWORK), b"", b"", 0, bytes(16), (Op(MEETING, pack_put("meeting", {"seats": 1}, {})),)
        )
        take(ours, [first, between, in_1970, in_2099])
        assert (shown(ours, "name"), waiting(ours, "name")) == ("1970", {"2099"})

    def test_a_resolution_names_all_and_ends_the_conflict(self, volume: Make) -> None:
        first = Hand("a").put({"name": "old"})
        edits = [Hand(who).put({"name": who}, [first]) for who in "bc"]
        end = Hand("a2").put({"name": "both"}, edits)
        ours = volume()
        take(ours, [first, *edits, end])
        assert (shown(ours, "name"), waiting(ours, "name")) == ("both", set())

    def test_concurrent_resolutions_stand_beside_each_other(self, volume: Make) -> None:
        first = Hand("a").put({"name": "old"})
        edits = [Hand(who).put({"name": who}, [first]) for who in "bc"]
        ends = [Hand(who).put({"name": who}, edits) for who in "xy"]
        one, other = volume(), volume()
        take(one, [first, *edits, *ends])
        take(other, [first, *edits], [ends[1]], [ends[0]])
        assert {shown(one, "name")} | waiting(one, "name") == {"x", "y"}
        assert state(one) == state(other)

    def test_an_edit_of_one_of_two_values_leaves_the_other_waiting(self, volume: Make) -> None:
        first = Hand("a").put({"name": "old"})
        b, c = Hand("b"), Hand("c")
        left, right = b.put({"name": "b"}, [first]), c.put({"name": "c"}, [first])
        again = b.put({"name": "b again"}, [left])
        ours = volume()
        take(ours, [first, left, right, again])
        assert {shown(ours, "name")} | waiting(ours, "name") == {"b again", "c"}

    def test_clearing_a_field_is_a_value_like_any_other(self, volume: Make) -> None:
        first = Hand("a").put({"name": "n", "seats": 3})
        cleared, other = Hand("b").put({"seats": None}, [first]), Hand("c").put({"seats": 4}, [first])
        one, two = volume(), volume()
        take(one, [first, cleared, other])
        take(two, [first, other, cleared])
        assert {shown(one, "seats")} | waiting(one, "seats") == {None, 4}
        assert state(one) == state(two)

    def test_different_fields_do_not_meet(self, volume: Make) -> None:
        first = Hand("a").put({"name": "n", "seats": 3})
        ours = volume()
        take(ours, [first, Hand("b").put({"name": "m"}, [first]), Hand("c").put({"seats": 4}, [first])])
        assert (shown(ours, "name"), shown(ours, "seats"), waiting(ours, "name")) == ("m", 4, set())

    def test_two_who_make_the_same_record_meet_field_by_field(self, volume: Make) -> None:
        made = [Hand("a").put({"name": "a", "seats": 1}), Hand("b").put({"name": "b"})]
        one, two = volume(), volume()
        take(one, made)
        take(two, made[::-1])
        assert shown(one, "seats") == 1
        assert {shown(one, "name")} | waiting(one, "name") == {"a", "b"}
        assert state(one) == state(two)

    def test_it_makes_no_difference_how_entries_are_batched(self, volume: Make) -> None:
        a, b = Hand("a"), Hand("b")
        first = a.put({"name": "1", "seats": 1})
        second = b.put({"name": "2"}, [first])
        entries = [first, second, a.put({"name": "3"}, [first], seen=[]), b.put({"name": None}, [second])]
        whole, single = volume(), volume()
        take(whole, entries)
        take(single, *([entry] for entry in entries))
        assert state(whole) == state(single)


class TestVerdicts:
    @pytest.mark.parametrize(
        ("content", "verdict"),
        [
            (pack_put("meeting", {"seats": "many"}, {}), Verdict.TYPE),
            (pack_put("meeting", {"name": "two\nlines"}, {}), Verdict.TYPE),
            (pack_put("meeting", {"colour": "blue"}, {}), Verdict.UNKNOWN),
            (pack_put("planet", {"name": "Mars"}, {}), Verdict.UNKNOWN),
            (pack_put("meeting", {"tags": "x"}, {}), Verdict.MALFORMED),
            (pack_put("item", {"body": "typed over"}, {}), Verdict.MALFORMED),
            (pack_put("person", {"illness": "private"}, {}), Verdict.MALFORMED),
            (pack_put("advice", {"name": "private"}, {}), Verdict.MALFORMED),
            (pack_text("meeting", "name", bytes(16), b"x"), Verdict.MALFORMED),
            (pack_text("item", "body", bytes(16), b"no update"), Verdict.TEXT),
            (pack_text("item", "sketch", bytes(16), b"x"), Verdict.UNKNOWN),
            (msgpack.packb([9, "of a newer version"]), Verdict.UNKNOWN),
            (msgpack.packb([0, "meeting", {}, {}]), Verdict.MALFORMED),
            (b"\xc1", Verdict.MALFORMED),
        ],
    )
    def test_content_that_breaks_a_rule_is_kept_and_not_applied(
        self, volume: Make, content: bytes, verdict: Verdict
    ) -> None:
        ours = volume()
        before = Hand("a").put({"name": "n"}, at=VOTE)
        entry = Hand("b").write(Op(MEETING, content))
        assert take(ours, [before, entry]) == [None, verdict]
        assert [said for _, _, said in stored(ours)].count(verdict) == 1
        assert not there(ours, "meeting", MEETING)
        assert shown(ours, "name", VOTE) == "n"

    def test_one_broken_op_keeps_the_whole_entry_out(self, volume: Make) -> None:
        ours = volume()
        good, bad = (Op(id, pack_put("meeting", {"seats": value}, {})) for id, value in ((MEETING, 1), (ITEM, "one")))
        assert take(ours, [Hand("a").write(good, bad)]) == [Verdict.TYPE]
        assert not there(ours, "meeting", MEETING)

    def test_who_has_no_right_is_set_aside(self, volume: Make) -> None:
        viewer = Hand("viewer")
        ours = volume(rights=Everybody(viewer.log.identity))
        assert take(ours, [viewer.put({"name": "n"})]) == [Verdict.ROLE]
        assert not there(ours, "meeting", MEETING)

    def test_an_illegal_move_is_set_aside(self, volume: Make) -> None:
        a, b = Hand("a"), Hand("b")
        first = a.put({"name": "n", "stage": "draft"})
        ours = volume()
        assert take(ours, [first, b.put({"stage": "closed"}, [first])]) == [None, Verdict.STATE]
        assert shown(ours, "stage") == "draft"

    def test_a_state_that_nobody_may_begin_with_is_set_aside(self, volume: Make) -> None:
        ours = volume()
        assert take(ours, [Hand("a").put({"name": "n", "stage": "closed"})]) == [Verdict.STATE]

    def test_a_move_is_judged_by_what_its_author_saw(self, volume: Make) -> None:
        """Not by what is shown here, which differs from laptop to laptop."""
        a, b, c = Hand("a"), Hand("b"), Hand("c")
        first = a.put({"name": "n", "stage": "draft"})
        void = b.put({"stage": "void"}, [first])
        opened = c.put({"stage": "open"}, [first])
        closed = c.put({"stage": "closed"}, [opened])
        entries = [first, void, opened, closed]
        for order in (entries, [first, opened, closed, void], [first, opened, void, closed]):
            together, apart = volume(), volume()
            assert take(together, order) == [None] * 4
            assert take(apart, *([entry] for entry in order)) == [None] * 4
            assert state(together) == state(apart)

    def test_a_move_that_resolves_a_conflict_is_judged_alike_in_one_batch_and_in_several(self, volume: Make) -> None:
        """Of the states replaced, one waits and one was replaced already: both are known all the same."""
        a, b, c = Hand("a"), Hand("b"), Hand("c")
        first = a.put({"name": "n", "stage": "draft"})
        opened, void = b.put({"stage": "open"}, [first]), c.put({"stage": "void"}, [first])
        replaced = Hand("d").put({"stage": "closed"}, [opened])
        late = Hand("e").put({"stage": "closed"}, [opened, void])
        for order in permutations([replaced, late]):
            together, apart = volume(), volume()
            assert take(together, [first, opened, void, *order]) == [None] * 5
            assert take(apart, *([entry] for entry in [first, opened, void, *order])) == [None] * 5
            assert state(together) == state(apart)


class TestTexts:
    def typed(self, hand: Hand, word: str, session: bytes = bytes(16)) -> Op:
        from tests.store.test_volume import _typed

        return Op(ITEM, pack_text("item", "body", session, _typed(text_peer(hand.log, session), word)[0]))

    def test_what_two_type_at_once_is_all_there(self, volume: Make) -> None:
        a, b = Hand("a"), Hand("b")
        made = a.put({"name": "i"}, at=ITEM, entity="item")
        left, right = a.write(self.typed(a, "ซ้าย")), b.write(self.typed(b, "ขวา"), seen=[made])
        one, two = volume(), volume()
        take(one, [made, left, right])
        take(two, [made], [right], [left])
        text = str(shown(one, "body", ITEM, "item"))
        assert "ซ้าย" in text
        assert "ขวา" in text
        assert state(one) == state(two)

    def test_an_update_under_another_sessions_peer_is_set_aside(self, volume: Make) -> None:
        a, b = Hand("a"), Hand("b")
        made = a.put({"name": "i"}, at=ITEM, entity="item")
        theirs = self.typed(a, "mine")
        ours = volume()
        assert take(ours, [made, b.write(theirs, seen=[made])]) == [None, Verdict.TEXT]
        assert not shown(ours, "body", ITEM, "item")

    def test_a_peer_that_begins_again_is_set_aside(self, volume: Make) -> None:
        a = Hand("a")
        made = a.put({"name": "i"}, at=ITEM, entity="item")
        ours = volume()
        verdicts = take(ours, [made, a.write(self.typed(a, "one")), a.write(self.typed(a, "two"))])
        assert verdicts == [None, None, Verdict.TEXT]
        assert shown(ours, "body", ITEM, "item") == "one"


class TestVersions:
    """N and N−1: what an older version does not know, it keeps, and applies once it is upgraded."""

    def entries(self) -> list[Entry]:
        a, b = Hand("a"), Hand("b")
        made = a.put({"name": "n", "place": "hall"})
        vote = a.put({"weight": 3}, at=VOTE, entity="vote")
        return [made, vote, b.put({"place": "roof"}, [made]), a.put({"name": "m", "place": None}, [made], seen=[])]

    def test_the_known_part_is_applied_and_the_rest_after_the_upgrade(self, volume: Make) -> None:
        older, newer = volume(OLDER), volume(SCHEMA)
        take(newer, self.entries())
        assert take(older, *([entry] for entry in self.entries())) == [Verdict.UNKNOWN] * 4
        assert shown(older, "name") == "m"
        upgraded = Volume(older.database, NETWORK, GENERAL, SCHEMA, Everybody())
        upgraded.prepare()
        assert state(upgraded) == state(newer)
        assert [said for _, _, said in stored(upgraded)] == [None] * 4

    def test_a_field_alone_that_it_does_not_know_leaves_a_known_record_as_it_is(self, volume: Make) -> None:
        older = volume(OLDER)
        made = Hand("a").put({"name": "n"})
        take(older, [made], [Hand("b").put({"place": "roof"}, [made])])
        assert shown(older, "name") == "n"

    def test_a_deletion_by_an_older_version_does_not_reach_what_it_could_not_see(self, volume: Make) -> None:
        a = Hand("a")
        made = a.put({"name": "n"})
        place = Hand("b").put({"place": "roof"}, seen=[made])
        gone = a.write(Op(MEETING, pack_delete("meeting", version(made))))
        newer = volume(SCHEMA)
        take(newer, [made, gone, place])
        assert shown(newer, "place") == "roof"
