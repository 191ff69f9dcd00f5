"""What the chair says next, and how long it has taken so far: from how the meeting and the item stand.

The sentences are those of Thai official meetings. Nothing here asks a clock or a replica.
"""

from dataclasses import dataclass
from datetime import datetime

from netterm.locale import _, message, ngettext
from netterm.model.quorum import Quorum

__all__ = ["Standing", "chair_says", "is_over", "item_time", "meeting_time"]

_CERTIFICATION, _OTHER = "2", "5"


@dataclass(frozen=True, slots=True)
class Standing:
    """A meeting and the item that is dealt with, as far as it matters for what is said next."""

    state: str
    """The meeting's, a code of ``meeting.state``."""
    quorum: Quorum
    item: str = ""
    """Number and title; '' where the agenda is empty."""
    heading: str = ""
    """The code of its heading."""
    decides: bool = False
    """Whether the item is there to be decided."""
    presenter: str = ""
    discussed: bool = False
    """Whether something stands in the minutes of the item already."""
    is_first: bool = False
    question: str = ""
    """What was asked last under it and has no answer."""
    resolution: str = ""
    """What was resolved last under it."""
    votes: str = ""
    """With how many votes."""
    over: bool = False
    """Whether its time is over."""
    following: str = ""
    """Number and title of the next item; '' behind the last."""
    time: str = ""
    """What the clock on the wall shows, as it is said."""


def chair_says(now: Standing) -> str:
    """One line for the chair to say; '' while the meeting does not run."""
    if now.state not in {"open", "paused"}:
        return ""
    if not now.quorum.met and (now.state == "paused" or not now.discussed):
        return message(
            "{present} members are here and {required} are needed: there is no quorum, so we wait.",
            present=now.quorum.present, required=now.quorum.required,
        )  # fmt: skip
    if not now.item:
        return _("Does anyone have a matter to bring up?")
    if now.state == "paused":
        return _after_the_break(now)
    return _taking_up(now) if not now.discussed and not now.resolution else _going_on(now)


def _after_the_break(now: Standing) -> str:
    """On with the item, or with the next one where this one is resolved already."""
    if not now.resolution:
        return message("The meeting goes on: {item}.", item=now.item)
    return message("The meeting goes on: {item}.", item=now.following) if now.following else _what_follows(now)


def _taking_up(now: Standing) -> str:
    if now.is_first:
        return message(
            "{present} members are here and there is a quorum. I open the meeting. {item}.",
            present=now.quorum.present, item=now.item,
        )  # fmt: skip
    if now.heading == _CERTIFICATION:
        return message("{item}. Does anyone wish to correct the minutes? If not, please certify them.", item=now.item)
    if now.presenter:
        return message("{item}. I ask {presenter} to present it.", item=now.item, presenter=now.presenter)
    return message("{item}. I ask whoever brings it up to present it.", item=now.item)


def _going_on(now: Standing) -> str:
    if now.question:
        return message("A question waits for its answer: {question}. Who can answer it?", question=now.question)
    if now.resolution:
        return f"{_resolved(now)} {_what_follows(now)}"
    if now.decides and not now.quorum.met:
        return message(
            "{present} of the {required} members needed are here: we talk on, and resolve nothing until more come.",
            present=now.quorum.present, required=now.quorum.required,
        )  # fmt: skip
    if now.heading == _CERTIFICATION:
        return _("Does anyone wish to correct anything else? If not, please certify the minutes.")
    if now.over and now.decides:
        return _("The time for this item is over. I sum up and ask the meeting to vote.")
    if now.over:
        return _("The time for this item is over. If nobody objects, it is acknowledged.")
    if now.decides:
        return _("Does anyone see it differently? If not, I ask for the resolution of the meeting.")
    asked = _("Does anyone have a question? If not, it is acknowledged.")
    return f"{asked} {_what_follows(now)}"


def _resolved(now: Standing) -> str:
    if not now.votes:
        return message("The meeting resolves: {resolution}.", resolution=now.resolution)
    return message("The meeting resolves {votes}: {resolution}.", votes=now.votes, resolution=now.resolution)


def _what_follows(now: Standing) -> str:
    if now.following:
        return message("We go on to {item}.", item=now.following)
    if now.heading == _OTHER:
        return message("If nobody has anything else, I close the meeting at {time}.", time=now.time)
    return _("Does anyone have a matter to bring up?")


def item_time(since: datetime | None, limit: int | None, now: datetime) -> str:
    """How long an item has been dealt with, and whether it is over its limit in minutes; '' where it is not begun."""
    if since is None:
        return ""
    taken = _minutes(since, now)
    if limit is None:
        return ngettext("{count} minute", "{count} minutes", taken).format(count=taken)
    if is_over(since, limit, now):
        return message("{count} of {limit} minutes, {over} over", count=taken, limit=limit, over=taken - limit)
    return message("{count} of {limit} minutes", count=taken, limit=limit)


def is_over(since: datetime | None, limit: int | None, now: datetime) -> bool:
    """Whether an item has taken longer than its limit in minutes."""
    return since is not None and limit is not None and _minutes(since, now) > limit


def meeting_time(opened: datetime | None, now: datetime) -> str:
    """How long the meeting has lasted; '' where it was not opened."""
    if opened is None:
        return ""
    hours, minutes = divmod(_minutes(opened, now), 60)
    if not hours:
        return message("Meeting {minutes} min", minutes=minutes)
    return message("Meeting {hours}:{minutes:02} h", hours=hours, minutes=minutes)


def _minutes(since: datetime, now: datetime) -> int:
    # Another laptop's clock, by which it may have begun, may be ahead of this one.
    return max(int((now - since).total_seconds() // 60), 0)
