"""Papers as PDF: LibreOffice, where the computer has it, makes one of the Word document."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from netterm.errors import Failure
from netterm.locale import N_
from netterm.papers.files import write_file

__all__ = ["NoPdf", "office", "write_pdf"]

_NAMES: Final = ("soffice", "libreoffice")
_PLACES: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
)
"""Where it is on computers that do not find it by name."""
_PATIENCE: Final = 120
"""Seconds: its first start on an old computer takes long."""


class NoPdf(Failure):
    """No PDF could be made; nothing was written."""


def office() -> str | None:
    """The program that makes PDFs; None where there is none."""
    by_name = (shutil.which(name) for name in _NAMES)
    return next((found for found in (*by_name, *filter(os.path.exists, _PLACES)) if found), None)


def write_pdf(docx: bytes, path: Path) -> None:
    """Write a Word document as PDF to ``path``, whole or not at all. Raises `NoPdf` or `NotWritten`."""
    program = office()
    if program is None:
        raise NoPdf(N_("PDF is made by LibreOffice, which is not on this computer: write .docx, or install it."))
    # A folder and a profile of its own: one that is open already would take the work and do nothing.
    with tempfile.TemporaryDirectory(prefix="netterm-pdf-") as folder:
        source = Path(folder) / "paper.docx"
        source.write_bytes(docx)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        made = source.with_suffix(".pdf")
        try:
            subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE, stdin=subprocess.DEVNULL)
            data = made.read_bytes()
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoPdf(N_("LibreOffice made no PDF of it. Nothing was written; write .docx instead.")) from error
    write_file(path, data)
