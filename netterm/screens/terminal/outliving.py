"""Ending in good order when the terminal is gone already: the window was closed, or the line dropped."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO

__all__ = ["outliving_the_terminal"]


class _Swallowing:
    """A terminal's output that takes what nobody can see any more.

    Textual paints in a thread that ends at the first write that fails; whoever then has more to paint waits for ever.
    """

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def write(self, text: str) -> int:
        with suppress(OSError):
            return self._output.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._output.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._output, name)


@contextmanager
def outliving_the_terminal() -> Iterator[None]:
    """Within it, what Textual writes to the terminal never fails."""
    kept = {name: getattr(sys, name) for name in ("__stdout__", "__stderr__")}
    vars(sys).update({name: output and _Swallowing(output) for name, output in kept.items()})
    try:
        yield
    finally:
        vars(sys).update(kept)
