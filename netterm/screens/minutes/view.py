"""What the minutes screen shows beside the text: taken from the replica at once, and put into words."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.text import Text

from netterm.flows.agenda import items, meeting_number
from netterm.flows.attendance import Place, quorum_now, quorum_words, roll
from netterm.flows.facts import facts, known, ref, text_of
from netterm.flows.task_lines import Name, names
from netterm.flows.tasks import due_words
from netterm.language.clean import for_display
from netterm.language.people import split_name
from netterm.locale import _, message
from netterm.model import SCHEMA
from netterm.model.agenda import HEADING_CODES, heading_label, numbered
from netterm.model.minutes_lines import resolution_sentence
from netterm.model.quorum import Quorum
from netterm.model.values import Showing, show_number
from netterm.screens.sync_control import Peer
from netterm.store import Record, Replica

__all__ = [
    "AgendaLine",
    "MinutesView",
    "heading_of",
    "look",
    "person_words",
    "side_text",
    "state_mark",
    "summary",
    "why_not_here",
]

_MARKS = {"done": "✓", "current": "›", "withdrawn": "×", "carried": "→"}


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item of the agenda."""

    id: bytes
    number: str
    heading: str
    title: str
    state: str
    purpose: str

    @property
    def named(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"


@dataclass(frozen=True, slots=True)
class MinutesView:
    """A meeting as it stands."""

    title: str = ""
    state: str = ""
    headings: tuple[str, ...] = ()
    """The names of the five headings."""
    agenda: tuple[AgendaLine, ...] = ()
    places: tuple[Place, ...] = ()
    quorum: Quorum = field(default=Quorum(0, 1))
    resolutions: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    names: tuple[Name, ...] = field(default=(), repr=False)

    def line(self, item: bytes | None) -> AgendaLine | None:
        """An item of the agenda."""
        return next((line for line in self.agenda if line.id == item), None)

    def begin_with(self) -> bytes | None:
        """The item to show first: the one that is dealt with now, or else the first that is not done."""
        by_state = (line.id for state in ("current", "pending") for line in self.agenda if line.state == state)
        return next(by_state, self.agenda[0].id if self.agenda else None)


def look(replica: Replica, meeting: bytes, showing: Showing) -> MinutesView:
    """Take all of it from the replica: for a worker."""
    record = known(replica, "meeting", meeting)
    agenda = items(replica, meeting)
    ids = [each.id for each in agenda]
    network = next(iter(replica.list("network", limit=1)), None)
    renamed = facts(network) if network else {}
    return MinutesView(
        title=f"{text_of(record, 'title')} {meeting_number(replica, record)}".strip(),
        state=text_of(record, "state"),
        headings=tuple(heading_label(code, renamed) for code in HEADING_CODES),
        agenda=tuple(_lines(agenda)),
        places=tuple(roll(replica, meeting)),
        quorum=quorum_now(replica, meeting),
        resolutions=tuple(_resolution(each, showing) for each in replica.list("resolution", {"item": ids})),
        tasks=tuple(_task(replica, each) for each in replica.list("task", {"item": ids})),
        names=tuple(names(replica, meeting)),
    )


def heading_of(view: MinutesView) -> str:
    """What stands above the minutes: which meeting, and how far it is where it does not run."""
    heading = message("Minutes · {meeting}", meeting=view.title)
    state = SCHEMA["meeting"]["state"].choice(view.state)
    return heading if state is None or view.state == "open" else f"{heading} · {state.label.text()}"


def state_mark(state: str) -> str:
    """A sign before an item: done, current, withdrawn, carried over."""
    return _MARKS.get(state, " ")


def summary(view: MinutesView, peers: Sequence[Peer]) -> str:
    """The side pane in one line, for a screen that has no room for it."""
    # What is cut at the end of a short line is what can be looked up; where somebody writes cannot.
    parts = [quorum_words(view.quorum), *_typing(peers)]
    parts.append(message("Resolutions {count}", count=len(view.resolutions)))
    parts.append(message("Tasks {count}", count=len(view.tasks)))
    return " · ".join(parts)


def side_text(view: MinutesView, peers: Sequence[Peer]) -> Text:
    """The side pane: quorum, who is here, resolutions, tasks, who else writes."""
    text = Text(overflow="fold")
    text.append(quorum_words(view.quorum) + "\n", "bold")
    here = [place for place in view.places if place.here]
    _section(text, message("Here: {count}", count=len(here)), [person_words(place) for place in here])
    away = [place for place in view.places if not place.here]
    if away:
        _section(text, message("Not here: {count}", count=len(away)), [person_words(place) for place in away])
    _section(text, message("Resolutions {count}", count=len(view.resolutions)), view.resolutions)
    _section(text, message("Tasks {count}", count=len(view.tasks)), view.tasks)
    if typing := _typing(peers):
        _section(text, _("Also here"), typing)
    return text


def _lines(agenda: Sequence[Record]) -> list[AgendaLine]:
    by_id = {each.id: each for each in agenda}
    found = []
    for number, each in numbered(facts(record) for record in agenda):
        record = by_id[each["id"]] if isinstance(each["id"], bytes) else None
        if record is not None:
            title, state = for_display(text_of(record, "title")), text_of(record, "state") or "pending"
            found.append(
                AgendaLine(record.id, number, text_of(record, "heading"), title, state, text_of(record, "purpose"))
            )
    return found


def _resolution(record: Record, showing: Showing) -> str:
    values = facts(record)
    verb = record.entity["verb"].choice(text_of(record, "verb"))
    sentence = resolution_sentence(verb.label.text() if verb else "", text_of(record, "text"))
    return f"{show_number(record.entity, values, showing)} {for_display(sentence)}"


def _task(replica: Replica, record: Record) -> str:
    name = replica.title("person", ref(record, "assignee") or b"")
    when = due_words(text_of(record, "due"), replica.today())
    state = record.entity["state"].choice(text_of(record, "state"))
    said = when if text_of(record, "state") != "done" else (state.label.text() if state else "")
    return for_display(f"{name}: {text_of(record, 'title')} ({said})")


def person_words(place: Place) -> str:
    """Name and position, and since when or why not here."""
    said = [for_display(place.name)]
    if place.position_text:
        said.append(for_display(place.position_text))
    if not place.here:
        said.append(why_not_here(place))
    elif place.came_at:
        said.append(_("since {time}").format(time=place.came_at[11:]))
    return ", ".join(each for each in said if each)


def why_not_here(place: Place) -> str:
    """Since when or why somebody is not here."""
    if place.left_at:
        return _("left at {time}").format(time=place.left_at[11:])
    reason = SCHEMA["attendance"]["reason"].choice(place.reason) if place.reason else None
    return reason.label.text() if reason else _("not called yet")


def _typing(peers: Sequence[Peer]) -> list[str]:
    """Who else is here and where; by the given name alone, for the place is what matters."""
    return [f"{_short(peer.name) or peer.label}: {for_display(peer.place)}" for peer in peers if peer.place]


def _short(name: str) -> str:
    return split_name(name)[1]


def _section(text: Text, heading: str, lines: Sequence[str]) -> None:
    text.append(f"\n{heading}\n", "bold underline")
    for line in lines:
        text.append(f"{line}\n")
