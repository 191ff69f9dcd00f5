"""Papers written to where people want them, in the form that the file's name asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from netterm.errors import Failure
from netterm.locale import N_
from netterm.papers import docx, minutes, notice, pdf
from netterm.papers.files import write_file

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["KINDS", "NoSuchKind", "check_kind", "write_minutes", "write_notice"]

KINDS: Final = (".docx", ".pdf", ".md")
"""How the name of a paper's file ends."""


class NoSuchKind(Failure):
    """A name that asks for a form which papers do not have."""


def check_kind(path: Path) -> str:
    """The ending of a name. Raises `NoSuchKind`."""
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise NoSuchKind(N_("Papers are written as .docx, .pdf or .md: “{file}” is none of these."), file=path.name)
    return kind


def write_minutes(replica: Replica, meeting: bytes, path: Path) -> None:
    """The minutes that hold, certified or as they stand now.

    Raises `NoSuchKind`, `NoSuchMeeting`, `netterm.papers.pdf.NoPdf` or `NotWritten`.
    """
    _write(path, lambda: minutes.holding(replica, meeting), lambda: docx.drawn(replica, meeting))


def write_notice(written: notice.Notice, path: Path) -> None:
    """The notice of a meeting. Raises as `write_minutes` does."""
    _write(path, lambda: notice.markdown(written), lambda: docx.made(notice.blocks(written), written.digits))


def _write(path: Path, text: Callable[[], str], document: Callable[[], bytes]) -> None:
    match check_kind(path):
        case ".md":
            write_file(path, text().encode())
        case ".pdf":
            pdf.write_pdf(document(), path)
        case _:
            write_file(path, document())
