"""Commands for meetings: opening and closing, writing, and the minutes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from netterm.cli.output import say, say_lines
from netterm.cli.place import Place
from netterm.cli.words import Misused, Speaking, SpeakingGroup, option
from netterm.locale import N_, message

if TYPE_CHECKING:
    from netterm.store import Replica


@click.command("write", cls=Speaking, help=N_("Write the discussion of an agenda item; - reads it from stdin."))
@click.argument("item")
@option("--append", is_flag=True, help=N_("Add a line at the end instead of replacing the text."))
@click.argument("text")
@click.pass_obj
def write(place: Place, item: str, append: bool, text: str) -> None:
    """``write ITEM [--append] TEXT``"""
    from netterm.flows.discussion import MAX_BYTES, discussion_of, write_discussion

    typed = discussion_of(sys.stdin.buffer.read(MAX_BYTES)) if text == "-" else text
    with place.open() as replica:
        id = replica.find("agenda_item", item)
        write_discussion(replica, id, typed, append=append)
        say(message("Saved: {what}", what=replica.title("agenda_item", id)))


@click.group("meeting", cls=SpeakingGroup, help=N_("Open or close a meeting, circulate or certify its minutes."))
def meeting() -> None:
    """``meeting open|close|circulate|certify ID``"""


@meeting.command("open", cls=Speaking, help=N_("Open a meeting now: agenda carried over, committee listed."))
@click.argument("meeting_id", metavar="ID")
@click.pass_obj
def open_(place: Place, meeting_id: str) -> None:
    """``meeting open ID``"""
    from netterm.flows.attendance import quorum_now, quorum_words
    from netterm.flows.meetings import open_meeting

    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        open_meeting(replica, id)
        say(message("The meeting is open: {what}", what=replica.title("meeting", id)))
        say(quorum_words(quorum_now(replica, id)))


@meeting.command("close", cls=Speaking, help=N_("Close a meeting now; what was not dealt with goes to the next."))
@click.argument("meeting_id", metavar="ID")
@click.pass_obj
def close(place: Place, meeting_id: str) -> None:
    """``meeting close ID``"""
    from netterm.flows.meetings import checklist, close_meeting

    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        left = checklist(replica, id)
        close_meeting(replica, id)
        say(message("The meeting is closed: {what}", what=replica.title("meeting", id)))
        for item in left.not_dealt_with:
            say(message("Goes to the next meeting: {what}", what=item["title"]))
        for item in left.without_resolution:
            say(message("Has no resolution: {what}", what=item["title"]))


@meeting.command("circulate", cls=Speaking, help=N_("Hand round the minutes that were kept."))
@click.argument("meeting_id", metavar="ID")
@click.pass_obj
def circulate_(place: Place, meeting_id: str) -> None:
    """``meeting circulate ID``"""
    from netterm.flows.minutes import circulate, latest

    with place.open() as replica:
        version = latest(replica, replica.find("meeting", meeting_id))
        circulate(replica, version)
        say(message("Circulated: {what}", what=replica.title("minutes_version", version)))


@meeting.command("certify", cls=Speaking, help=N_("Certify circulated minutes by a resolution of a later meeting."))
@click.argument("meeting_id", metavar="ID")
@option("--by", "resolution", metavar="RESOLUTION", required=True, help=N_("The resolution that certifies them."))
@click.pass_obj
def certify_(place: Place, meeting_id: str, resolution: str) -> None:
    """``meeting certify ID --by RESOLUTION``"""
    from netterm.flows.minutes import certify, latest

    with place.open() as replica:
        version = latest(replica, replica.find("meeting", meeting_id))
        certify(replica, version, replica.find("resolution", resolution))
        say(message("Certified and final from now on: {what}", what=replica.title("minutes_version", version)))


@click.command("minutes", cls=Speaking, help=N_("The minutes of a meeting, as Markdown or as a DOCX file."))
@click.argument("meeting_id", metavar="MEETING")
@option("-o", "--output", metavar="FILE.md|FILE.docx", help=N_("Write them to this file."))
@option("--keep", is_flag=True, help=N_("Keep them as a version, to be circulated and certified."))
@option("--follow", is_flag=True, help=N_("Print what is written, line by line as it comes, until Ctrl+C."))
@click.pass_obj
def minutes(place: Place, meeting_id: str, output: str | None, keep: bool, follow: bool) -> None:
    """``minutes MEETING [-o FILE.md|FILE.docx] [--keep] [--follow]``"""
    if follow and (output is not None or keep):
        raise Misused("--follow prints as it comes and keeps nothing: leave --follow or the others out.")
    path = None if output is None else Path(output)
    if path is not None and path.suffix.lower() not in {".md", ".docx"}:
        raise Misused("Minutes are written as .md or .docx: “{file}” is neither.", file=path.name)
    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        if follow:
            from netterm.cli.following import follow_minutes

            follow_minutes(replica, id, say)
            return
        if keep:
            _keep(replica, id)
        if path is None and not keep:
            from netterm.papers import minutes as papers_minutes

            say_lines(papers_minutes.markdown(replica, id).rstrip("\n"))
        if path is not None:
            _write_minutes(replica, id, path)
            say(message("Written: {file}", file=path))


def _keep(replica: Replica, id: bytes) -> None:
    from netterm.flows.minutes import render
    from netterm.papers import minutes as papers_minutes

    version = render(replica, id, papers_minutes.markdown(replica, id))
    say(message("Kept: {what}", what=replica.title("minutes_version", version)))


def _write_minutes(replica: Replica, id: bytes, path: Path) -> None:
    from netterm import papers

    if path.suffix.lower() == ".docx":
        papers.docx.save(replica, id, path)
    else:
        papers.write_file(path, papers.minutes.markdown(replica, id).encode())
