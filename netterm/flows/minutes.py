"""The minutes of a meeting as they are handed round, signed and certified: versions of a text that then stays.

The text is what papers made of the meeting; it comes from the caller. Versions are numbered within their meeting. One
is drafted as often as is wanted, circulated, and certified by a resolution of a later meeting, after which nothing of
that meeting changes any more; a correction makes the next version, which goes the same way.
"""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from netterm.errors import Failure
from netterm.flows.facts import facts, known, ref, stamp, text_of
from netterm.locale import N_
from netterm.model import Value
from netterm.model.failures import TextTooLong
from netterm.model.kinds import MAX_PROSE
from netterm.store import Action, Record, Replica, fingerprint

__all__ = [
    "NotReady",
    "certified",
    "certify",
    "circulate",
    "content_hash",
    "correct",
    "is_genuine",
    "latest",
    "render",
    "sign",
    "versions",
]

_OVER = ("closed", "certified")
_DRAFTS = ("draft", "checked")
_SIGNED = b"netterm minutes\x00"
"""Before what is signed, so that a signature of minutes is never one of anything else."""


class NotReady(Failure):
    """Minutes that cannot take this step yet."""


def versions(replica: Replica, meeting: bytes) -> list[Record]:
    """The versions of a meeting's minutes, the oldest first: by their numbers, and then those that have none yet."""

    def place(version: Record) -> tuple[bool, int, bytes]:
        number = version["number"]
        return not isinstance(number, int), number if isinstance(number, int) else 0, version.id

    return sorted(replica.list("minutes_version", {"meeting": meeting}), key=place)


def certified(replica: Replica, meeting: bytes) -> Record | None:
    """The version that holds; None before one is certified."""
    return next((each for each in versions(replica, meeting) if each["state"] == "certified"), None)


def latest(replica: Replica, meeting: bytes) -> bytes:
    """The version that the next step is about: the last one. Raises `NotReady` where there is none."""
    kept = versions(replica, meeting)
    if not kept:
        raise NotReady(N_("The minutes of this meeting were not kept yet: keep them first."))
    return kept[-1].id


def content_hash(text: str) -> str:
    """What a version is known by: SHA-256 of its text in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


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


def correct(
    replica: Replica, version: bytes, text: str, before: str, after: str, *, proposer: bytes | None = None
) -> bytes:
    """Propose a correction of certified minutes: a draft of their next version; returns it.

    ``before`` is the passage as it stands there, ``after`` as it is to stand. Raises `NotReady` where the version is
    not the one that holds, or where nothing is corrected.
    """
    old = known(replica, "minutes_version", version)
    if old["state"] != "certified":
        raise NotReady(N_("Only certified minutes are corrected: others are simply written anew."))
    if not after.strip() or before == after:
        raise NotReady(N_("Nothing was typed: a correction needs what stands there and what is to stand there."))
    values: dict[str, Value] = {"meeting": old["meeting"], "corrects": version, "proposer": proposer or replica.me}  # type: ignore[dict-item]  # a reference is one value
    values |= {"correction_before": before, "correction_after": after, **_content(text), **_officers(old)}
    with replica.action() as act:
        return act.add("minutes_version", values)


def circulate(replica: Replica, version: bytes) -> None:
    """Hand a draft round. Whoever wrote or checked it and does this here signs it. Raises `NotReady`."""
    record = known(replica, "minutes_version", version)
    if record["state"] not in _DRAFTS:
        raise NotReady(N_("This version was circulated already."))
    _refuse_unsigned(record)
    with replica.action() as act:
        _sign_as_due(replica, act, record)
        act.set("minutes_version", version, {"state": "circulated"})


def certify(replica: Replica, version: bytes, resolution: bytes) -> None:
    """Certify a circulated version by a resolution of a later meeting; it and its meeting are final from then on.

    The versions before it have a later one from now on. Raises `NotReady` where one of these is missing: the
    circulation, a recorder, a checker, a resolution that certifies.
    """
    record = known(replica, "minutes_version", version)
    if record["state"] != "circulated":
        raise NotReady(N_("These minutes were not circulated yet: circulate them before they are certified."))
    _refuse_unsigned(record)
    meeting = known(replica, "meeting", ref(record, "meeting") or b"")
    _refuse_resolution(replica, meeting, known(replica, "resolution", resolution))
    with replica.action() as act:
        _sign_as_due(replica, act, record)
        for each in versions(replica, meeting.id):
            if each.id != version and each["state"] in {"circulated", "certified"}:
                act.set("minutes_version", each.id, {"state": "corrected"})
        act.set("minutes_version", version, {"state": "certified", "certified_by": resolution})
        if meeting["state"] != "certified":
            act.set("meeting", meeting.id, {"state": "certified"})


def sign(replica: Replica, version: bytes, role: str) -> bytes:
    """Sign a version with this computer's key, as ``recorder``, ``checker`` or ``chair``; returns the signature."""
    with replica.action() as act:
        return _signed(replica, act, known(replica, "minutes_version", version), role)


def is_genuine(replica: Replica, signature: bytes) -> bool:
    """Whether a signature is of the text that its version has, by the key of the person that it names."""
    record = known(replica, "minutes_signature", signature)
    version = known(replica, "minutes_version", ref(record, "version") or b"")
    said = _to_sign(replica, version)
    keys = [
        public
        for public, state in replica.trust.identities.items()
        if fingerprint(public) == record["key"] and state.person == record["person"]
    ]
    try:
        signed = bytes.fromhex(text_of(record, "signature"))
    except ValueError:
        return False
    return any(_verifies(public, signed, said) for public in keys)


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


def _sign_as_due(replica: Replica, act: Action, version: Record) -> None:
    """As whatever the person at this computer is to sign, and has not signed yet."""
    meeting = known(replica, "meeting", ref(version, "meeting") or b"")
    due = {"recorder": version["recorder"], "checker": version["checker"], "chair": meeting["chair"]}
    signed = {each["role"] for each in replica.list("minutes_signature", {"version": version.id, "person": replica.me})}
    for role, person in due.items():
        if replica.me is not None and person == replica.me and role not in signed:
            _signed(replica, act, version, role)


def _signed(replica: Replica, act: Action, version: Record, role: str) -> bytes:
    values: dict[str, Value] = {"version": version.id, "person": replica.me, "role": role, "signed_at": stamp(replica)}
    values["key"] = fingerprint(replica.identity)
    values["signature"] = replica.private_key.sign(_to_sign(replica, version)).hex()
    return act.add("minutes_signature", values)


def _to_sign(replica: Replica, version: Record) -> bytes:
    """Of which network, which version and which text: of the text itself, whatever its hash says."""
    return _SIGNED + replica.network + version.id + bytes.fromhex(content_hash(str(facts(version).get("text") or "")))


def _verifies(public: bytes, signed: bytes, said: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signed, said)
    except InvalidSignature:
        return False
    return True
