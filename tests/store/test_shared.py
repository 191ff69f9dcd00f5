"""Editing a shared text: what is durable, whose edits come, and what happens when the replica begins a new life."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from netterm.model.kinds import Compartment
from netterm.store import Replica, SharedText, found
from netterm.store.keys import Cost

LIGHT = Cost(5, 1, 1, 10)


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    made, _ = found(
        tmp_path / "data",
        network={"name_th": "เครือข่าย", "level": "tambon", "purpose": "สิทธิ"},
        person={"first": "สมศรี", "last": "ใจดี"},
        kit_passphrase="a long enough passphrase",
        cost=LIGHT,
    )
    yield made
    made.close()


@pytest.fixture
def item(replica: Replica) -> bytes:
    with replica.action() as action:
        meeting = action.add("meeting", {"title": "ประชุม", "starts_at": "2026-07-15T09:30", "place": "ศาลา"})
        return action.add("agenda_item", {"meeting": meeting, "heading": "1", "title": "แจ้ง", "order": "a"})


def opened(replica: Replica, item: bytes) -> SharedText:
    return replica.text("agenda_item", item, "discussion")


def stored(replica: Replica, item: bytes) -> object:
    record = replica.get("agenda_item", item)
    assert record is not None
    return record["discussion"]


def test_what_is_typed_is_in_the_record_only_after_commit(replica: Replica, item: bytes) -> None:
    text = opened(replica, item)
    text.insert(0, "ที่ประชุม")
    assert stored(replica, item) is None

    before, written, after = text.uncommitted, text.commit(), text.uncommitted

    assert (before, written, after) == (True, True, False)
    assert stored(replica, item) == "ที่ประชุม"
    assert not text.commit(), "there is nothing more to write"


def test_two_sessions_see_each_others_edits_as_edits_at_their_places(replica: Replica, item: bytes) -> None:
    first, second = opened(replica, item), opened(replica, item)
    first.insert(0, "กขค")
    first.commit()
    assert [(e.at, e.removed, e.inserted) for e in second.pull()] == [(0, 0, "กขค")]
    second.replace(1, 1, "งจ")
    second.commit()

    edits = first.pull()

    text = "กขค"
    for edit in edits:
        text = text[: edit.at] + edit.inserted + text[edit.at + edit.removed :]
    assert text == first.value == second.value == stored(replica, item) == "กงจค"


def test_undo_takes_back_ones_own_edits_and_leaves_the_others(replica: Replica, item: bytes) -> None:
    first, second = opened(replica, item), opened(replica, item)
    first.insert(0, "หนึ่ง")
    first.commit()
    second.pull()
    second.insert(5, "สอง")
    second.commit()
    first.pull()

    first.undo()
    first.commit()

    assert first.value == stored(replica, item) == "สอง"
    first.redo()
    assert first.value == "หนึ่งสอง"


def test_a_step_of_its_own_is_taken_back_alone_however_fast_one_types(replica: Replica, item: bytes) -> None:
    text = opened(replica, item)
    text.insert(0, "พิมพ์")
    text.begin_step()
    text.replace(0, len("พิมพ์"), "แปลง")
    text.begin_step()
    text.insert(len("แปลง"), "ต่อ")
    text.insert(len("แปลงต่อ"), "ไป")
    for left in ("แปลง", "พิมพ์", ""):
        text.undo()
        assert text.value == left


def test_a_position_stays_with_its_character(replica: Replica, item: bytes) -> None:
    first, second = opened(replica, item), opened(replica, item)
    first.insert(0, "วาระ")
    first.commit()
    cursor = first.cursor(2)
    second.pull()
    second.insert(0, "ระเบียบ")
    second.commit()
    first.pull()
    assert first.place(cursor) == 9
    assert first.place(b"no cursor") is None


def test_typing_goes_on_when_the_replica_begins_a_new_life(replica: Replica, item: bytes) -> None:
    text = opened(replica, item)
    text.insert(0, "ก่อน ")
    text.commit()
    text.insert(5, "ระหว่าง ")

    replica.begin_incarnation()

    assert text.commit()
    text.insert(0, "หลัง ")
    text.commit()
    assert stored(replica, item) == text.value == "หลัง ก่อน ระหว่าง "
    lives = {head.log.incarnation for head in replica.heads(Compartment.GENERAL)}
    assert len(lives) == 2
    assert replica.verify().clean


def test_a_session_is_never_used_twice(replica: Replica, item: bytes) -> None:
    peers = {opened(replica, item)._peer for _ in range(20)}
    assert len(peers) == 20


class _Drawer:
    """Keeps updates in memory, as a replica does on disk."""

    def __init__(self) -> None:
        self.updates: list[bytes] = []
        self.peers = 0

    def session(self) -> _Desk:
        self.peers += 1
        return _Desk(self, self.peers)


class _Desk:
    def __init__(self, drawer: _Drawer, peer: int) -> None:
        self._drawer, self._peer = drawer, peer

    def peer(self) -> int:
        return self._peer

    def fetch(self, mark: int) -> tuple[list[bytes], int]:
        return self._drawer.updates[mark:], len(self._drawer.updates)

    def keep(self, update: bytes) -> None:
        self._drawer.updates.append(update)


def test_a_session_survives_an_update_that_fails_and_keeps_what_is_typed() -> None:
    drawer = _Drawer()
    first, second = SharedText(drawer.session()), SharedText(drawer.session())
    first.insert(0, "one ")
    first.commit()
    first.insert(4, "typed ")
    drawer.updates.append(b"no update")
    second.pull()
    second.insert(0, "two ")
    second.commit()

    edits = first.pull()
    assert [(e.at, e.removed, e.inserted) for e in edits] == [(0, 0, "two ")]
    assert first.value == "two one typed "
    assert first.uncommitted
    assert first.commit()
    second.pull()
    assert second.value == SharedText(drawer.session()).value
    assert "typed" in second.value


def test_what_is_not_the_text_is_no_edit() -> None:
    from loro import ExportMode, LoroDoc

    drawer = _Drawer()
    session = SharedText(drawer.session())
    other = LoroDoc()  # type: ignore[no-untyped-call]  # the stub says no types
    other.get_text("beside").insert(0, "beside")
    other.get_text("t").insert(0, "text")
    other.commit()
    drawer.updates.append(other.export(ExportMode.Snapshot()))

    assert [(e.at, e.removed, e.inserted) for e in session.pull()] == [(0, 0, "text")]
    assert session.value == "text"
