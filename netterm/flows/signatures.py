"""Signatures of minutes: of a version's very text, by the key of the computer at which somebody sits."""

from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from netterm.errors import Failure
from netterm.flows.facts import facts, known, ref, stamp, text_of
from netterm.locale import N_
from netterm.model import Value
from netterm.store import Action, Record, Replica, fingerprint

__all__ = ["NothingToSign", "content_hash", "is_genuine", "sign", "sign_as_due", "sign_due"]

_SIGNED = b"netterm minutes\x00"
"""Before what is signed, so that a signature of minutes is never one of anything else."""


class NothingToSign(Failure):
    """Somebody who has signed already, or is not to sign."""


def content_hash(text: str) -> str:
    """What a version is known by: SHA-256 of its text in UTF-8, in hex."""
    return sha256(text.encode()).hexdigest()


def sign_as_due(replica: Replica, version: bytes) -> list[bytes]:
    """Sign as whatever the person at this computer is to sign and has not signed yet; the signatures.

    Raises `NothingToSign`.
    """
    with replica.action() as act:
        made = sign_due(replica, act, known(replica, "minutes_version", version))
        if not made:
            raise NothingToSign(
                N_("There is nothing for you to sign: you have signed, or are neither recorder nor checker.")
            )
    return made


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


def sign_due(replica: Replica, act: Action, version: Record) -> list[bytes]:
    """As whatever the person at this computer is to sign, and has not signed this text yet."""
    meeting = known(replica, "meeting", ref(version, "meeting") or b"")
    due = {"recorder": version["recorder"], "checker": version["checker"], "chair": meeting["chair"]}
    made = replica.list("minutes_signature", {"version": version.id, "person": replica.me})
    signed = {each["role"] for each in made if is_genuine(replica, each.id)}
    return [
        _signed(replica, act, version, role)
        for role, person in due.items()
        if replica.me is not None and person == replica.me and role not in signed
    ]


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
