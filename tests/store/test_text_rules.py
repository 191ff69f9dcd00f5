"""Which updates of a shared text count: a pure function of the set of entries, in whatever order they came."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from netterm.store.database import Database
from netterm.store.documents import empty, foreign, span_of, take_in
from netterm.store.entries import Entry, Log, Op, Text, pack_put, pack_text, text_peer
from netterm.store.verdicts import Verdict
from netterm.store.volume import Volume
from tests.store.laptops import GENERAL, SCHEMA
from tests.store.test_apply import ITEM, NETWORK, Everybody, Hand, shown, state, stored, take

if TYPE_CHECKING:
    from loro import LoroDoc

SESSION = bytes(16)
Make = Callable[..., Volume]


@pytest.fixture
def volume(tmp_path: Path) -> Iterable[Make]:
    made: list[Volume] = []

    def make(*strangers: Hand) -> Volume:
        rights = Everybody(*(each.log.identity for each in strangers))
        made.append(Volume(Database(tmp_path / f"{len(made)}.db", bytes(32)), NETWORK, GENERAL, SCHEMA, rights))
        made[-1].prepare()
        return made[-1]

    yield make
    for each in made:
        each.database.close()


def update(log: Log, session: bytes, change: Callable[[LoroDoc], object], *before: bytes) -> bytes:
    """What a session adds to a text that has the updates ``before``."""
    from loro import ExportMode

    document = empty()
    for each in before:
        document.import_(each)
    document.peer_id = text_peer(log, session)
    there = document.oplog_vv
    change(document)
    document.commit()
    return document.export(ExportMode.Updates(there))


def typing(at: int, word: str, gone: int = 0) -> Callable[[LoroDoc], object]:
    def change(document: LoroDoc) -> None:
        text = document.get_text("t")
        if gone:
            text.delete(at, gone)
        text.insert(at, word)

    return change


class Room:
    """An item and those who type into its text."""

    def __init__(self) -> None:
        self.made = Hand("maker").put({"name": "i"}, at=ITEM, entity="item")

    def typed(self, hand: Hand, content: bytes, session: bytes = SESSION, entity: str = "item") -> Entry:
        """It names no other typing as seen, so that it may come first."""
        return hand.write(Op(ITEM, pack_text(entity, "body", session, content)), seen=[self.made])


def body(volume: Volume) -> str:
    return str(shown(volume, "body", ITEM, "item") or "")


def verdicts(volume: Volume) -> dict[bytes, Verdict | None]:
    return {name: verdict for _, name, verdict in stored(volume)}


def alike_in_every_order(make: Callable[[], Volume], first: Entry, others: Sequence[Entry]) -> Volume:
    """Let the others come in every order that their logs allow, one by one and all at once; all must agree."""
    found = []
    for order in permutations(others):
        if any(a.log == b.log and a.seq > b.seq for n, a in enumerate(order) for b in order[n:]):
            continue
        apart, together = make(), make()
        take(apart, [first], *([each] for each in order))
        take(together, [first, *order])
        found += [apart, together]
    rebuilt = make()
    take(rebuilt, [first, *others])
    with rebuilt.write() as connection:
        rebuilt.rebuild(connection)
    for each in found:
        assert body(each) == body(rebuilt)
        assert verdicts(each) == verdicts(rebuilt)
        assert state(each) == state(rebuilt)
    return rebuilt


class TestBadUpdates:
    """A peer may send anything; it must neither stop the text nor count on one replica and not on another."""

    @pytest.mark.parametrize("also", [lambda d: d.get_map("m").insert("k", 1), lambda d: d.get_list("l").insert(0, 1)])
    @pytest.mark.parametrize("on_another", [False, True])
    def test_an_update_that_changes_more_than_the_text_does_not_count(
        self, volume: Make, also: Callable[[LoroDoc], object], on_another: bool
    ) -> None:
        room, honest, bad = Room(), Hand("honest"), Hand("bad")
        good = update(honest.log, SESSION, typing(0, "good"))
        both = [typing(0, "bad"), also]
        wrong = update(bad.log, SESSION, lambda d: [each(d) for each in both], *([good] if on_another else []))
        beside = update(Hand("other").log, SESSION, typing(0, "beside"))
        entries = [room.typed(honest, good), room.typed(bad, wrong), room.typed(Hand("other"), beside)]
        found = alike_in_every_order(volume, room.made, entries)
        assert sorted(body(found)) == sorted("goodbeside")
        assert verdicts(found)[entries[1].name(NETWORK)] is Verdict.TEXT

    @pytest.mark.parametrize("change", [typing(90, "zz"), typing(0, "z", gone=60), typing(20, "z", gone=30)])
    def test_an_update_at_a_place_that_is_not_there_does_not_count_and_the_rest_goes_on(
        self, volume: Make, change: Callable[[LoroDoc], object]
    ) -> None:
        room, honest, bad, other = Room(), Hand("honest"), Hand("bad"), Hand("other")
        real = update(honest.log, SESSION, lambda d: (typing(0, "x" * 50)(d), typing(0, "", gone=50)(d)))
        feigned = update(honest.log, SESSION, typing(0, "y" * 100))
        wrong = update(bad.log, SESSION, change, feigned)
        beside = update(other.log, SESSION, typing(0, "c" * 200))
        later = update(other.log, bytes(15) + b"1", typing(0, "later "), real)
        entries = [room.typed(honest, real), room.typed(bad, wrong), room.typed(other, beside)]
        entries.append(room.typed(other, later, bytes(15) + b"1"))
        found = alike_in_every_order(volume, room.made, entries)
        assert sorted(body(found)) == sorted("c" * 200 + "later ")
        assert verdicts(found)[entries[1].name(NETWORK)] is Verdict.TEXT

    def test_what_an_unsound_update_used_up_cannot_be_written_again(self, volume: Make) -> None:
        room, honest, bad = Room(), Hand("honest"), Hand("bad")
        real = update(honest.log, SESSION, typing(0, "short"))
        wrong = update(bad.log, SESSION, lambda d: d.get_map("m").insert("k", 1), real)
        again = update(bad.log, SESSION, typing(0, "again"))
        entries = [room.typed(honest, real), room.typed(bad, wrong), room.typed(bad, again)]
        assert body(alike_in_every_order(volume, room.made, entries)) == "short"

    def test_the_other_changes_of_its_entry_count_on_every_replica(self, volume: Make) -> None:
        room, honest, bad = Room(), Hand("honest"), Hand("bad")
        real = update(honest.log, SESSION, typing(0, "short"))
        wrong = update(bad.log, SESSION, lambda d: d.get_map("m").insert("k", 1), real)
        put = Op(bytes([9]) * 16, pack_put("item", {"name": "beside"}, {}))
        mixed = bad.write(put, Op(ITEM, pack_text("item", "body", SESSION, wrong)), seen=[room.made])
        found = alike_in_every_order(volume, room.made, [room.typed(honest, real), mixed])
        assert shown(found, "name", bytes([9]) * 16, "item") == "beside"

    def test_bytes_that_loro_cannot_read_never_raise_and_are_kept_nowhere(self, volume: Make) -> None:
        room, bad, honest = Room(), Hand("bad"), Hand("honest")
        good = bytearray(update(bad.log, SESSION, typing(0, "hello hello world")))
        entries = []
        ours = volume()
        take(ours, [room.made])
        for place in range(22, len(good)):
            for value in (0, 127, 255, good[place] ^ 1):
                broken = sealed(good[:place] + bytes([value]) + good[place + 1 :])
                if span_of(broken, text_peer(bad.log, SESSION)) is None:
                    entries.append(broken)
        assert entries
        assert take(ours, [room.typed(bad, each) for each in entries]) == [Verdict.TEXT] * len(entries)
        take(ours, [room.typed(honest, update(honest.log, SESSION, typing(0, "good")))])
        assert body(ours) == "good"


def sealed(update: bytes | bytearray) -> bytes:
    """With the checksum that Loro wants: xxHash32 of all behind it."""
    primes = (2654435761, 2246822519, 3266489917, 668265263, 374761393)
    p1, p2, p3, p4, p5 = primes
    data, mask, seed = bytes(update[20:]), 0xFFFFFFFF, 0x4F524F4C

    def turn(x: int, by: int) -> int:
        return ((x << by) | (x >> (32 - by))) & mask

    at = 0
    if len(data) >= 16:
        lanes = [(seed + p1 + p2) & mask, (seed + p2) & mask, seed, (seed - p1) & mask]
        while at + 16 <= len(data):
            for lane in range(4):
                word = int.from_bytes(data[at : at + 4], "little")
                lanes[lane] = turn((lanes[lane] + word * p2) & mask, 13) * p1 & mask
                at += 4
        found = sum(turn(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18), strict=True)) & mask
    else:
        found = (seed + p5) & mask
    found = (found + len(data)) & mask
    while at + 4 <= len(data):
        found = turn((found + int.from_bytes(data[at : at + 4], "little") * p3) & mask, 17) * p4 & mask
        at += 4
    for byte in data[at:]:
        found = turn((found + byte * p5) & mask, 11) * p1 & mask
    found = (found ^ (found >> 15)) * p2 & mask
    found = (found ^ (found >> 13)) * p3 & mask
    found ^= found >> 16
    return bytes(update[:16]) + found.to_bytes(4, "little") + data


def test_a_checksum_made_here_is_one_that_loro_takes() -> None:
    log = Hand("a").log
    good = update(log, SESSION, typing(0, "hello hello world"))
    assert sealed(good) == good


class TestWaiting:
    def test_words_wait_for_what_they_were_written_on(self, volume: Make) -> None:
        room, a, b, c = Room(), Hand("a"), Hand("b"), Hand("c")
        one = update(a.log, SESSION, typing(0, "one "))
        two = update(b.log, SESSION, typing(4, "two "), one)
        three = update(c.log, SESSION, typing(8, "three"), one, two)
        entries = [room.typed(a, one), room.typed(b, two), room.typed(c, three)]
        found = alike_in_every_order(volume, room.made, entries)
        assert body(found) == "one two three"
        assert set(verdicts(found).values()) == {None}

    def test_compaction_does_not_lose_what_waits(self, volume: Make, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("netterm.store.texts.COMPACT_AT", 2)
        room, a, b, c = Room(), Hand("a"), Hand("b"), Hand("c")
        one = update(a.log, SESSION, typing(0, "one "))
        two = update(b.log, SESSION, typing(4, "two "), one)
        sessions = [bytes([n]) * 16 for n in range(5)]
        dots = [room.typed(c, update(c.log, each, typing(0, ".")), each) for each in sessions]
        late, straight = volume(), volume()
        take(late, [room.made], [room.typed(b, two)], *([each] for each in dots))
        late.texts.forget()
        first = room.typed(a, one)
        take(late, [first])
        take(straight, [room.made], [first], *([entry] for entry, _, _ in stored(late) if entry.log == b.log))
        take(straight, *([each] for each in dots))
        assert sorted(body(late)) == sorted("one two .....")
        assert state(late) == state(straight)


class TestWithoutRight:
    def test_of_what_had_no_right_all_counts_that_words_stand_on_and_nothing_else(self, volume: Make) -> None:
        room, removed, other, third = Room(), Hand("removed"), Hand("other"), Hand("third")
        one = update(removed.log, SESSION, typing(0, "<1>"))
        two = update(third.log, SESSION, typing(3, "<2>"), one)
        three = update(other.log, SESSION, typing(6, "<3>"), one, two)
        alone = update(removed.log, bytes(15) + b"1", typing(0, "<nobody's>"))
        entries = [
            room.typed(removed, one), room.typed(third, two), room.typed(other, three),
            room.typed(removed, alone, bytes(15) + b"1"),
        ]  # fmt: skip
        found = alike_in_every_order(lambda: volume(removed, third), room.made, entries)
        assert body(found) == "<1><2><3>"
        judged = verdicts(found)
        assert [judged[each.name(NETWORK)] for each in entries] == [
            Verdict.DEPENDED, Verdict.DEPENDED, None, Verdict.ROLE,
        ]  # fmt: skip

    def test_a_bad_update_gives_nothing_it_stands_on_a_right(self, volume: Make) -> None:
        room, removed, bad = Room(), Hand("removed"), Hand("bad")
        one = update(removed.log, SESSION, typing(0, "<1>"))
        wrong = update(bad.log, SESSION, lambda d: d.get_map("m").insert("k", 1), one)
        entries = [room.typed(removed, one), room.typed(bad, wrong)]
        found = alike_in_every_order(lambda: volume(removed), room.made, entries)
        assert body(found) == ""
        judged = verdicts(found)
        assert [judged[each.name(NETWORK)] for each in entries] == [Verdict.ROLE, Verdict.TEXT]


def test_records_of_two_entities_with_one_id_have_each_their_own_text(volume: Make) -> None:
    ours = volume()
    place, other = ("item", ITEM, "body"), ("agenda", ITEM, "body")
    a = Hand("a")
    take(ours, [a.put({"name": "i"}, at=ITEM, entity="item")])
    with ours.write():
        for (entity, record, field), session, word in ((place, SESSION, "one"), (other, bytes(15) + b"1", "two")):
            text = Text(entity, field, session, update(a.log, session, typing(0, word)))
            assert ours.texts.continues(a.log, record, text)
            ours.texts.apply(a.log, record, text, bytes(12))
        assert (ours.texts.value(place), ours.texts.value(other)) == ("one", "two")
        more = update(a.log, SESSION, typing(0, "more"), update(a.log, SESSION, typing(0, "one")))
        assert ours.texts.continues(a.log, ITEM, Text("item", "body", SESSION, more))
        moved = Text("agenda", "body", SESSION, more)
        assert not ours.texts.continues(a.log, ITEM, moved)


def test_what_ends_the_program_is_not_swallowed() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        foreign(stop)
    assert take_in(empty(), b"no update") is None
