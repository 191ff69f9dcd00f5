"""What screens ask of sync before it runs."""

import threading
import time

import pytest

from netterm.errors import Failure
from netterm.locale import Language, use
from netterm.model import Role
from netterm.screens.sync_control import Invitation, Newcomer, SyncSoon, SyncState, Told, WithoutSync


class Started(WithoutSync):
    """What a start gives; it remembers what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def state(self) -> SyncState:
        return SyncState(running=True)

    def invite(self, _roles: object, _person: bytes | None, _told: Told) -> Invitation:
        return Invitation("CODE", _nothing, lambda: None)

    def dial(self, address: str) -> None:
        self.asked.append(address)

    def here(self, place: str, record: bytes | None = None) -> None:
        self.asked.append(place)

    def stop(self) -> None:
        self.asked.append("stop")


def _nothing(_newcomer: Newcomer, _yes: bool) -> None:
    """Nobody is asked about."""


def test_who_invites_before_sync_runs_waits_for_it() -> None:
    started, go_on = Started(), threading.Event()

    def start() -> Started:
        assert go_on.wait(5)
        return started

    sync = SyncSoon(start)
    begun = threading.Thread(target=sync.begin)
    begun.start()
    threading.Timer(0.2, go_on.set).start()
    use(Language.EN)
    assert sync.state() == SyncState(problem="Sync is starting")
    assert sync.invite([Role.MEMBER], None, lambda _what: None).code == "CODE"
    assert sync.state().running
    begun.join(5)


def test_who_invites_before_sync_was_begun_begins_it_once() -> None:
    starts: list[Started] = []

    def start() -> Started:
        time.sleep(0.05)
        starts.append(Started())
        return starts[-1]

    sync = SyncSoon(start)
    asking = [threading.Thread(target=sync.invite, args=([], None, lambda _what: None)) for _each in range(3)]
    for each in asking:
        each.start()
    for each in asking:
        each.join(5)
    sync.dial("192.0.2.7:4711")
    assert [each.asked for each in starts] == [["192.0.2.7:4711"]]


def test_where_somebody_is_is_told_once_sync_runs() -> None:
    started = Started()
    sync = SyncSoon(lambda: started)
    sync.here("Agenda")
    sync.here("Minutes")
    sync.begin()
    sync.here("Home")
    assert started.asked == ["Minutes", "Home"]


def test_why_sync_cannot_start_is_told_and_it_is_tried_again_when_needed() -> None:
    ways = iter([False, False, True])
    told: list[str] = []

    def start() -> Started:
        if not next(ways):
            raise Failure("Nobody can connect here.")
        return Started()

    sync = SyncSoon(start)
    end = sync.subscribe(lambda: told.append(sync.state().problem))
    sync.begin()
    assert (told, sync.state().running) == (["Nobody can connect here."], False)
    with pytest.raises(Failure, match="Nobody can connect here"):
        sync.dial("192.0.2.7:4711")
    sync.dial("192.0.2.7:4711")
    assert sync.state().running
    end()


def test_sync_that_was_stopped_while_it_started_ends_and_starts_no_more() -> None:
    started = Started()
    sync = SyncSoon(lambda: started)
    sync.begin()
    sync.stop()
    late = SyncSoon(lambda: started)
    late.stop()
    late.begin()
    assert started.asked == ["stop"]
    with pytest.raises(Failure):
        late.invite([], None, lambda _what: None)
