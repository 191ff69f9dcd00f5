"""What leaves the program as files: the minutes of a meeting as Markdown and as a Word document."""

from netterm.papers import docx, minutes
from netterm.papers.document import MinutesDocument
from netterm.papers.files import NotWritten, write_file
from netterm.papers.gathering import NoSuchMeeting

__all__ = ["MinutesDocument", "NoSuchMeeting", "NotWritten", "docx", "minutes", "write_file"]
