"""The screens and dialogs that there are: whatever is declared in the package, whether a walk leads there or not."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, Final

from textual.screen import Screen

import netterm.screens

__all__ = ["NOT_SHOWN", "every_screen"]

NOT_SHOWN: Final = {
    "PickSeveral": "no form asks for any number of a closed list yet",
}
"""Dialogs to which no key leads today, and why."""


def every_screen() -> set[str]:
    """The names of all that can be shown: the classes of screens from which no other one is derived."""
    for module in walk_packages(netterm.screens.__path__, "netterm.screens."):
        import_module(module.name)
    return {
        each.__name__
        for each in _derived(Screen)
        if each.__module__.startswith("netterm.") and not each.__subclasses__()
    }


def _derived(kind: type[Screen[Any]]) -> Iterator[type[Screen[Any]]]:
    for each in kind.__subclasses__():
        yield each
        yield from _derived(each)
