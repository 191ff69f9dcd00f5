"""Writing a paper to where people want it: whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path

from netterm.errors import Failure, refusal
from netterm.locale import N_

__all__ = ["NotWritten", "write_file"]


class NotWritten(Failure):
    """A file could not be written; what stood there before still stands."""


def write_file(path: Path, data: bytes) -> None:
    """Put ``data`` at ``path``, durably: after a power cut the old file or the new one stands there.

    Raises `NotWritten`.
    """
    temporary = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        _remove(temporary)
        raise NotWritten(
            N_("“{path}” could not be written: {reason}. Nothing there was changed; choose another place."),
            path=path,
            reason=refusal(error),
        ) from error
    except BaseException:
        _remove(temporary)
        raise


def _remove(temporary: Path) -> None:
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)
