"""The minutes of a meeting (รายงานการประชุม): gathered from a replica, and as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netterm.papers.gathering import NoSuchMeeting, gather
from netterm.papers.layout import blocks
from netterm.papers.markdown import as_markdown
from netterm.papers.sealed import certified_text

if TYPE_CHECKING:
    from netterm.papers.document import MinutesDocument
    from netterm.store import Replica

__all__ = ["NoSuchMeeting", "gather", "holding", "markdown", "rendered"]


def markdown(replica: Replica, meeting_id: bytes) -> str:
    """The minutes of a meeting as they stand now, as Markdown. Raises `NoSuchMeeting`."""
    return rendered(gather(replica, meeting_id))


def holding(replica: Replica, meeting_id: bytes) -> str:
    """The minutes that hold, as Markdown: the certified ones, or as they stand now. Raises `NoSuchMeeting`."""
    text = certified_text(replica, meeting_id)
    return markdown(replica, meeting_id) if text is None else text


def rendered(document: MinutesDocument) -> str:
    """Gathered minutes as Markdown: the same text for the same document."""
    return as_markdown(blocks(document))
