"""The collation of ICU itself, which decides where our order may be asked for a second opinion.

icu4py brings the whole of ICU with it, but shows Python only other parts: here its C interface is called (ucol.h).
"""

import ctypes
from collections.abc import Callable
from functools import cache
from importlib.metadata import files

from icu4py import icu_version_info, messageformat  # loading it loads the libraries that it brings

__all__ = ["sort_key_of"]

_MAJOR = icu_version_info[0]
_BROUGHT = messageformat.__name__.partition(".")[0]


@cache
def _library() -> ctypes.CDLL:
    """The part of ICU that sorts, called icui18n or icuin after the system."""
    found = [each for each in files(_BROUGHT) or () if each.name.removeprefix("lib").startswith(("icui18n", "icuin"))]
    return ctypes.CDLL(str(found[0].locate()))


@cache
def sort_key_of(locale: str) -> Callable[[str], bytes]:
    """Makes the key by which ICU sorts a text in that locale, such as 'th_TH'; with all that the locale asks for."""
    library = _library()
    opened = getattr(library, f"ucol_open_{_MAJOR}")
    opened.argtypes = (ctypes.c_char_p, ctypes.POINTER(ctypes.c_int))
    opened.restype = ctypes.c_void_p
    key_of = getattr(library, f"ucol_getSortKey_{_MAJOR}")
    key_of.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int32, ctypes.c_char_p, ctypes.c_int32)
    failed = ctypes.c_int(0)
    collator = opened(locale.encode(), ctypes.byref(failed))
    if failed.value > 0:  # below are warnings, such as that Thai is sorted as Thai is anywhere
        raise OSError(f"ICU has no collation for {locale}: {failed.value}")

    def key(text: str) -> bytes:
        units = text.encode("utf-16-le")
        room = 64 + 16 * len(units)
        buffer = ctypes.create_string_buffer(room)
        written = key_of(collator, units + b"\0\0", len(units) // 2, buffer, room)
        assert 0 < written <= room
        return buffer.raw[: written - 1]

    return key
