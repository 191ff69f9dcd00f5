"""Where the network is kept and how it is opened: data directory and passphrases."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from netterm.errors import Failure
from netterm.locale import N_, _

if TYPE_CHECKING:
    from netterm.store import Replica

PASSPHRASE: Final = "NETTERM_PASSPHRASE"
KIT_PASSPHRASE: Final = "NETTERM_KIT_PASSPHRASE"
_LONGEST: Final = 10_000


class PassphrasesDiffer(Failure):
    """A new passphrase was typed twice, differently."""

    def __init__(self) -> None:
        super().__init__(N_("The two passphrases are not the same. Nothing was changed."))


class NoPassphraseGiven(Failure):
    """There is nobody to ask for a passphrase."""


@dataclass(frozen=True, slots=True)
class Place:
    """What the program's own options say."""

    data: Path | None = None
    passphrase_file: Path | None = None
    read_only: bool = False
    """Whether nothing may be written by whoever sits here; what other computers wrote still comes in."""

    @property
    def directory(self) -> Path:
        """Where the network is, or shall be."""
        return self.data or _default("netterm")

    @property
    def demo_directory(self) -> Path:
        """Where the demo network is, or shall be: never the place of a real one unless it was said."""
        return self.data or _default("netterm-demo")

    def open(self, directory: Path | None = None) -> Replica:
        """The replica, unlocked; a context manager. Raises what opening raises, and :class:`NoPassphraseGiven`."""
        from netterm.store import NoNetwork, Replica, exists

        at = directory or self.directory
        if not exists(at):
            raise NoNetwork(at)
        return self.for_reading(Replica.open(at, self._passphrase(at)))

    def for_reading(self, replica: Replica) -> Replica:
        """The same replica, closed to writing where that was asked for."""
        replica.read_only = self.read_only
        return replica

    def check_writable(self) -> None:
        """Before something new is made. Raises :class:`~netterm.store.writing.ReadOnly`."""
        if self.read_only:
            from netterm.store.writing import ReadOnly

            raise ReadOnly

    def given_passphrase(self) -> str | None:
        """The passphrase from the file or the environment; None where neither says one."""
        if self.passphrase_file is not None:
            return first_line(self.passphrase_file)
        return os.environ.get(PASSPHRASE)

    def new_passphrase(self, without: bool) -> str | None:
        """A passphrase for new keys, asked for twice; None for none."""
        if without:
            return None
        given = self.given_passphrase()
        if given is not None:
            return given
        if not sys.stdin.isatty():
            raise NoPassphraseGiven(
                "A passphrase is needed: give --passphrase-file or NETTERM_PASSPHRASE, or --no-passphrase where the "
                "disk is protected. Nothing was changed."
            )
        first = ask(_("New passphrase for this computer"))
        if first != ask(_("The passphrase once more")):
            raise PassphrasesDiffer
        return first

    def _passphrase(self, directory: Path) -> str | None:
        from netterm.store import identities

        if not any(each.protected for each in identities(directory)):
            return None
        given = self.given_passphrase()
        if given is None and sys.stdin.isatty():
            return ask(_("Passphrase"))
        return given


def ask(question: str) -> str:
    """Ask for a secret on the terminal; it is not shown."""
    return str(click.prompt(question, hide_input=True, err=True))


def kit_passphrase() -> str:
    """The passphrase of a recovery kit, from the environment or the terminal."""
    given = os.environ.get(KIT_PASSPHRASE)
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise NoPassphraseGiven(
            "The kit's passphrase is needed: run this in a terminal, or give NETTERM_KIT_PASSPHRASE. "
            "Nothing was changed."
        )
    return ask(_("Passphrase of the recovery kit"))


def first_line(path: Path) -> str:
    """The first line of a small file."""
    with path.open(encoding="utf-8", errors="surrogateescape") as file:
        return file.readline(_LONGEST).rstrip("\r\n")


def _default(name: str) -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir(name, appauthor=False))
