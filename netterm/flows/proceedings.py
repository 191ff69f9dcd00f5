"""What comes out of an agenda item: motions, resolutions and questions."""

from collections.abc import Mapping

from netterm.errors import Failure
from netterm.flows.attendance import quorum_now, voting_now
from netterm.flows.facts import known, ref, text_of
from netterm.language.clean import clean_text
from netterm.locale import N_
from netterm.model import Value
from netterm.model.minutes_lines import ResolutionLine, parse_resolution_line
from netterm.model.motions import Counts, Outcome, Threshold, check_counts, outcome
from netterm.model.quorum import Quorum
from netterm.model.shares import parse_share
from netterm.store import Record, Replica

__all__ = [
    "NoVote",
    "NothingResolved",
    "QuorumMissing",
    "answer_question",
    "ask_question",
    "cast_votes",
    "count_motion",
    "put_motion",
    "record_resolution",
    "resolution_from_line",
    "suggested_verb",
    "unanimous_counts",
]

_VERB_BY_PURPOSE = {"inform": "acknowledge", "decide": "approve", "discuss": "acknowledge"}
_CERTIFICATION = "2"


class QuorumMissing(Failure):
    """Fewer people are present than a resolution needs, and no reason was given for resolving all the same."""

    def __init__(self, quorum: Quorum) -> None:
        super().__init__(
            N_(
                "No quorum: {present} present, {required} needed. Nothing was recorded; wait for more people, "
                "or give the reason for resolving all the same."
            ),
            present=quorum.present,
            required=quorum.required,
        )
        self.quorum = quorum


class NoVote(Failure):
    """Somebody who has no vote now."""


class NothingResolved(Failure):
    """A resolution without words."""


def record_resolution(
    replica: Replica,
    item: bytes,
    verb: str,
    text: str,
    *,
    counts: Counts | None = None,
    unanimous: bool = False,
    override_reason: str = "",
    motion: bytes | None = None,
) -> bytes:
    """A resolution under an item, with who was present and how many were needed at this moment.

    Unanimous are all who are present and count. Raises `QuorumMissing` below quorum unless there is a reason,
    `NothingResolved`, and `ImpossibleCounts`.
    """
    words = clean_text(text).strip()
    if not words:
        raise NothingResolved(N_("Nothing was typed: a resolution needs its words."))
    quorum = quorum_now(replica, ref(known(replica, "agenda_item", item), "meeting") or b"")
    reason = override_reason.strip()
    if not quorum.met and not reason:
        raise QuorumMissing(quorum)
    given = unanimous_counts(quorum) if unanimous else counts
    if given is not None:
        check_counts(given, quorum.present)
    values: dict[str, Value] = {"item": item, "motion": motion, "verb": verb, "text": words}
    values |= {"present": quorum.present, "quorum_required": quorum.required}
    values["override_reason"] = reason if reason and not quorum.met else None
    with replica.action() as act:
        return act.add("resolution", values | _count_values(given))


def unanimous_counts(quorum: Quorum) -> Counts:
    """All who are present and count voted for it."""
    return Counts(quorum.present, 0)


def resolution_from_line(line: str, item: Record) -> ResolutionLine:
    """The resolution that a line of the minutes means; any line can be one, with the verb that suits its item."""
    return parse_resolution_line(line) or ResolutionLine(suggested_verb(item), line.strip(), False, False)


def suggested_verb(item: Record) -> str:
    """The verb that most resolutions of such an item have."""
    if item["heading"] == _CERTIFICATION:
        return "certify"
    return _VERB_BY_PURPOSE.get(text_of(item, "purpose"), "approve")


def put_motion(replica: Replica, item: bytes, text: str, **values: Value) -> bytes:
    """A motion under an item; ``values`` are further fields of it: mover, seconder, threshold, ballot."""
    words = clean_text(text).strip()
    if not words:
        raise NothingResolved(N_("Nothing was typed: a motion needs its words."))
    with replica.action() as act:
        return act.add("motion", {"item": item, "text": words, **values})


def count_motion(replica: Replica, motion: bytes, counts: Counts) -> Outcome:
    """Note the votes and what follows from them by the motion's threshold. Raises `ImpossibleCounts`."""
    record = known(replica, "motion", motion)
    item = known(replica, "agenda_item", ref(record, "item") or b"")
    present = quorum_now(replica, ref(item, "meeting") or b"").present
    check_counts(counts, present)
    share = text_of(record, "threshold_fraction")
    threshold = Threshold(text_of(record, "threshold") or "simple")
    result = outcome(threshold, counts, present, parse_share(share) if share else None)
    if text_of(record, "state") not in {"open", result}:
        # Counted anew: a state that cannot follow is set aside by every other laptop, so it is open in between.
        with replica.action() as act:
            act.set("motion", motion, {"state": "open"})
    with replica.action() as act:
        act.set("motion", motion, {**_count_values(counts), "state": str(result)})
    return result


def cast_votes(replica: Replica, motion: bytes, votes: Mapping[bytes, str]) -> Outcome:
    """Note who voted how in a ballot by name, in place of what was noted before, and what follows from it.

    ``votes`` are codes of ``vote.choice`` by person. Raises `NoVote` for whom is not here and counted, and what
    `count_motion` raises.
    """
    record = known(replica, "motion", motion)
    item = known(replica, "agenda_item", ref(record, "item") or b"")
    may_vote = voting_now(replica, ref(item, "meeting") or b"")
    for person in votes:
        if person not in may_vote:
            raise NoVote(
                N_("{name} is not among those here who count: correct who is here first. Nothing was counted."),
                name=replica.title("person", person),
            )
    cast = [list(votes.values()).count(code) for code in ("for", "against", "abstain")]
    with replica.action() as act:
        noted = {ref(each, "person"): each.id for each in replica.list("vote", {"motion": motion})}
        for voter, id_ in noted.items():
            if voter not in votes:
                act.delete("vote", id_)
        for person, choice in votes.items():
            if person in noted:
                act.set("vote", noted[person], {"choice": choice})
            else:
                act.add("vote", {"motion": motion, "person": person, "choice": choice})
    return count_motion(replica, motion, Counts(*cast))


def ask_question(
    replica: Replica, meeting: bytes, text: str, *, item: bytes | None = None, asked_by: bytes | None = None
) -> bytes:
    """A question asked in a meeting."""
    with replica.action() as act:
        values: dict[str, Value] = {"meeting": meeting, "item": item, "asked_by": asked_by, "text": clean_text(text)}
        return act.add("question", values)


def answer_question(replica: Replica, question: bytes, answer: str, *, answered_by: bytes | None = None) -> Record:
    """What was answered, and by whom."""
    with replica.action() as act:
        act.set("question", question, {"answer": clean_text(answer), "answered_by": answered_by})
    return known(replica, "question", question)


def _count_values(counts: Counts | None) -> dict[str, Value]:
    if counts is None:
        return {}
    return {"for": counts.for_, "against": counts.against, "abstain": counts.abstain}
