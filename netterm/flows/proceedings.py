"""What comes out of an agenda item: motions and resolutions."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from netterm.errors import Failure
from netterm.flows.attendance import quorum_now, voting_now
from netterm.flows.facts import known, ref, text_of
from netterm.language.clean import clean_text
from netterm.locale import N_
from netterm.model import SCHEMA, Label, Value
from netterm.model.failures import RecordFailure
from netterm.model.minutes_lines import ResolutionLine, parse_resolution_line, refused
from netterm.model.motions import Counts, Outcome, Threshold, check_counts, outcome, verb_agrees, votes_needed
from netterm.model.quorum import Quorum
from netterm.model.shares import Share, parse_share
from netterm.store import Action, Record, Replica

__all__ = [
    "NoVote",
    "NothingResolved",
    "Proposal",
    "QuorumMissing",
    "VoteDisagrees",
    "VoteLost",
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
_REJECT = "reject"


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


class VoteDisagrees(RecordFailure):
    """The votes or the words say one thing, and the resolution's verb another."""


class VoteLost(VoteDisagrees):
    """The votes do not carry what is to be recorded as resolved: it can only be rejected."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was put to the vote, where more is noted of it than the counts."""

    mover: bytes | None = None
    seconder: bytes | None = None
    threshold: Threshold = Threshold.SIMPLE
    fraction: str = ""
    """The share of those present that a custom threshold asks for, as typed: ``3/4``."""
    ballot: str = "show"
    """A code of ``motion.ballot``."""
    votes: Mapping[bytes, str] = field(default_factory=dict)
    """Of a ballot by name: codes of ``vote.choice`` by person."""

    @property
    def share(self) -> Share | None:
        """What a custom threshold asks for. Raises a `Failure` where it cannot be read."""
        return parse_share(self.fraction) if self.threshold is Threshold.CUSTOM else None

    @property
    def counts(self) -> Counts | None:
        """The votes by name, counted; None where there are none."""
        cast = [list(self.votes.values()).count(code) for code in ("for", "against", "abstain")]
        return Counts(*cast) if self.votes else None


def record_resolution(
    replica: Replica,
    item: bytes,
    verb: str,
    text: str,
    *,
    counts: Counts | None = None,
    unanimous: bool = False,
    override_reason: str = "",
    motion: bytes | Proposal | None = None,
) -> bytes:
    """A resolution under an item, with who was present and how many were needed at this moment.

    What is rejected gets words that say so. Unanimous are all who are present and count. A ``motion`` that is there
    already is only referred to; of a `Proposal` one is made, with who voted how. Raises `QuorumMissing` below quorum
    unless there is a reason, `NothingResolved`, `ImpossibleCounts`, `NoVote`, `VoteLost` where the counts do not carry
    it, and `VoteDisagrees` where counts or words say otherwise than the verb; nothing is written then.
    """
    words = clean_text(text).strip()
    if not words:
        raise NothingResolved(N_("Nothing was typed: a resolution needs its words."))
    _refuse_other_words(verb, words)
    meeting = ref(known(replica, "agenda_item", item), "meeting") or b""
    quorum = quorum_now(replica, meeting)
    reason = override_reason.strip()
    if not quorum.met and not reason:
        raise QuorumMissing(quorum)
    proposal = motion if isinstance(motion, Proposal) else None
    voted = _proposal_of(replica, motion) if isinstance(motion, bytes) else proposal
    if proposal is not None:
        _refuse_strangers(replica, meeting, proposal.votes)
        counts = proposal.counts or counts
    given = _all_alike(quorum, verb, voted) if unanimous else counts
    if given is not None:
        check_counts(given, quorum.present)
    if given is not None and not unanimous:
        _refuse_other_outcome(verb, given, quorum.present, voted)
    values: dict[str, Value] = {"item": item, "verb": verb, "text": refused(words) if verb == _REJECT else words}
    values |= {"present": quorum.present, "quorum_required": quorum.required}
    values["override_reason"] = reason if reason and not quorum.met else None
    with replica.action() as act:
        put = motion if proposal is None else _add_motion(act, item, words, proposal, given)
        resolution = act.add("resolution", {**values, "motion": put if isinstance(put, bytes) else None,
                                            **_count_values(given)})  # fmt: skip
    if proposal is not None and isinstance(put, bytes):
        state = _state_of(verb, proposal, given, quorum.present)
        if state != "open":  # as what is new is: what became of it is said once it is there
            with replica.action(part_of=act) as after:
                after.set("motion", put, {"state": state})
    return resolution


def _proposal_of(replica: Replica, motion: bytes) -> Proposal:
    """What a motion that was put before asks for."""
    record = known(replica, "motion", motion)
    threshold = Threshold(text_of(record, "threshold") or Threshold.SIMPLE)
    return Proposal(threshold=threshold, fraction=text_of(record, "threshold_fraction"))


def _all_alike(quorum: Quorum, verb: str, proposal: Proposal | None) -> Counts:
    """All voted for the resolution; where a motion is rejected, against the motion."""
    return Counts(0, quorum.present) if proposal is not None and verb == _REJECT else unanimous_counts(quorum)


def _state_of(verb: str, proposal: Proposal, counts: Counts | None, present: int) -> str:
    """What became of a motion: put off, decided by its votes, or open."""
    if verb == "defer":
        return "tabled"
    return "open" if counts is None else str(outcome(proposal.threshold, counts, present, proposal.share))


def _add_motion(act: Action, item: bytes, text: str, proposal: Proposal, counts: Counts | None) -> bytes:
    values: dict[str, Value] = {"item": item, "text": text, "mover": proposal.mover, "seconder": proposal.seconder}
    values |= {"threshold": str(proposal.threshold), "threshold_fraction": proposal.fraction or None}
    values |= {"ballot": proposal.ballot, **_count_values(counts)}
    motion = act.add("motion", values)
    for person, choice in proposal.votes.items():
        act.add("vote", {"motion": motion, "person": person, "choice": choice})
    return motion


def _refuse_other_words(verb: str, words: str) -> None:
    read = parse_resolution_line(words)
    if verb != _REJECT and read is not None and read.verb == _REJECT:
        raise VoteDisagrees(
            N_("The words say that it is rejected, and not “{verb}”: choose “{instead}”, or put it in other words."),
            verb=_verbs().get(verb, verb), instead=_verbs()[_REJECT],
        )  # fmt: skip


def _verbs() -> dict[str, Label]:
    return {choice.code: choice.label for choice in SCHEMA["resolution"]["verb"].choices}


def _refuse_other_outcome(verb: str, counts: Counts, present: int, proposal: Proposal | None) -> None:
    threshold = proposal.threshold if proposal else Threshold.SIMPLE
    share = proposal.share if proposal else None
    result = outcome(threshold, counts, present, share)
    if verb_agrees(verb, result, of_motion=proposal is not None):
        return
    if result is Outcome.CARRIED:
        raise VoteDisagrees(
            N_("{yes} for and {no} against: the motion is carried, and cannot be recorded as “{verb}”."),
            yes=counts.for_, no=counts.against, verb=_verbs()[verb],
        )  # fmt: skip
    verbs = {"verb": _verbs().get(verb, verb), "instead": _verbs()[_REJECT]}
    if threshold is Threshold.SIMPLE:
        raise VoteLost(
            N_(
                "{yes} for and {no} against: it is lost, and cannot be recorded as “{verb}”. Choose “{instead}”, or "
                "count again."
            ),
            yes=counts.for_, no=counts.against, **verbs,
        )  # fmt: skip
    raise VoteLost(
        N_(
            "{yes} for and {no} against, {needed} needed: it is lost, and cannot be recorded as “{verb}”. "
            "Choose “{instead}”, or count again."
        ),
        yes=counts.for_, no=counts.against, needed=votes_needed(threshold, counts, present, share), **verbs,
    )  # fmt: skip


def _refuse_strangers(replica: Replica, meeting: bytes, votes: Mapping[bytes, str]) -> None:
    may_vote = voting_now(replica, meeting) if votes else frozenset()
    for person in votes:
        if person not in may_vote:
            raise NoVote(
                N_("{name} is not among those here who count: correct who is here first. Nothing was counted."),
                name=replica.title("person", person),
            )


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
    _refuse_strangers(replica, ref(item, "meeting") or b"", votes)
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


def _count_values(counts: Counts | None) -> dict[str, Value]:
    if counts is None:
        return {}
    return {"for": counts.for_, "against": counts.against, "abstain": counts.abstain}
