"""What leaves the program as files: notice and minutes of a meeting as Markdown, as a Word document, as PDF."""

from netterm.papers import docx, minutes, notice, pdf, sealed
from netterm.papers.document import MinutesDocument
from netterm.papers.files import NotWritten, write_file
from netterm.papers.gathering import NoSuchMeeting
from netterm.papers.writing import KINDS, NoSuchKind, check_kind, write_minutes, write_notice

__all__ = [
    "KINDS",
    "MinutesDocument",
    "NoSuchKind",
    "NoSuchMeeting",
    "NotWritten",
    "check_kind",
    "docx",
    "minutes",
    "notice",
    "pdf",
    "sealed",
    "write_file",
    "write_minutes",
    "write_notice",
]
