"""Commands around a meeting: its notice, its breaks, who records it, and meetings that are held later or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from netterm.cli.output import say
from netterm.cli.place import Place
from netterm.cli.words import Misused, Speaking, option
from netterm.locale import N_, message

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["cancel", "hand_over_", "notice", "pause", "postpone", "refuse_no_paper", "resume"]


@click.command("notice", cls=Speaking, help=N_("Write the letter of invitation with its agenda; it is notified then."))
@click.argument("meeting_id", metavar="ID")
@option("-o", "--output", metavar="FILE.docx|FILE.pdf|FILE.md", required=True, help=N_("Write it to this file."))
@click.pass_obj
def notice(place: Place, meeting_id: str, output: str) -> None:
    """``meeting notice ID -o FILE``"""
    from netterm import papers
    from netterm.flows.meetings import coming_items, days_short, invited, notify

    path = Path(output)
    refuse_no_paper(path)
    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        people = [(each.name, each.position) for each in invited(replica, id)]
        papers.write_notice(papers.notice.gathered(replica, id, people, coming_items(replica, id)), path)
        short = days_short(replica, id)
        notify(replica, id)
        say(message("The meeting is notified; the notice is {path}.", path=path))
        if short:
            left, asked = short
            say(
                message("This is {left} days before the meeting: the network asks for {asked}.", left=left, asked=asked)
            )


@click.command("pause", cls=Speaking, help=N_("A break."))
@click.argument("meeting_id", metavar="ID")
@click.pass_obj
def pause(place: Place, meeting_id: str) -> None:
    """``meeting pause ID``"""
    from netterm.flows.meetings import pause_meeting

    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        pause_meeting(replica, id)
        _say_state(replica, id)


@click.command("resume", cls=Speaking, help=N_("On with a meeting after a break, or closed too early."))
@click.argument("meeting_id", metavar="ID")
@click.pass_obj
def resume(place: Place, meeting_id: str) -> None:
    """``meeting resume ID``"""
    from netterm.flows.meetings import resume_meeting

    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        resume_meeting(replica, id)
        _say_state(replica, id)


@click.command("postpone", cls=Speaking, help=N_("It is held later, for a reason."))
@click.argument("meeting_id", metavar="ID")
@click.argument("reason")
@option("--to", "starts_at", metavar="DATE TIME", help=N_("The new time, where it is known."))
@click.pass_obj
def postpone(place: Place, meeting_id: str, reason: str, starts_at: str | None) -> None:
    """``meeting postpone ID REASON [--to TIME]``"""
    from netterm.flows.meetings import postpone_meeting
    from netterm.language.dates import parse_moment

    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        moment = parse_moment(starts_at, replica.now()).replace(tzinfo=None) if starts_at else None
        postpone_meeting(replica, id, reason, moment.isoformat(timespec="minutes") if moment else "")
        _say_state(replica, id)


@click.command("cancel", cls=Speaking, help=N_("It is not held, for a reason."))
@click.argument("meeting_id", metavar="ID")
@click.argument("reason")
@click.pass_obj
def cancel(place: Place, meeting_id: str, reason: str) -> None:
    """``meeting cancel ID REASON``"""
    from netterm.flows.meetings import cancel_meeting

    with place.open() as replica:
        id = replica.find("meeting", meeting_id)
        cancel_meeting(replica, id, reason)
        _say_state(replica, id)


@click.command("hand-over", cls=Speaking, help=N_("Somebody else who is there records the meeting from now on."))
@click.argument("meeting_id", metavar="ID")
@click.argument("person")
@click.pass_obj
def hand_over_(place: Place, meeting_id: str, person: str) -> None:
    """``meeting hand-over ID PERSON``"""
    from netterm.flows.recording import hand_over

    with place.open() as replica:
        id, whom = replica.find("meeting", meeting_id), replica.find("person", person)
        hand_over(replica, id, whom)
        say(message("{name} records this meeting from now on.", name=replica.title("person", whom)))


def refuse_no_paper(path: Path) -> None:
    """The name of a file that papers are not written as is a mistake in the words of the command. Raises `Misused`."""
    from netterm.papers import NoSuchKind, check_kind

    try:
        check_kind(path)
    except NoSuchKind as failure:
        raise Misused(failure.msgid, **failure.params) from failure


def _say_state(replica: Replica, id: bytes) -> None:
    from netterm.flows.facts import known, text_of

    record = known(replica, "meeting", id)
    state = record.entity["state"].choice(text_of(record, "state"))
    say(message("{what}: {state}", what=replica.title("meeting", id), state=state.label if state else ""))
