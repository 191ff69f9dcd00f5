"""What people read, in their language: Thai and English.

The msgid is the English sentence itself, so English needs no catalogue and a missing translation falls back to it.
The language is one choice per process, read at every call: switching it changes whatever is painted next.
"""

import gettext as _gettext
import os
import unicodedata
from collections.abc import Mapping
from enum import Enum
from functools import cache
from pathlib import Path

__all__ = ["N_", "Language", "_", "clean", "current", "fill", "from_environment", "message", "ngettext", "use"]

_DOMAIN = "netterm"
_ENVIRONMENT = ("NETTERM_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
_LINE_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")
_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Language(Enum):
    """A language the program speaks; the value is its ISO 639-1 code."""

    TH = "th"
    EN = "en"


def from_environment(environ: Mapping[str, str]) -> Language:
    """The language that `NETTERM_LANG`, or else the POSIX locale variables, ask for.

    The first variable that is set decides, as POSIX has it; anything but Thai is English.
    """
    wanted = next((environ[name] for name in _ENVIRONMENT if environ.get(name)), "")
    return Language.TH if wanted.lower().replace("-", "_").partition("_")[0] == "th" else Language.EN


_language = from_environment(os.environ)


def use(language: Language) -> None:
    """Speak `language` from now on, in every thread."""
    global _language  # noqa: PLW0603 - the one piece of state this module exists for
    _language = language


def current() -> Language:
    """The language spoken now."""
    return _language


@cache
def _catalogue(language: Language) -> _gettext.NullTranslations:
    return _gettext.translation(_DOMAIN, Path(__file__).parent, [language.value], fallback=True)


def _(msgid: str, language: Language | None = None) -> str:
    """`msgid` in `language`, or in the current one."""
    return _catalogue(language or _language).gettext(msgid) if msgid else ""


def ngettext(singular: str, plural: str, count: int) -> str:
    """The form for `count` in the current language; Thai has one form, English two."""
    return _catalogue(_language).ngettext(singular, plural, count)


def N_(msgid: str) -> str:  # noqa: N802 - gettext's own name for it
    """`msgid` unchanged: marks a literal for the catalogue where it is only translated later."""
    return msgid


def message(msgid: str, /, **params: object) -> str:
    """`msgid` in the current language with its {named} places filled by `params`, which are cleaned data."""
    return fill(_(msgid), params)


def fill(template: str, params: Mapping[str, object]) -> str:
    """`template` with its {named} places filled by `params`; a place without a value stays as it is written.

    Values are data: braces in them mean nothing, and what could move a cursor or turn a line around is taken out.
    Numbers keep their type, so that a template may say `{count:,}`.
    """
    return template.format_map(_Filled({name: _shown(value) for name, value in params.items()}))


class _Filled(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "{" + name + "}"


def _shown(value: object) -> object:
    return value if isinstance(value, (int, float)) else clean(str(value))


def clean(text: str) -> str:
    """`text` on one line, without control, bidirectional-override or unpaired surrogate characters.

    For putting names that others chose into a sentence or onto a terminal. Thai text needs nothing that this removes:
    zero-width spaces and joiners stay.
    """
    return "".join(map(_clean_character, text))


def _clean_character(character: str) -> str:
    if character in _LINE_BREAKS:
        return " "
    if character in _BIDI_CONTROLS or unicodedata.category(character) in {"Cc", "Cs"}:
        return ""
    return character
