"""Actions: what a person does is checked before, written whole as one entry, or not at all."""

from __future__ import annotations

import pytest

from netterm.errors import Failure
from netterm.model.kinds import Role
from netterm.store import NoRight, NotThere, Record, Replica, WrongForm, batches
from netterm.store.trust_ops import Grant, Withdraw, encode
from tests.store.laptops import GENERAL, SENSITIVE, digests, kill, laptops, pull, reopen, settle


def meeting(replica: Replica, **values: object) -> bytes:
    with replica.action() as act:
        return act.add("meeting", {"name": "m", **values})  # type: ignore[dict-item]  # values of every kind


def of(replica: Replica, id: bytes) -> Record:
    found = replica.get("meeting", id)
    assert found is not None
    return found


def entries(replica: Replica) -> int:
    return sum(len(list(batches.read(batch, replica.network).entries)) for batch, _ in replica.outgoing(GENERAL, ()))


def test_one_action_is_one_entry_however_much_it_does() -> None:
    with laptops(1) as (ours,):
        before = entries(ours)
        with ours.action() as act:
            id = act.add("meeting", {"name": "m", "tags": ("x", "y")})
            act.set("meeting", id, {"seats": 3})
            act.add("item", {"meeting": id, "name": "i"})
        assert entries(ours) == before + 1
        tags = of(ours, id)["tags"]
        assert isinstance(tags, tuple)
        assert (of(ours, id)["seats"], set(tags)) == (3, {"x", "y"})


def test_an_action_sees_what_it_has_done_and_nobody_else_does_yet() -> None:
    with laptops(1) as (ours,):
        with ours.action() as act:
            id = act.add("meeting", {"name": "m"})
            act.set("meeting", id, {"seats": 4})
            seen = act.get("meeting", id)
            assert seen is not None
            assert (seen["name"], seen["seats"]) == ("m", 4)
            assert ours.get("meeting", id) is None
        assert of(ours, id)["seats"] == 4


def test_an_exception_takes_all_of_it_back() -> None:
    with laptops(1) as (ours,):
        before = digests(ours)
        with pytest.raises(ZeroDivisionError):
            _fail_midway(ours)
        assert digests(ours) == before


def _fail_midway(replica: Replica) -> None:
    with replica.action() as act:
        act.add("meeting", {"name": "m"})
        raise ZeroDivisionError


def _add_both(replica: Replica, *meetings: dict[str, object]) -> None:
    with replica.action() as act:
        for values in meetings:
            act.add("meeting", values)  # type: ignore[arg-type]  # what nobody should give


def test_what_does_not_differ_is_not_written() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours, seats=3, tags=("x",))
        before = entries(ours)
        with ours.action() as act:
            act.set("meeting", id, {"name": "m", "seats": 3, "tags": ("x",)})
        assert entries(ours) == before


def test_defaults_stand_where_nothing_was_given() -> None:
    with laptops(1) as (ours,):
        assert of(ours, meeting(ours))["stage"] == "draft"


@pytest.mark.parametrize(
    ("values", "failure"),
    [
        ({}, Failure),
        ({"name": ""}, Failure),
        ({"name": "m", "seats": "three"}, WrongForm),
        ({"name": "two\nlines"}, WrongForm),
        ({"name": "m", "stage": "closed"}, Failure),
        ({"name": "m", "tags": (3,)}, WrongForm),
    ],
)
def test_what_breaks_a_rule_is_told_and_nothing_is_written(values: dict[str, object], failure: type[Failure]) -> None:
    with laptops(1) as (ours,):
        before = digests(ours)
        with pytest.raises(failure) as caught:
            _add_both(ours, {"name": "fine"}, values)
        assert caught.value.sentence()
        assert digests(ours) == before


def test_a_shared_text_is_not_typed_over_like_a_field() -> None:
    with laptops(1) as (ours,), pytest.raises(WrongForm), ours.action() as act:
        act.add("item", {"name": "i", "body": "typed over"})


def test_what_is_not_there_cannot_be_changed_or_deleted() -> None:
    with laptops(1) as (ours,):
        id = meeting(ours)
        with ours.action() as act:
            act.delete("meeting", id)
        with pytest.raises(NotThere), ours.action() as act:
            act.set("meeting", id, {"name": "x"})
        with pytest.raises(NotThere), ours.action() as act:
            act.delete("meeting", id)


def test_what_others_changed_since_the_form_was_opened_becomes_a_conflict_not_a_loss() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours, seats=1)
        pull(theirs, ours)
        form = of(ours, id)
        with theirs.action() as act:
            act.set("meeting", id, {"name": "theirs", "seats": 2})
        pull(ours, theirs)
        with ours.action() as act:
            act.set("meeting", id, {"name": "ours"}, seen=form)
        (conflict,) = ours.conflicts()
        assert {conflict.shown.value, *(each.value for each in conflict.others)} == {"ours", "theirs"}
        assert of(ours, id)["seats"] == 2
        assert of(ours, id).conflicts == 1
        settle(ours, theirs)
        assert digests(ours) == digests(theirs)


def test_a_form_that_was_saved_as_it_was_opened_changes_nothing() -> None:
    with laptops(2) as (ours, theirs):
        id = meeting(ours)
        pull(theirs, ours)
        form = of(ours, id)
        with theirs.action() as act:
            act.set("meeting", id, {"name": "theirs"})
        pull(ours, theirs)
        with ours.action() as act:
            act.set("meeting", id, {"name": "m"}, seen=form)
        assert of(ours, id)["name"] == "theirs"
        assert ours.conflicts() == []


class TestConflicts:
    def conflict(self, *replicas: Replica) -> bytes:
        id = meeting(replicas[0])
        settle(*replicas)
        for number, replica in enumerate(replicas):
            with replica.action() as act:
                act.set("meeting", id, {"name": f"name {number}"})
        settle(*replicas)
        return id

    def test_a_resolution_ends_it_everywhere(self) -> None:
        with laptops(3) as replicas:
            id = self.conflict(*replicas)
            (conflict,) = replicas[0].conflicts()
            assert len(conflict.others) == 2
            assert {replicas[0].name_of(each.who) for each in (conflict.shown, *conflict.others)} == {
                "คน 0",
                "คน 1",
                "คน 2",
            }
            replicas[0].resolve(conflict.id, "all of them")
            settle(*replicas)
            assert all(replica.conflicts() == [] for replica in replicas)
            assert {str(of(replica, id)["name"]) for replica in replicas} == {"all of them"}

    def test_two_resolutions_at_once_are_a_conflict_of_their_own(self) -> None:
        with laptops(2) as (ours, theirs):
            self.conflict(ours, theirs)
            for replica, name in ((ours, "x"), (theirs, "y")):
                replica.resolve(replica.conflicts()[0].id, name)
            settle(ours, theirs)
            (conflict,) = ours.conflicts()
            assert {conflict.shown.value, *(each.value for each in conflict.others)} == {"x", "y"}

    def test_the_same_value_from_two_is_no_conflict_for_people(self) -> None:
        with laptops(2) as (ours, theirs):
            id = meeting(ours)
            pull(theirs, ours)
            for replica in (ours, theirs):
                with replica.action() as act:
                    act.set("meeting", id, {"name": "same"})
            settle(ours, theirs)
            assert ours.conflicts() == theirs.conflicts() == []

    def test_one_that_is_no_more_is_told(self) -> None:
        with laptops(2) as (ours, theirs):
            self.conflict(ours, theirs)
            id = ours.conflicts()[0].id
            ours.resolve(id, "x")
            with pytest.raises(Failure, match="no such conflict"):
                ours.resolve(id, "y")

    def test_a_value_of_the_wrong_form_or_an_illegal_state_is_told(self) -> None:
        with laptops(2) as (ours, theirs):
            id = self.conflict(ours, theirs)
            with pytest.raises(WrongForm):
                ours.resolve(ours.conflicts()[0].id, 3)
            for replica, stage in ((ours, "open"), (theirs, "void")):
                with replica.action() as act:
                    act.set("meeting", id, {"stage": stage})
            settle(ours, theirs)
            (conflict,) = (each for each in ours.conflicts() if each.field == "stage")
            before = digests(ours)
            with pytest.raises(Failure):
                ours.resolve(conflict.id, "draft")
            assert digests(ours) == before


class TestRights:
    def test_who_lost_the_right_is_told_before_anything_is_written(self) -> None:
        with laptops(4) as (admin, _, _, member):
            id = meeting(admin)
            admin.write_trust([encode(Withdraw(member.identity, frozenset({Role.MEMBER}), ()))])
            pull(member, admin)
            before = digests(member)
            with pytest.raises(NoRight), member.action() as act:
                act.add("meeting", {"name": "x"})
            with pytest.raises(NoRight), member.action() as act:
                act.set("meeting", id, {"name": "x"})
            assert digests(member) == before

    def test_who_loses_the_right_while_writing_is_told_in_a_sentence(self) -> None:
        """Another process of the same person has heard of it first."""
        with laptops(4) as (admin, _, _, member):
            beside = reopen(member.directory)
            admin.write_trust([encode(Withdraw(member.identity, frozenset({Role.MEMBER}), ()))])
            pull(beside, admin)
            with pytest.raises(Failure) as caught, member.action() as act:
                act.add("meeting", {"name": "x"})
            assert caught.value.sentence()
            assert beside.count("meeting") == 0
            kill(beside)

    def test_sensitive_fields_stay_with_those_who_may_read_them(self) -> None:
        with laptops(4) as (admin, _, registrar, member):
            with admin.action() as act:
                id = act.add("person", {"first": "คน", "illness": "หอบหืด"})
            settle(admin, registrar, member)
            for replica, told in ((registrar, "หอบหืด"), (member, None)):
                record = replica.get("person", id)
                assert record is not None
                assert (record["first"], record["illness"]) == ("คน", told)
            assert SENSITIVE not in member.volumes
            before = digests(member)
            with pytest.raises(Failure, match="no right to see or change sensitive"), member.action() as act:
                act.set("person", id, {"illness": "x"})
            assert digests(member) == before

    def test_a_right_that_was_granted_opens_what_it_gives(self) -> None:
        with laptops(4) as (admin, _, _, member):
            with admin.action() as act:
                id = act.add("person", {"first": "คน", "illness": "หอบหืด"})
            admin.write_trust([encode(Grant(member.identity, frozenset({Role.REGISTRAR})))])
            pull(member, admin)
            pull(member, admin)
            record = member.get("person", id)
            assert record is not None
            assert record["illness"] == "หอบหืด"
