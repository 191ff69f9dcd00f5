"""What every screen stands on, and what the program does whatever the screen: one thing per file, mixed into the app.

`face` is what screens may ask of the program; `screen` and `modal` are what they are made of.
"""

from netterm.screens.shell.face import (
    LanguageChanged,
    RecordsChanged,
    Shell,
    SyncChanged,
    Tone,
    WordsLearnt,
)
from netterm.screens.shell.modal import NettermModal
from netterm.screens.shell.screen import NettermScreen
from netterm.screens.shell.told import BETWEEN_FIELDS, Completes, Told, bindings, is_letter

__all__ = [
    "BETWEEN_FIELDS",
    "Completes",
    "LanguageChanged",
    "NettermModal",
    "NettermScreen",
    "RecordsChanged",
    "Shell",
    "SyncChanged",
    "Told",
    "Tone",
    "WordsLearnt",
    "bindings",
    "is_letter",
]
