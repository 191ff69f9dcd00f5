"""Where a process kills itself: the store's functions are wrapped so that one of their calls is the last."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from netterm.store import Merged, log
from netterm.store.apply import Workspace
from netterm.store.database import Connection, Database
from netterm.store.volume import Volume

P = ParamSpec("P")
T = TypeVar("T")


class Point(StrEnum):
    """A moment in a transaction."""

    BEFORE_BEGIN = "before BEGIN"
    AFTER_BEGIN = "after BEGIN"
    AFTER_TABLES = "after the tables"
    AFTER_LOG = "after the log insert"
    BEFORE_COMMIT = "just before COMMIT"
    AFTER_COMMIT = "just after COMMIT"


class Fuse:
    """Kills this process with -9 when ``point`` is met for the ``count``-th time, in a merge or an own write."""

    def __init__(self, point: Point, count: int, *, merging: bool) -> None:
        self._point = point
        self._left = count
        self._merging = merging
        self._now = threading.local()
        self._lit = False

    def light(self) -> None:
        """From now on it counts."""
        self._lit = True

    def met(self, point: Point) -> None:
        if not self._lit or point is not self._point or getattr(self._now, "merging", False) is not self._merging:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def lay(self) -> None:
        """Wrap what the store is made of, for the rest of this process's life."""
        write, merge = Database.write, Volume.merge
        met, now = self.met, self._now

        @contextmanager
        def watched_write(self: Database) -> Iterator[Connection]:
            met(Point.BEFORE_BEGIN)
            with write(self) as connection:
                met(Point.AFTER_BEGIN)
                yield connection
                met(Point.BEFORE_COMMIT)
            met(Point.AFTER_COMMIT)

        def marked_merge(*args: Any, **kwargs: Any) -> Merged:
            now.merging = True
            try:
                return merge(*args, **kwargs)
            finally:
                now.merging = False

        Database.write = watched_write  # type: ignore[method-assign]  # the point of it
        Volume.merge = marked_merge  # type: ignore[method-assign]  # the point of it
        Workspace.flush = _then(Workspace.flush, met, Point.AFTER_TABLES)  # type: ignore[method-assign]  # the point of it
        log.append = _then(log.append, met, Point.AFTER_LOG)


def _then(call: Callable[P, T], met: Callable[[Point], None], point: Point) -> Callable[P, T]:
    @wraps(call)
    def watched(*args: P.args, **kwargs: P.kwargs) -> T:
        done = call(*args, **kwargs)
        met(point)
        return done

    return watched
