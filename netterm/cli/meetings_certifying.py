"""Commands for the steps that minutes take: checked, signed, circulated, certified, corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from netterm.cli.output import say, version_named
from netterm.cli.place import Place
from netterm.cli.words import Speaking, option
from netterm.language.clean import for_display
from netterm.locale import N_, _, message, ngettext

if TYPE_CHECKING:
    from netterm.store import Replica

__all__ = ["certify_", "check_", "circulate_", "correct_", "sign_"]


@click.command("check", cls=Speaking, help=N_("Whoever checks the minutes that were kept has read them."))
@click.argument("meeting_id", metavar="ID")
@click.pass_obj
def check_(place: Place, meeting_id: str) -> None:
    """``meeting check ID``"""
    from netterm.flows.minutes import check

    with place.open() as replica:
        version = _kept_anew(replica, replica.find("meeting", meeting_id))
        instead_of = check(replica, version)
        title = version_named(replica, version)
        if instead_of:
            say(message("Checked by you as an admin, in place of {name}: {what}", name=instead_of, what=title))
        else:
            say(message("Checked: {what}", what=title))


@click.command("sign", cls=Speaking, help=N_("Sign the minutes with the key of this computer."))
@click.argument("meeting_id", metavar="ID")
@click.pass_obj
def sign_(place: Place, meeting_id: str) -> None:
    """``meeting sign ID``"""
    from netterm.flows.minutes import latest
    from netterm.flows.signatures import sign_as_due

    with place.open() as replica:
        version = latest(replica, replica.find("meeting", meeting_id))
        sign_as_due(replica, version)
        say(message("Signed: {what}", what=version_named(replica, version)))


@click.command("circulate", cls=Speaking, help=N_("Hand round the minutes that were kept."))
@click.argument("meeting_id", metavar="ID")
@click.pass_obj
def circulate_(place: Place, meeting_id: str) -> None:
    """``meeting circulate ID``"""
    from netterm.flows.minutes import circulate, moved_on
    from netterm.papers import minutes as papers_minutes

    with place.open() as replica:
        meeting = replica.find("meeting", meeting_id)
        version = _kept_anew(replica, meeting)
        if moved_on(replica, meeting, papers_minutes.markdown(replica, meeting)):
            warning = N_("The records say something else by now than the text that was checked, which is circulated.")
            click.echo(_(warning), err=True)
        circulate(replica, version)
        say(message("Circulated: {what}", what=version_named(replica, version)))


@click.command("certify", cls=Speaking, help=N_("Certify circulated minutes by a resolution of a later meeting."))
@click.argument("meeting_id", metavar="ID")
@option("--by", "resolution", metavar="RESOLUTION", required=True, help=N_("The resolution that certifies them."))
@option(
    "--correct", "passages", metavar="BEFORE AFTER", nargs=2, multiple=True,
    help=N_("A passage that the later meeting puts right; may be given several times."),
)  # fmt: skip
@option("--proposer", metavar="PERSON", help=N_("Who wants it put right."))
@click.pass_obj
def certify_(
    place: Place, meeting_id: str, resolution: str, passages: tuple[tuple[str, str], ...], proposer: str | None
) -> None:
    """``meeting certify ID --by RESOLUTION [--correct BEFORE AFTER --proposer PERSON]``"""
    from netterm.flows.facts import known, text_of
    from netterm.flows.minutes import Correction, certify_corrected, latest
    from netterm.papers import sealed

    with place.open() as replica:
        meeting = replica.find("meeting", meeting_id)
        version = latest(replica, meeting)
        text = text_of(known(replica, "minutes_version", version), "text")
        who = replica.find("person", proposer) if proposer else None
        corrections = []
        for before, after in passages:
            text = sealed.corrected(text, before, after)
            corrections.append(Correction(before, after, text, who))
        held = certify_corrected(replica, version, replica.find("resolution", resolution), corrections)
        say(message("Certified and final from now on: {what}", what=version_named(replica, held)))
        _say_what_is_not_in(replica, meeting)


@click.command("correct", cls=Speaking, help=N_("Propose a correction of certified minutes: their next version."))
@click.argument("meeting_id", metavar="ID")
@click.argument("before")
@click.argument("after")
@option("--proposer", metavar="PERSON", help=N_("Who wants it put right."))
@click.pass_obj
def correct_(place: Place, meeting_id: str, before: str, after: str, proposer: str | None) -> None:
    """``meeting correct ID BEFORE AFTER [--proposer PERSON]``"""
    from netterm.flows.facts import known, text_of
    from netterm.flows.minutes import correct, latest
    from netterm.papers import sealed

    with place.open() as replica:
        version = latest(replica, replica.find("meeting", meeting_id))
        text = sealed.corrected(text_of(known(replica, "minutes_version", version), "text"), before, after)
        who = replica.find("person", proposer) if proposer else None
        made = correct(replica, version, text, before, after, proposer=who)
        say(message("The draft of the corrected version: {what}", what=version_named(replica, made)))


def _kept_anew(replica: Replica, meeting: bytes) -> bytes:
    """The version that the next step is about; a draft says what its records say now."""
    from netterm.flows.minutes import kept_anew, latest
    from netterm.papers import minutes as papers_minutes

    latest(replica, meeting)  # nothing is kept that nobody kept before
    return kept_anew(replica, meeting, papers_minutes.markdown(replica, meeting))


def _say_what_is_not_in(replica: Replica, meeting: bytes) -> None:
    """The lines that the records have and the certified text has not: nobody is to think that they are certified."""
    from netterm.papers.passages import not_certified

    passages = not_certified(replica, meeting)
    if not passages:
        return
    count = len(passages)
    said = ngettext(
        "{count} line was written since and is not in it:", "{count} lines were written since and are not in it:", count
    )
    click.echo(said.format(count=count), err=True)
    for each in passages:
        click.echo(for_display(f"  {each.before or '–'} → {each.after or '–'}"), err=True)
