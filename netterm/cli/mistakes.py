"""What is mistaken in the settings, said by every command: the screens say it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import click

import netterm
from netterm import settings
from netterm.errors import Failure
from netterm.language.clean import for_display

_SCREENS_SAY_IT: Final = frozenset({None, "open", "demo"})
"""The commands that open the screens."""


def tell(chosen: settings.Settings, command: str | None) -> None:
    """Say on stderr what is mistaken, a line for each, unless the command opens the screens."""
    if command in _SCREENS_SAY_IT:
        return
    for mistake in mistakes(chosen):
        click.echo(for_display(mistake.sentence()), err=True)


def mistakes(chosen: settings.Settings) -> list[Failure]:
    """All that is mistaken. What only the screens know is asked of them once for each state of the settings."""
    found = list(chosen.mistakes)
    if not (chosen.keys or chosen.theme):
        return found
    mark, kept = _mark(), _kept()
    if mark and mark == _read(kept):
        return found
    of_screens = [*_of_keys(chosen), *_of_colours(chosen)]
    if mark and not of_screens:
        with suppress(OSError):  # a help, not a promise
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(mark, encoding="ascii")
    return found + of_screens


def _of_keys(chosen: settings.Settings) -> Iterator[Failure]:
    if chosen.keys:
        from netterm.cli.keys_told import remapping

        with remapping(chosen.keys) as mistaken:
            yield from mistaken


def _of_colours(chosen: settings.Settings) -> Iterator[Failure]:
    if chosen.theme:
        from netterm.screens.shell.colours import known_colours

        if chosen.theme not in known_colours():
            yield Failure("There are no colours called “{theme}”.", theme=chosen.theme)


def _mark() -> str:
    """What tells this state of the settings, as this version reads them, from any other; '' where there is none."""
    import hashlib

    try:
        said = settings.config_path().read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(netterm.__version__.encode() + b"\0" + said).hexdigest()


def _kept() -> Path:
    """Where the mark of the settings is in which the screens found nothing mistaken."""
    import platformdirs

    return Path(platformdirs.user_state_dir("netterm", appauthor=False)) / "settings-checked"


def _read(kept: Path) -> str:
    try:
        return kept.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
