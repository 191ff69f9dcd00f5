"""Shared texts as the store keeps them: nothing typed is lost by compaction, rebuilding, or another process."""

from __future__ import annotations

import pytest

from netterm.store import Replica
from netterm.store.trust_ops import Grant, Withdraw, cut_of, encode
from tests.store.laptops import GENERAL, TRUST, digests, kill, laptops, pull, reopen, settle


def item(replica: Replica) -> bytes:
    with replica.action() as act:
        return act.add("item", {"name": "วาระ"})


def body(replica: Replica, id: bytes) -> str:
    record = replica.get("item", id)
    assert record is not None
    return str(record["body"] or "")


def write(replica: Replica, id: bytes, *words: str) -> None:
    """One session that commits each word for itself."""
    session = replica.text("item", id, "body")
    for word in words:
        session.insert(len(session.value), word)
        assert session.commit()


def test_two_sessions_on_two_laptops_come_together(monkeypatch: pytest.MonkeyPatch) -> None:
    with laptops(2) as (ours, theirs):
        id = item(ours)
        pull(theirs, ours)
        left, right = ours.text("item", id, "body"), theirs.text("item", id, "body")
        left.insert(0, "ที่ประชุม")
        right.insert(0, "รับทราบ")
        left.commit()
        right.commit()
        settle(ours, theirs)
        for session in (left, right):
            session.pull()
        assert left.value == right.value == body(ours, id) == body(theirs, id)
        assert sorted(left.value) == sorted("ที่ประชุมรับทราบ")


def test_compaction_changes_nothing_that_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("netterm.store.texts.COMPACT_AT", 3)
    with laptops(2) as (ours, theirs):
        id = item(ours)
        words = [f"<{n}>" for n in range(8)]
        write(ours, id, *words)
        pull(theirs, ours)
        assert body(ours, id) == body(theirs, id) == "".join(words)
        assert digests(ours) == digests(theirs)
        kill(ours)
        again = reopen(ours.directory)
        assert again.text("item", id, "body").value == "".join(words)
        kill(again)


@pytest.mark.parametrize("compact_at", [2, 3, 100])
def test_a_session_hears_of_everything_that_comes_after_a_compaction(
    monkeypatch: pytest.MonkeyPatch, compact_at: int
) -> None:
    monkeypatch.setattr("netterm.store.texts.COMPACT_AT", compact_at)
    with laptops(2) as (ours, theirs):
        id = item(ours)
        pull(theirs, ours)
        reading, writing = theirs.text("item", id, "body"), ours.text("item", id, "body")
        typed = ""
        for number in range(7):
            writing.insert(len(writing.value), f"<{number}>")
            writing.commit()
            typed += f"<{number}>"
            pull(theirs, ours)
            reading.pull()
            assert reading.value == typed


@pytest.mark.parametrize("compact_at", [2, 100])
def test_two_processes_on_one_directory_write_into_one_text(monkeypatch: pytest.MonkeyPatch, compact_at: int) -> None:
    monkeypatch.setattr("netterm.store.texts.COMPACT_AT", compact_at)
    with laptops(1) as (ours,):
        other = reopen(ours.directory)
        id = item(ours)
        typed = set()
        for number in range(5):
            for name, replica in (("a", ours), ("b", other)):
                write(replica, id, f"<{name}{number}>")
                typed.add(f"<{name}{number}>")
        assert set(body(ours, id).replace(">", "> ").split()) == typed
        assert body(other, id) == body(ours, id)
        assert ours.verify().clean
        kill(other)


def test_a_session_goes_on_after_the_tables_were_built_anew() -> None:
    with laptops(1) as (ours,):
        id = item(ours)
        reading = ours.text("item", id, "body")
        write(ours, id, "<1>", "<2>")
        reading.pull()
        assert ours.verify().clean
        write(ours, id, "<3>")
        reading.pull()
        assert sorted(reading.value) == sorted("<1><2><3>")


def test_another_process_hears_that_the_tables_were_built_anew() -> None:
    with laptops(1) as (ours,):
        other = reopen(ours.directory)
        id = item(ours)
        write(ours, id, "<1>", "<2>")
        write(other, id, "<3>")
        assert ours.verify().clean
        write(ours, id, "<4>")
        write(other, id, "<5>")
        assert sorted(body(other, id)) == sorted("<1><2><3><4><5>")
        assert other.verify().clean
        kill(other)


def test_a_commit_that_fails_is_made_again_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    with laptops(2) as (ours, theirs):
        id = item(ours)
        session = ours.text("item", id, "body")
        session.insert(0, "<1>")
        with monkeypatch.context() as patch:
            patch.setattr("netterm.store.log.append", _full)
            with pytest.raises(OSError, match="full"):
                session.commit()
        assert session.uncommitted
        assert body(ours, id) == ""
        session.insert(3, "<2>")
        session.commit()
        pull(theirs, ours)
        assert body(ours, id) == body(theirs, id) == "<1><2>"
        assert ours.verify().clean


def _full(*_: object) -> None:
    raise OSError("full")


def test_a_position_stays_with_its_character_whatever_others_write() -> None:
    with laptops(2) as (ours, theirs):
        id = item(ours)
        write(ours, id, "กขค")
        pull(theirs, ours)
        session = ours.text("item", id, "body")
        mark = session.cursor(1)
        write(theirs, id, "ท้าย")
        other = theirs.text("item", id, "body")
        other.insert(0, "หน้า")
        other.commit()
        pull(ours, theirs)
        edits = session.pull()
        at = session.place(mark)
        assert at is not None
        assert session.value[at] == "ข"
        assert [edit.removed for edit in edits] == [0] * len(edits)


def test_undo_takes_back_only_ones_own_words() -> None:
    with laptops(2) as (ours, theirs):
        id = item(ours)
        session = ours.text("item", id, "body")
        session.insert(0, "mine")
        session.commit()
        pull(theirs, ours)
        write(theirs, id, "theirs")
        pull(ours, theirs)
        session.pull()
        session.undo()
        session.commit()
        assert session.value == body(ours, id) == "theirs"


def test_a_deletion_that_did_not_know_of_the_last_words_does_not_hide_them() -> None:
    with laptops(2) as (ours, theirs):
        id = item(ours)
        write(ours, id, "known")
        pull(theirs, ours)
        with theirs.action() as act:
            act.delete("item", id)
        write(ours, id, "late")
        settle(ours, theirs)
        assert "late" in body(ours, id)
        assert digests(ours) == digests(theirs)


class TestLostRights:
    """Text beyond the cut-off is set aside, but not what others have written on before they knew."""

    def write_beyond_the_cut(self, admin: Replica, other: Replica, removed: Replica) -> bytes:
        id = item(admin)
        pull(removed, admin)
        pull(other, admin)
        heads = [head for compartment in (TRUST, GENERAL) for head in admin.heads(compartment)]
        roles = admin.trust.roles(removed.identity)
        admin.write_trust([encode(Withdraw(removed.identity, roles, cut_of(removed.identity, heads)))])
        write(removed, id, "<1>")
        pull(other, removed)
        return id

    def test_what_nobody_wrote_on_is_set_aside(self) -> None:
        with laptops(4) as (admin, _, other, removed):
            id = self.write_beyond_the_cut(admin, other, removed)
            settle(admin, other)
            assert body(admin, id) == body(other, id) == ""
            assert admin.digest(GENERAL) == other.digest(GENERAL)

    def test_what_others_wrote_on_stays_and_so_do_their_words(self) -> None:
        with laptops(4) as (admin, _, other, removed):
            id = self.write_beyond_the_cut(admin, other, removed)
            write(other, id, "<2>")
            write(removed, id, "<3>")
            pull(other, removed)
            settle(admin, other)
            assert body(admin, id) == body(other, id) == "<1><2>"
            assert admin.digest(GENERAL) == other.digest(GENERAL)
            verified = admin.verify()
            assert verified.clean
            assert verified.set_aside == 1  # what nobody wrote on

    def test_a_session_goes_on_once_its_author_has_the_right_again(self) -> None:
        with laptops(4) as (admin, _, other, removed):
            id = item(admin)
            pull(removed, admin)
            session = removed.text("item", id, "body")
            heads = [head for compartment in (TRUST, GENERAL) for head in admin.heads(compartment)]
            roles = admin.trust.roles(removed.identity)
            admin.write_trust([encode(Withdraw(removed.identity, roles, cut_of(removed.identity, heads)))])
            session.insert(0, "<1>")
            session.commit()
            admin.write_trust([encode(Grant(removed.identity, roles))])
            pull(removed, admin)
            session.insert(3, "<2>")
            session.commit()
            settle(admin, other, removed)
            assert body(admin, id) == body(other, id) == body(removed, id) == "<1><2>"
            assert admin.digest(GENERAL) == other.digest(GENERAL) == removed.digest(GENERAL)
