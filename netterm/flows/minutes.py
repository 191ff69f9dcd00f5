"""The minutes of a meeting as they are handed round, signed and certified: versions of a text that then stays.

The text is what papers made of the meeting; it comes from the caller. Versions are numbered within their meeting. One
is drafted as often as is wanted, checked, circulated, and certified by a resolution of a later meeting, after which
nothing of that meeting changes any more; a correction makes the next version, which goes the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from netterm.errors import Failure
from netterm.flows.facts import known, ref, stamp, text_of
from netterm.flows.signatures import content_hash, sign_due
from netterm.locale import N_
from netterm.model import Value
from netterm.model.failures import TextTooLong
from netterm.model.kinds import MAX_PROSE
from netterm.store import Record, Replica

__all__ = [
    "Correction",
    "NotReady",
    "certified",
    "certify",
    "certify_corrected",
    "check",
    "circulate",
    "correct",
    "kept_anew",
    "latest",
    "moved_on",
    "refuse_no_correction",
    "render",
    "versions",
]

_OVER = ("closed", "certified")
_DRAFTS = ("draft", "checked")


class NotReady(Failure):
    """Minutes that cannot take this step yet."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A passage of minutes as it stands there, and as it is to stand."""

    before: str
    after: str
    text: str
    """The whole text with this correction and those before it."""
    proposer: bytes | None = None
    """None for the person at this computer."""


def versions(replica: Replica, meeting: bytes) -> list[Record]:
    """The versions of a meeting's minutes, the oldest first: by their numbers, and then those that have none yet."""

    def place(version: Record) -> tuple[bool, int, bytes]:
        number = version["number"]
        return not isinstance(number, int), number if isinstance(number, int) else 0, version.id

    return sorted(replica.list("minutes_version", {"meeting": meeting}), key=place)


def certified(replica: Replica, meeting: bytes) -> Record | None:
    """The version that holds; None before one is certified. Of two that were certified at the same time, the later."""
    held = [each for each in versions(replica, meeting) if each["state"] == "certified"]
    return held[-1] if held else None


def latest(replica: Replica, meeting: bytes) -> bytes:
    """The version that the next step is about: the last one. Raises `NotReady` where there is none."""
    kept = versions(replica, meeting)
    if not kept:
        raise NotReady(N_("The minutes of this meeting were not kept yet: keep them first."))
    return kept[-1].id


def kept_anew(replica: Replica, meeting: bytes, text: str) -> bytes:
    """The version that is checked or handed round next: a draft takes ``text``, which is what its records say now.

    One that was checked stays as it was checked, and a correction has a text of its own. Raises as `render` does.
    """
    kept = versions(replica, meeting)
    if kept and (kept[-1]["state"] != "draft" or certified(replica, meeting) is not None):
        return kept[-1].id
    return render(replica, meeting, text)


def moved_on(replica: Replica, meeting: bytes, text: str) -> bool:
    """Whether the records, which say ``text`` now, say something else than what was checked or circulated."""
    kept = versions(replica, meeting)
    waits = bool(kept) and kept[-1]["state"] in {"checked", "circulated"} and certified(replica, meeting) is None
    return waits and text_of(kept[-1], "text") != text


def render(replica: Replica, meeting: bytes, text: str) -> bytes:
    """Keep ``text`` as the draft of the minutes, with who wrote and who checks them; returns the version.

    A draft that is there takes the text, behind a version that was circulated comes another. Raises `NotReady` before
    the meeting is over and where a certified version stands, and `TextTooLong`.
    """
    record = _over(replica, meeting)
    if certified(replica, meeting) is not None:
        raise NotReady(N_("These minutes are certified. A correction makes their next version."))
    drafts = [each for each in versions(replica, meeting) if each["state"] in _DRAFTS]
    values = _content(text) | _officers(record)
    with replica.action() as act:
        if not drafts:
            return act.add("minutes_version", {"meeting": meeting, **values})
        if any(drafts[-1][name] != value for name, value in values.items()):
            act.set("minutes_version", drafts[-1].id, {**values, "state": "draft"})
    return drafts[-1].id


def check(replica: Replica, version: bytes) -> str:
    """A draft was checked; whoever is to check it and says so here signs it.

    Returns in whose place an admin said so; '' where the checker did. Raises `NotReady`, and the rule that nobody else
    says so.
    """
    record = known(replica, "minutes_version", version)
    if record["state"] != "draft":
        raise NotReady(N_("Only a draft is checked: this version has been checked already."))
    _refuse_unsigned(record)
    with replica.action() as act:
        sign_due(replica, act, record)
        act.set("minutes_version", version, {"state": "checked"})
    checker = ref(record, "checker") or b""
    return "" if checker == replica.me else replica.title("person", checker)


def correct(
    replica: Replica, version: bytes, text: str, before: str, after: str, *, proposer: bytes | None = None
) -> bytes:
    """Propose a correction of certified minutes: a draft of their next version; returns it.

    ``before`` is the passage as it stands there, ``after`` as it is to stand. A draft that corrects is corrected
    further in its place. Raises `NotReady` where the version is neither the one that holds nor such a draft, or where
    nothing is corrected.
    """
    old = known(replica, "minutes_version", version)
    correction = Correction(before, after, text, proposer)
    if old["state"] == "certified":
        return _corrected(replica, old, correction)
    if old["state"] not in _DRAFTS or old["corrects"] is None:
        raise NotReady(N_("Only certified minutes are corrected: others are simply written anew."))
    refuse_no_correction(correction)
    values: dict[str, Value] = {"state": "draft", **_content(text)}
    for name, passage in (("correction_before", before), ("correction_after", after)):
        values[name] = "\n".join(filter(None, (text_of(old, name), passage)))
    with replica.action() as act:
        act.set("minutes_version", version, values)
    return version


def circulate(replica: Replica, version: bytes) -> None:
    """Hand a draft round. Whoever wrote or checked it and does this here signs it. Raises `NotReady`."""
    record = known(replica, "minutes_version", version)
    if record["state"] not in _DRAFTS:
        raise NotReady(N_("This version was circulated already."))
    _refuse_unsigned(record)
    with replica.action() as act:
        sign_due(replica, act, record)
        act.set("minutes_version", version, {"state": "circulated", "circulated_at": stamp(replica)})


def certify(replica: Replica, version: bytes, resolution: bytes) -> None:
    """Certify a circulated version by a resolution of a later meeting; it and its meeting are final from then on.

    The versions before it have a later one from now on. Raises `NotReady` where one of these is missing: the
    circulation, a recorder, a checker, a resolution that certifies.
    """
    record, meeting = _ready(replica, version, resolution)
    with replica.action() as act:
        sign_due(replica, act, record)
        for each in versions(replica, meeting.id):
            if each.id != version and each["state"] in {"circulated", "certified"}:
                act.set("minutes_version", each.id, {"state": "corrected"})
        act.set("minutes_version", version, {"state": "certified", "certified_by": resolution})
        if meeting["state"] != "certified":
            act.set("meeting", meeting.id, {"state": "certified"})


def certify_corrected(replica: Replica, version: bytes, resolution: bytes, corrections: Sequence[Correction]) -> bytes:
    """Certify a circulated version as the later meeting corrected it; returns the version that holds then.

    Each correction makes a version of its own, the last of which is certified. Raises what `certify` raises, and
    `NotReady` where one of them corrects nothing; nothing is certified then.
    """
    _ready(replica, version, resolution)
    for each in corrections:
        refuse_no_correction(each)
    for each in corrections:
        version = _corrected(replica, known(replica, "minutes_version", version), each)
        # A state that its author did not begin with is set aside elsewhere, so that each step is an entry.
        with replica.action() as act:
            act.set("minutes_version", version, {"state": "circulated", "circulated_at": stamp(replica)})
    certify(replica, version, resolution)
    return version


def _over(replica: Replica, meeting: bytes) -> Record:
    record = known(replica, "meeting", meeting)
    if record["state"] not in _OVER:
        raise NotReady(N_("This meeting is not over: close it before its minutes are kept."))
    return record


def _content(text: str) -> dict[str, Value]:
    if len(text) > MAX_PROSE:
        raise TextTooLong(len(text))
    return {"text": text, "content_hash": content_hash(text)}


def _officers(record: Record) -> dict[str, Value]:
    """Who wrote and who checks: of a meeting its secretary and checker, of a version those of it."""
    recorder = "recorder" if "recorder" in record.entity.by_name else "secretary"
    return {"recorder": ref(record, recorder), "checker": ref(record, "checker")}


def _corrected(replica: Replica, old: Record, correction: Correction) -> bytes:
    """The draft of a version that puts a passage of another one right."""
    refuse_no_correction(correction)
    values: dict[str, Value] = {"meeting": ref(old, "meeting"), "corrects": old.id}
    values |= {"proposer": correction.proposer or replica.me}
    values |= {"correction_before": correction.before, "correction_after": correction.after}
    with replica.action() as act:
        return act.add("minutes_version", values | _content(correction.text) | _officers(old))


def refuse_no_correction(correction: Correction) -> None:
    """Raises `NotReady` where one of the two passages is missing, or both say the same."""
    if not (correction.before.strip() and correction.after.strip()) or correction.before == correction.after:
        raise NotReady(N_("Nothing was typed: a correction needs what stands there and what is to stand there."))


def _ready(replica: Replica, version: bytes, resolution: bytes) -> tuple[Record, Record]:
    """A version that a resolution may certify, and its meeting. Raises `NotReady`."""
    record = known(replica, "minutes_version", version)
    if record["state"] != "circulated":
        raise NotReady(N_("These minutes were not circulated yet: circulate them before they are certified."))
    _refuse_unsigned(record)
    meeting = known(replica, "meeting", ref(record, "meeting") or b"")
    _refuse_resolution(replica, meeting, known(replica, "resolution", resolution))
    return record, meeting


def _refuse_unsigned(version: Record) -> None:
    for name in ("recorder", "checker"):
        if version[name] is None:
            raise NotReady(
                N_("These minutes have no one as {role}: say who it is in the meeting, and keep the minutes again."),
                role=version.entity[name].label,
            )


def _refuse_resolution(replica: Replica, meeting: Record, resolution: Record) -> None:
    if resolution["verb"] != "certify":
        raise NotReady(N_("Minutes are certified by a resolution that certifies them: this one does something else."))
    item = known(replica, "agenda_item", ref(resolution, "item") or b"")
    later = known(replica, "meeting", ref(item, "meeting") or b"")
    if later.id == meeting.id or text_of(later, "starts_at") < text_of(meeting, "starts_at"):
        raise NotReady(N_("A meeting does not certify its own minutes: a later one does."))
