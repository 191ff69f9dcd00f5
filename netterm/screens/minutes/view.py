"""What the minutes screen shows beside the text: taken from the replica at once, and put into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rich.text import Text

from netterm.flows.agenda import items, meeting_number
from netterm.flows.attendance import Place, quorum_now, quorum_words, roll
from netterm.flows.facts import WRITTEN_IN, facts, known, ref, text_of
from netterm.flows.naming import Name, names
from netterm.flows.questions import OpenQuestion, open_questions
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

_DECIDING = frozenset({"2", "4"})
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
    presenter: str = ""
    limit: int | None = None
    """Minutes that it may take."""

    @property
    def decides(self) -> bool:
        """Whether it is there to be decided."""
        return self.purpose == "decide" or (not self.purpose and self.heading in _DECIDING)

    @property
    def named(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"


@dataclass(frozen=True, slots=True)
class MinutesView:
    """A meeting as it stands."""

    title: str = ""
    state: str = ""
    circulated: bool = False
    """Whether a text of its minutes went to the members and is not certified yet."""
    recorder: str = ""
    """The given name of who records the meeting."""
    headings: tuple[str, ...] = ()
    """The names of the five headings."""
    agenda: tuple[AgendaLine, ...] = ()
    places: tuple[Place, ...] = ()
    quorum: Quorum = field(default=Quorum(0, 1))
    resolutions: tuple[str, ...] = ()
    resolved: Mapping[bytes, tuple[str, str]] = field(default_factory=dict)
    """Item → what was resolved last under it, and with how many votes, as the chair says it."""
    tasks: tuple[str, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()
    """Those without an answer."""
    opened: datetime | None = None
    today: date = date.min
    names: tuple[Name, ...] = field(default=(), repr=False)

    @property
    def is_running(self) -> bool:
        """Whether the meeting was opened and not closed."""
        return self.state in {"open", "paused"}

    def line(self, item: bytes | None) -> AgendaLine | None:
        """An item of the agenda."""
        return next((line for line in self.agenda if line.id == item), None)

    def question(self, item: bytes | None) -> str:
        """What was asked last under an item and has no answer."""
        return next((each.line.partition(": ")[2] for each in reversed(self.questions) if each.item == item), "")

    def beside(self, item: bytes | None, by: int) -> AgendaLine | None:
        """The item so many places behind one, withdrawn ones left out; the first where there is none."""
        agenda = [line for line in self.agenda if line.state != "withdrawn" or line.id == item]
        at = next((place + by for place, line in enumerate(agenda) if line.id == item), 0)
        return agenda[at] if 0 <= at < len(agenda) else None

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
    places = tuple(roll(replica, meeting))
    resolutions = replica.list("resolution", {"item": ids})
    opened = text_of(record, "opened_at")
    return MinutesView(
        title=f"{text_of(record, 'title')} {meeting_number(replica, record)}".strip(),
        state=text_of(record, "state"),
        circulated=bool(replica.count("minutes_version", {"meeting": meeting, "state": "circulated"})),
        recorder=_short(replica.title("person", ref(record, "secretary") or b"")),
        headings=tuple(heading_label(code, renamed) for code in HEADING_CODES),
        agenda=tuple(_lines(replica, agenda)),
        places=places,
        quorum=quorum_now(replica, meeting),
        resolutions=tuple(_resolution(each, showing) for each in resolutions),
        resolved={id_: _as_said(each) for each in resolutions if (id_ := ref(each, "item"))},
        tasks=tuple(_task(replica, each) for each in replica.list("task", {"item": ids})),
        questions=tuple(open_questions(replica, meeting)),
        opened=datetime.fromisoformat(opened) if opened else None,
        today=replica.today(),
        names=tuple(names(replica, meeting, places)),
    )


def heading_of(view: MinutesView) -> str:
    """What stands above the minutes: which meeting, who records it, and how far it is where it does not run."""
    heading = message("Minutes · {meeting}", meeting=view.title)
    state = SCHEMA["meeting"]["state"].choice(view.state)
    if view.recorder and view.state in {"open", "paused"}:
        heading += " · " + message("recorder {name}", name=view.recorder)
    return heading if state is None or view.state == "open" else f"{heading} · {state.label.text()}"


def state_mark(state: str) -> str:
    """A sign before an item: done, current, withdrawn, carried over."""
    return _MARKS.get(state, " ")


def summary(view: MinutesView, peers: Sequence[Peer], lasted: str = "") -> str:
    """The side pane in one line, for a screen that has no room for it."""
    # What is cut at the end of a short line is what can be looked up; where somebody writes cannot.
    parts = [quorum_words(view.quorum), *_typing(view, peers)]
    if view.questions:
        parts.append(message("Unanswered {count}", count=len(view.questions)))
    if view.resolutions:
        parts.append(message("Resolutions {count}", count=len(view.resolutions)))
    if view.tasks:
        parts.append(message("Tasks {count}", count=len(view.tasks)))
    return " · ".join([*parts, *filter(None, [lasted])])


def side_text(view: MinutesView, peers: Sequence[Peer], lasted: str = "", chair: str = "") -> Text:
    """The side pane: quorum, what the chair says next, who is here, what came of it, who else writes."""
    text = Text(overflow="fold")
    text.append(quorum_words(view.quorum) + "\n", "bold")
    if lasted:
        text.append(lasted + "\n")
    if chair:
        _section(text, _("The chair says"), [chair])
    here = [place for place in view.places if place.here]
    _section(text, message("Here: {count}", count=len(here)), [person_words(place) for place in here])
    away = [place for place in view.places if not place.here]
    if away:
        _section(text, message("Not here: {count}", count=len(away)), [person_words(place) for place in away])
    _section(text, message("Resolutions {count}", count=len(view.resolutions)), view.resolutions)
    _section(text, message("Tasks {count}", count=len(view.tasks)), view.tasks)
    if view.questions:
        heading = message("Unanswered {count}", count=len(view.questions))
        _section(text, heading, [for_display(each.line) for each in view.questions])
    if typing := _typing(view, peers):
        _section(text, _("Also here"), typing)
    return text


def _lines(replica: Replica, agenda: Sequence[Record]) -> list[AgendaLine]:
    by_id = {each.id: each for each in agenda}
    found = []
    for number, each in numbered(facts(record) for record in agenda):
        record = by_id[each["id"]] if isinstance(each["id"], bytes) else None
        if record is not None:
            found.append(_line(replica, record, number))
    return found


def _line(replica: Replica, record: Record, number: str) -> AgendaLine:
    presenter = ref(record, "presenter")
    limit = record["minutes_limit"]
    return AgendaLine(
        record.id,
        number,
        text_of(record, "heading"),
        for_display(text_of(record, "title")),
        text_of(record, "state") or "pending",
        text_of(record, "purpose"),
        for_display(replica.title("person", presenter)) if presenter else "",
        limit if isinstance(limit, int) else None,
    )


def _as_said(record: Record) -> tuple[str, str]:
    """What was resolved and with how many votes, in the words of the chair."""
    verb = record.entity["verb"].choice(text_of(record, "verb"))
    said = resolution_sentence(verb.label.text(WRITTEN_IN) if verb else "", text_of(record, "text"))
    yes, no = record["for"], record["against"]
    if yes is None:
        return for_display(said), ""
    if not no and not record["abstain"]:
        return for_display(said), _("unanimously")
    return for_display(said), message("with {yes} votes to {no}", yes=yes, no=no or 0)


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


def _typing(view: MinutesView, peers: Sequence[Peer]) -> list[str]:
    """Who else is at an item of this meeting; by the given name alone, for the place is what matters."""
    items, places = {line.id for line in view.agenda}, {line.named for line in view.agenda}
    # Two meetings may have items of one number and title; only an item that is not said is known by these.
    here = [each for each in peers if (each.record in items if each.record else for_display(each.place) in places)]
    return [f"{_short(peer.name) or peer.label}: {for_display(peer.place)}" for peer in here]


def _short(name: str) -> str:
    return split_name(name)[1]


def _section(text: Text, heading: str, lines: Sequence[str]) -> None:
    text.append(f"\n{heading}\n", "bold underline")
    for line in lines:
        text.append(f"{line}\n")
