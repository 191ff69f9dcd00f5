"""Commands for meetings: opening and closing, writing, and the minutes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from netterm.cli.meetings_certifying import certify_, check_, circulate_, correct_, sign_
from netterm.cli.meetings_convening import cancel, hand_over_, notice, pause, postpone, refuse_no_paper, resume
from netterm.cli.output import say, say_json, say_lines, version_named
from netterm.cli.place import Place
from netterm.cli.words import Misused, Speaking, SpeakingGroup, option
from netterm.errors import Failure
from netterm.language.clean import for_display
from netterm.locale import N_, message

if TYPE_CHECKING:
    from netterm.cli.news import News
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
        id = _item(replica, item)
        write_discussion(replica, id, typed, append=append)
        say(message("Saved: {what}", what=replica.title("agenda_item", id)))


def _item(replica: Replica, typed: str) -> bytes:
    """The item that is meant: of the meeting that runs, where one of it is called so; else what finding gives."""
    from netterm.flows.agenda import items
    from netterm.language.search import normalise

    wanted = normalise(typed)
    running = replica.ids("meeting", {"state": ("open", "paused")})
    on_agenda = [each for meeting_id in running for each in items(replica, meeting_id)]
    found = [each.id for each in on_agenda if wanted and wanted in normalise(str(each["title"]))]
    return found[0] if len(found) == 1 else replica.find("agenda_item", typed)


@click.group(
    "meeting", cls=SpeakingGroup, help=N_("The steps of a meeting: notice, opening, close, minutes certified.")
)
def meeting() -> None:
    """``meeting notice|open|close|circulate|certify|… ID``"""


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


for _each in (notice, pause, resume, postpone, cancel, hand_over_, check_, sign_, circulate_, certify_, correct_):
    meeting.add_command(_each)


@click.command(
    "minutes",
    cls=Speaking,
    help=N_("The minutes of a meeting, printed or as a file; certified ones as they were certified."),
)
@click.argument("meeting_id", metavar="MEETING")
@option("-o", "--output", metavar="FILE.docx|FILE.pdf|FILE.md", help=N_("Write them to this file."))
@option("--keep", is_flag=True, help=N_("Keep them as a version, to be circulated and certified."))
@option(
    "--follow", is_flag=True, help=N_("Print what is written, line by line as it comes, until the meeting is over.")
)
@option("--json", "as_json", is_flag=True, help=N_("With --follow: one JSON object per line."))
@option("--peer", metavar="HOST:PORT", help=N_("With --follow: sync with this computer only."))
@option("--listen", metavar="HOST:PORT", help=N_("With --follow: wait for other computers here and nowhere else."))
@option("--no-sync", is_flag=True, help=N_("With --follow: hear only of what is written on this computer."))
@click.pass_obj
def minutes(place: Place, /, meeting_id: str, output: str | None, keep: bool, follow: bool, **how: Any) -> None:
    """``minutes MEETING [-o FILE] [--keep]`` or ``minutes MEETING --follow [--json] [--no-sync …]``"""
    if follow and (output is not None or keep):
        raise Misused("--follow prints as it comes and keeps nothing: leave --follow or the others out.")
    if not follow and any(how.values()):
        raise Misused("--json, --peer, --listen and --no-sync go with --follow: add it, or leave them out.")
    if how["no_sync"] and (how["peer"] or how["listen"]):
        raise Misused("--no-sync hears of no other computer: leave it out, or leave out --peer and --listen.")
    path = None if output is None else Path(output)
    if path is not None:
        refuse_no_paper(path)
    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        if follow:
            _follow(replica, id, **how)
            return
        if keep:
            _keep(replica, id)
        if path is None and not keep:
            from netterm.papers import minutes as papers_minutes

            say_lines(papers_minutes.holding(replica, id).rstrip("\n"))
        if path is not None:
            from netterm.papers import write_minutes

            write_minutes(replica, id, path)
            say(message("Written: {file}", file=path))


def _follow(
    replica: Replica, meeting: bytes, *, as_json: bool, peer: str | None, listen: str | None, no_sync: bool
) -> None:
    from netterm.cli.following import follow_minutes

    def tell(news: News) -> None:
        if as_json:
            say_json(news.plain, one_line=True)
        else:
            say(news.line)
        sys.stdout.flush()

    with nullcontext() if no_sync else _syncing(replica, peer, listen):
        follow_minutes(replica, meeting, tell)


@contextmanager
def _syncing(replica: Replica, peer: str | None, listen: str | None) -> Iterator[None]:
    """What other computers write comes in meanwhile; where this computer has no network, it is done without."""
    from netterm.cli.network import running, typed_address

    at, only = typed_address(listen), typed_address(peer)
    with ExitStack() as stack:
        try:
            stack.enter_context(running(replica, listen=at, only=only, hear=lambda _event: None))
        except Failure as failure:
            if at is not None or only is not None:
                raise
            click.echo(for_display(failure.sentence()), err=True)
        yield


def _keep(replica: Replica, id: bytes) -> None:
    from netterm.flows.minutes import render
    from netterm.papers import minutes as papers_minutes

    version = render(replica, id, papers_minutes.markdown(replica, id))
    say(message("Kept: {what}", what=version_named(replica, version)))
