"""How far long work is, on a terminal's stderr and nowhere else; and how it is stopped."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import click

from netterm.language.clean import for_display
from netterm.language.clusters import cell_width
from netterm.locale import _, message

INTERRUPTED: Final = 130
"""Exit code after Ctrl+C and after a request to end, as shells have it."""
_BETWEEN: Final = 0.2
"""Seconds between two looks at it, so that a slow line is not filled with it."""


class Progress:
    """One line that is written over, on a terminal; nothing elsewhere, so that no file or reader is filled with it."""

    def __init__(self) -> None:
        self.is_shown = sys.stderr.isatty()
        """Whether anybody sees it."""
        self._width = 0
        self._next = 0.0

    def tell(self, what: str, done: int, total: int) -> None:
        """So much of it is done; ``what`` is a msgid."""
        now = time.monotonic()
        if self.is_shown and (now >= self._next or done >= total):
            self._next = now + _BETWEEN
            self._write(f"{_(what)} {message('{done:,} of {total:,}', done=done, total=total)}")

    def clear(self) -> None:
        """The line is free again: before anything else is said, and at the end."""
        if self._width:
            self._write("")
            click.echo("\r", err=True, nl=False)

    def _write(self, text: str) -> None:
        shown = for_display(text)
        before, width = self._width, cell_width(shown)
        self._width = max(before, width)  # first: Ctrl+C may come once it is written, and the line is cleared then
        click.echo("\r" + shown + " " * max(0, before - width), err=True, nl=False)
        self._width = width


@contextmanager
def long_work(stopped: str) -> Iterator[Progress]:
    """Work that may take long: Ctrl+C ends it with this sentence, a msgid, and the code that shells know."""
    progress = Progress()
    try:
        yield progress
    except KeyboardInterrupt:
        progress.clear()
        click.echo(for_display(_(stopped)), err=True)
        raise click.exceptions.Exit(INTERRUPTED) from None
    finally:
        progress.clear()
