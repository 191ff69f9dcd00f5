"""The Thai keyboard (Kedmanee, TIS 820-2538) against the US one, key by key.

For shortcuts pressed while the Thai layout is on, and for text typed in the wrong layout.
"""

__all__ = ["latin_key", "thai_key", "typed_on_latin", "typed_on_thai"]

_LATIN = (
    "`1234567890-="
    "qwertyuiop[]\\"
    "asdfghjkl;'"
    "zxcvbnm,./"
    "~!@#$%^&*()_+"
    "QWERTYUIOP{}|"
    'ASDFGHJKL:"'
    "ZXCVBNM<>?"
)  # fmt: skip
_THAI = '_ๅ/-ภถุึคตจขชๆไำพะัีรนยบลฃฟหกดเ้่าสวงผปแอิืทมใฝ%+๑๒๓๔ู฿๕๖๗๘๙๐"ฎฑธํ๊ณฯญฐ,ฅฤฆฏโฌ็๋ษศซ.()ฉฮฺ์?ฒฬฦ'

_TO_LATIN = dict(zip(_THAI, _LATIN, strict=True))
_TO_THAI = dict(zip(_LATIN, _THAI, strict=True))
_TYPED_ON_LATIN = str.maketrans(_TO_LATIN)
_TYPED_ON_THAI = str.maketrans(_TO_THAI)


def latin_key(character: str) -> str | None:
    """What the key that gives the Thai `character` gives on the US layout ('ห' → 's', 'ฆ' → 'S').

    None where `character` is not Thai: punctuation stands on both layouts, and what was typed is then what was meant.
    """
    return _TO_LATIN.get(character) if character > "\u0e00" else None


def thai_key(character: str) -> str | None:
    """What the key that gives `character` on the US layout gives on the Thai one ('s' → 'ห'); None if there is none."""
    return _TO_THAI.get(character)


def typed_on_latin(text: str) -> str:
    """What `text`, typed with the Thai layout on, would have been on the US one ('ฟหก' → 'asd')."""
    return text.translate(_TYPED_ON_LATIN)


def typed_on_thai(text: str) -> str:
    """What `text`, typed with the US layout on, would have been on the Thai one ('l;ylfu' → 'สวัสดี')."""
    return text.translate(_TYPED_ON_THAI)
