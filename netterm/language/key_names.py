"""Keys by name: as the program knows them, as people read them, and as people write them into a file."""

import string
import unicodedata

from netterm.language.keyboard import latin_key

__all__ = ["key_name", "key_written"]

_SHOWN = {
    "escape": "Esc",
    "enter": "Enter",
    "delete": "Del",
    "backspace": "Backspace",
    "insert": "Ins",
    "space": "Space",
    "tab": "Tab",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}
_SHORT = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""As Textual has them, in place of their names in Unicode."""
_HELD = {"ctrl", "shift", "alt", "super", "meta", "hyper"}
_LAST_F = 24


def _named(sign: str) -> str:
    name = unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
    return _SHORT.get(name, name)


_SIGNS = {_named(sign): sign for sign in string.punctuation}
"""What a key types that is no letter, by its name."""


def key_name(key: str) -> str:
    """A key as people read it: 'ctrl+p' → 'Ctrl+P', 'question_mark' → '?', 'n' → 'n'."""
    *held, last = key.split("+")
    shown = _SHOWN.get(last) or _SIGNS.get(last) or (last.upper() if held or _is_function_key(last) else last)
    return "+".join([*(each.capitalize() for each in held), shown])


def key_written(written: str) -> str | None:
    """The key's name as the program knows it (and Textual), from how somebody wrote it; None where there is none such.

    ``Ctrl+T``, ``ctrl+t``, ``?``, ``question_mark``, ``PgUp``, or a letter of either layout: 'ก' is the key 'd'.
    """
    *held, last = [written] if len(written) == 1 else written.split("+")
    held = [each.lower() for each in held]
    name = _last_written(last.lower() if held and len(last) == 1 else last)
    return "+".join([*held, name]) if name is not None and set(held) <= _HELD else None


def _last_written(last: str) -> str | None:
    if len(last) == 1:
        last = latin_key(last) or last
        return (
            last if last.isalnum() and last.isascii() else next((n for n, sign in _SIGNS.items() if sign == last), None)
        )
    name = last.lower()
    if _is_function_key(name):
        return name if 1 <= int(name[1:]) <= _LAST_F else None
    if name in _SHOWN or name in _SIGNS:
        return name
    return next((known for known, shown in _SHOWN.items() if shown.lower() == name), None)


def _is_function_key(name: str) -> bool:
    return name[:1] == "f" and name[1:].isdecimal()
