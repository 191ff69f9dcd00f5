"""Asking before something that cannot be taken back: who says nothing has said no."""

import sys
from typing import Final

import click

from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.locale import N_, _

YES: Final = frozenset({"y", "yes", "ใช่", "ช"})
"""What means yes, in either language."""


class NotConfirmed(Failure):
    """The person said no, or nothing."""

    def __init__(self) -> None:
        super().__init__(N_("Nothing was changed."))


class NobodyToAsk(Failure):
    """There is no terminal to ask at."""

    def __init__(self) -> None:
        super().__init__(N_("Nobody is here to be asked: give --yes, or run this in a terminal. Nothing was changed."))


def confirm(question: str, yes: bool) -> None:
    """Go on only after a yes, typed now or given with the command. Raises `NotConfirmed` or `NobodyToAsk`."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise NobodyToAsk
    if not answered_yes(question):
        raise NotConfirmed


def answered_yes(question: str) -> bool:
    """Whether the answer that is typed now means yes; an empty one does not."""
    click.echo(for_display(question) + " " + _("Type yes or no: "), err=True, nl=False)
    return sys.stdin.readline().strip().casefold() in YES
