"""When a peer is tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps

from netterm.sync.dialling import FORGET, HOPE, HURRIED, LATER, SOON, Dialler, Target, pause
from netterm.sync.discovery import Address, Means, Outcome

THERE = Address("192.0.2.7", 1)


def test_while_there_is_hope_pauses_grow_to_a_second_and_haste_may_cut_them() -> None:
    assert [pause(Outcome.TIMED_OUT, failures, 0.0) for failures in (0, 1, 2, 3, 4, 99)] == [
        (0.5, True), (0.5, True), (1.0, True), (SOON, True), (SOON, True), (SOON, True)
    ]  # fmt: skip


def test_without_hope_they_grow_longer() -> None:
    assert pause(Outcome.TIMED_OUT, 3, HOPE) == (2.0, True)
    assert pause(Outcome.TIMED_OUT, 99, HOPE) == (LATER, True)


def test_who_misbehaved_is_left_alone_longer_each_time_and_no_haste_helps() -> None:
    assert [pause(Outcome.MISBEHAVED, failures, 0.0) for failures in (1, 2, 3, 99)] == [
        (60.0, False), (120.0, False), (240.0, False), (3600.0, False)
    ]  # fmt: skip


class Scene:
    """A dialler whose connections end as the script says; afterwards none ends at all."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.script = list(outcomes)
        self.tried: list[float] = []
        self.targets: list[Target] = []
        self.linked = asyncio.Event()
        self.linked.set()
        self.clock = asyncio.get_running_loop().time
        self.dialler = Dialler(self.connect, self.unlinked, jitter=lambda: 0.5)

    async def connect(self, target: Target) -> Outcome:
        self.tried.append(self.clock())
        self.targets.append(target)
        if not self.script:
            await asyncio.Event().wait()
        return self.script.pop(0)

    async def unlinked(self, _identity: bytes) -> None:
        await self.linked.wait()


class FastLoop(asyncio.SelectorEventLoop):
    """Time jumps to whatever is due next."""

    skipped = 0.0

    def time(self) -> float:
        return super().time() + self.skipped

    def _run_once(self) -> None:
        scheduled: list[asyncio.TimerHandle] = [handle for handle in self._scheduled if not handle.cancelled()]  # type: ignore[attr-defined]  # asyncio's own list of timers
        if scheduled and not self._ready:  # type: ignore[attr-defined]
            self.skipped += max(0.0, min(handle.when() for handle in scheduled) - self.time())
        super()._run_once()  # type: ignore[misc]


def fast(test: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    """Run a test in a loop that waits for nothing."""

    @wraps(test)
    def run() -> None:
        with asyncio.Runner(loop_factory=FastLoop) as runner:
            runner.run(test())

    return run


@fast
async def test_a_failure_is_followed_by_further_tries_with_growing_pauses() -> None:
    scene = Scene(*[Outcome.REFUSED] * 4)
    scene.dialler.want(THERE, Means.TYPED, (THERE,))
    await asyncio.sleep(30)
    gaps = [round(later - earlier, 1) for earlier, later in zip(scene.tried, scene.tried[1:], strict=False)]
    assert gaps == [0.5, 1.0, 1.0, 1.0]
    await scene.dialler.close()


@fast
async def test_haste_tries_at_once_but_never_in_a_tight_loop() -> None:
    scene = Scene(*[Outcome.NO_ROUTE] * 100)
    scene.dialler.want(THERE, Means.TYPED, (THERE,))
    for _each in range(100):
        scene.dialler.haste()
        await asyncio.sleep(0.01)
    assert 3 <= len(scene.tried) <= 1 + 1.0 / HURRIED
    await scene.dialler.close()


@fast
async def test_haste_does_not_help_who_misbehaved() -> None:
    scene = Scene(Outcome.MISBEHAVED)
    scene.dialler.want(b"instance", Means.MDNS, (THERE,))
    for _each in range(50):
        scene.dialler.want(b"instance", Means.MDNS, (THERE,))
        await asyncio.sleep(1)
    assert len(scene.tried) == 1
    await asyncio.sleep(20)
    assert len(scene.tried) == 2
    await scene.dialler.close()


@fast
async def test_one_that_is_linked_another_way_is_not_dialled_until_that_link_is_gone() -> None:
    scene = Scene(Outcome.DUPLICATE)
    scene.linked.clear()
    scene.dialler.want(THERE, Means.TYPED, (THERE,))
    await asyncio.sleep(0)
    scene.targets[0].identity = b"i" * 32
    await asyncio.sleep(60)
    assert len(scene.tried) == 1
    scene.linked.set()
    await asyncio.sleep(0.1)
    assert len(scene.tried) == 2
    await scene.dialler.close()


@fast
async def test_one_found_anew_is_tried_at_its_new_addresses() -> None:
    scene = Scene(Outcome.TIMED_OUT)
    scene.dialler.want(b"instance", Means.MDNS, (THERE,))
    await asyncio.sleep(0)
    elsewhere = Address("192.0.2.8", 1)
    scene.dialler.want(b"instance", Means.BROADCAST, (elsewhere,))
    await asyncio.sleep(HURRIED + 0.1)
    assert len(scene.tried) == 2
    assert scene.targets[1].addresses == (elsewhere,)
    await scene.dialler.close()


@fast
async def test_one_found_and_not_heard_again_is_forgotten_but_a_typed_one_is_not() -> None:
    scene = Scene(*[Outcome.TIMED_OUT] * 1000)
    scene.dialler.want(b"instance", Means.BROADCAST, (THERE,))
    scene.dialler.want(THERE, Means.TYPED, (THERE,))
    await asyncio.sleep(FORGET + 60)
    assert list(scene.dialler._targets) == [THERE]
    await scene.dialler.close()


@fast
async def test_no_flood_of_announcements_makes_more_than_a_committee_of_targets() -> None:
    scene = Scene()
    for number in range(500):
        scene.dialler.want(number.to_bytes(8, "big"), Means.MDNS, (THERE,))
    assert len(scene.dialler._targets) == 64
    scene.dialler.want(THERE, Means.TYPED, (THERE,))
    assert len(scene.dialler._targets) == 65
    await scene.dialler.close()
