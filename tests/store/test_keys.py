"""Keys come back with the right passphrase, to nobody without it, and no failure takes them away."""

import os
import stat
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgpack
import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netterm.model.kinds import Compartment
from netterm.store import keys
from netterm.store.keys import (
    Cost,
    IdentityExists,
    Kdf,
    KdfMissing,
    KeyFileChanged,
    KeyFileDamaged,
    KeyFileNewer,
    Lock,
    NoIdentity,
    PassphraseEmpty,
    PassphraseNeeded,
    SeveralIdentities,
    StoredIdentity,
    WrongPassphrase,
    change_passphrase,
    create,
    fingerprint,
    identities,
    remove,
    unlock,
    update,
    write_privately,
)

LIGHT = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)
ANA, BEN = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 2))
ANA_PUBLIC, BEN_PUBLIC = (each.public_key().public_bytes_raw() for each in (ANA, BEN))
GENERAL = {Compartment.GENERAL: b"g" * 32}
BOTH = GENERAL | {Compartment.SENSITIVE: b"s" * 32}
PHRASE = "ข้าวเหนียวมะม่วง 7"


def file_of(directory: Path, public: bytes = ANA_PUBLIC) -> Path:
    return directory / "keys" / f"{public.hex()}.key"


@pytest.fixture
def ana(tmp_path: Path) -> Path:
    """A data directory with Ana's key in it."""
    create(tmp_path, ANA, BOTH, PHRASE, "Ana", cost=LIGHT)
    return tmp_path


def test_what_was_locked_is_unlocked(ana: Path) -> None:
    unlocked = unlock(ana, None, PHRASE)
    assert unlocked.private_key.private_bytes_raw() == ANA.private_bytes_raw()
    assert unlocked.database_keys == BOTH
    assert (unlocked.public, unlocked.label, unlocked.protected) == (ANA_PUBLIC, "Ana", True)


def test_each_person_opens_their_own_slot_with_their_own_passphrase(ana: Path) -> None:
    create(ana, BEN, GENERAL, "ben's", "Ben", cost=LIGHT)
    assert unlock(ana, ANA_PUBLIC, PHRASE).database_keys == BOTH
    assert unlock(ana, BEN_PUBLIC, "ben's").database_keys == GENERAL
    with pytest.raises(WrongPassphrase):
        unlock(ana, BEN_PUBLIC, PHRASE)
    with pytest.raises(SeveralIdentities) as failure:
        unlock(ana, None, PHRASE)
    assert str(failure.value) == (
        "Several people keep their keys here. Choose one: "
        f"Ana ({fingerprint(ANA_PUBLIC)}), Ben ({fingerprint(BEN_PUBLIC)})."
    )


@pytest.mark.parametrize("wrong", ["", PHRASE + " ", PHRASE[:-1], "\udce0"])
def test_a_wrong_passphrase_is_said_and_changes_nothing(ana: Path, wrong: str) -> None:
    before = file_of(ana).read_bytes()
    attempts: list[Callable[[], object]] = [
        lambda: unlock(ana, None, wrong),
        lambda: change_passphrase(ana, None, wrong, "new", cost=LIGHT),
    ]
    for attempt in attempts:
        with pytest.raises(WrongPassphrase) as failure:
            attempt()
        assert str(failure.value) == "The passphrase is wrong. Nothing was changed."
    assert file_of(ana).read_bytes() == before


def test_a_passphrase_is_asked_for(ana: Path) -> None:
    with pytest.raises(PassphraseNeeded):
        unlock(ana, None, None)


def test_a_passphrase_is_the_same_however_the_keyboard_composes_it(tmp_path: Path) -> None:
    create(tmp_path, ANA, {}, unicodedata.normalize("NFD", "café"), "", cost=LIGHT)
    assert unlock(tmp_path, None, unicodedata.normalize("NFC", "café")).public == ANA_PUBLIC


def test_an_empty_passphrase_is_refused(ana: Path) -> None:
    with pytest.raises(PassphraseEmpty):
        create(ana, BEN, {}, "", "Ben", cost=LIGHT)
    with pytest.raises(PassphraseEmpty):
        change_passphrase(ana, None, PHRASE, "", cost=LIGHT)
    assert [each.label for each in identities(ana)] == ["Ana"]
    assert unlock(ana, None, PHRASE).label == "Ana"


def test_without_a_passphrase_it_opens_with_none_or_any(tmp_path: Path) -> None:
    create(tmp_path, ANA, GENERAL, None, "Ana")
    assert not unlock(tmp_path, None, None).protected
    assert unlock(tmp_path, None, "any").database_keys == GENERAL
    assert identities(tmp_path) == [StoredIdentity(ANA_PUBLIC, "Ana", protected=False)]


def test_no_secret_is_readable_in_the_file(ana: Path) -> None:
    data = file_of(ana).read_bytes()
    for secret in (ANA.private_bytes_raw(), *BOTH.values(), PHRASE.encode()):
        assert secret not in data


def test_no_secret_is_shown_in_a_trace(ana: Path) -> None:
    shown = repr(unlock(ana, None, PHRASE))
    assert "Ana" in shown
    assert "gggg" not in shown
    assert "Ed25519PrivateKey" not in shown


def test_the_passphrase_changes(ana: Path) -> None:
    change_passphrase(ana, None, PHRASE, "new", cost=LIGHT)
    assert unlock(ana, None, "new").database_keys == BOTH
    with pytest.raises(WrongPassphrase):
        unlock(ana, None, PHRASE)
    change_passphrase(ana, None, "new", None)
    assert unlock(ana, None, None).database_keys == BOTH
    change_passphrase(ana, None, None, PHRASE, cost=LIGHT)
    with pytest.raises(PassphraseNeeded):
        unlock(ana, None, None)


def test_a_compartment_comes_and_goes_without_the_passphrase_being_asked_again(ana: Path) -> None:
    fewer = update(ana, unlock(ana, None, PHRASE), GENERAL)
    assert unlock(ana, None, PHRASE).database_keys == fewer.database_keys == GENERAL
    update(ana, fewer, BOTH)
    assert unlock(ana, None, PHRASE).database_keys == BOTH


def test_an_update_never_brings_an_old_passphrase_back(ana: Path) -> None:
    opened_before = unlock(ana, None, PHRASE)
    change_passphrase(ana, None, PHRASE, "new", cost=LIGHT)
    with pytest.raises(KeyFileChanged):
        update(ana, opened_before, GENERAL)
    assert unlock(ana, None, "new").database_keys == BOTH


def test_secrets_of_a_newer_version_are_kept(ana: Path) -> None:
    unlocked = unlock(ana, None, PHRASE)
    newer = {**unlocked.others, "later": [1, b"x"], "databases": [[9, b"9" * 32]]}
    keys._write(ana, replace(unlocked, others=newer))
    update(ana, unlock(ana, None, PHRASE), GENERAL)
    again = change_passphrase(ana, None, PHRASE, "new", cost=LIGHT)
    assert again.database_keys == GENERAL
    assert unlock(ana, None, "new").others == newer


def test_a_removed_key_is_gone_with_what_an_interruption_left(ana: Path) -> None:
    create(ana, BEN, {}, "ben's", "Ben", cost=LIGHT)
    (ana / "keys" / f".{file_of(ana).name}.x1y2").write_bytes(b"half")
    remove(ana, ANA_PUBLIC)
    assert [path.name for path in (ana / "keys").iterdir()] == [file_of(ana, BEN_PUBLIC).name]
    for attempt in (lambda: unlock(ana, ANA_PUBLIC, PHRASE), lambda: remove(ana, ANA_PUBLIC)):
        with pytest.raises(NoIdentity, match="not kept here"):
            attempt()


def test_an_empty_directory_has_no_keys(tmp_path: Path) -> None:
    assert identities(tmp_path) == []
    with pytest.raises(NoIdentity, match="start a network or join one"):
        unlock(tmp_path, None, None)


def test_a_key_is_never_written_over(ana: Path) -> None:
    with pytest.raises(IdentityExists):
        create(ana, ANA, {}, "another", "Ana", cost=LIGHT)
    assert unlock(ana, None, PHRASE).database_keys == BOTH


def test_a_label_cannot_play_with_the_terminal(tmp_path: Path) -> None:
    create(tmp_path, ANA, {}, None, "An\x1b[2Ja\u202e\nB" + "x" * 1000)
    (stored,) = identities(tmp_path)
    assert stored.label.startswith("An[2Ja Bxx")
    assert len(stored.label) == 200


def test_a_damaged_key_is_listed_and_hinders_nobody_else(ana: Path) -> None:
    create(ana, BEN, {}, "ben's", "Ben", cost=LIGHT)
    file_of(ana).write_bytes(b"")
    assert identities(ana) == [
        StoredIdentity(ANA_PUBLIC, "", protected=True, readable=False),
        StoredIdentity(BEN_PUBLIC, "Ben", protected=True),
    ]
    assert unlock(ana, BEN_PUBLIC, "ben's").public == BEN_PUBLIC


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(at=st.integers(0, 400), flip=st.integers(1, 255), cut=st.booleans())
def test_any_changed_byte_is_damage_and_never_a_wrong_passphrase(ana: Path, at: int, flip: int, cut: bool) -> None:
    path = file_of(ana)
    whole = path.read_bytes()
    at %= len(whole)
    changed = whole[:at] if cut else whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :]
    path.write_bytes(changed)
    try:
        with pytest.raises((KeyFileDamaged, KeyFileNewer)):
            unlock(ana, ANA_PUBLIC, PHRASE)
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("format_", [0, -1, True, None, "1", 1.0])
def test_a_format_that_never_was_is_damage(ana: Path, format_: object) -> None:
    _format, *rest = msgpack.unpackb(file_of(ana).read_bytes())
    file_of(ana).write_bytes(msgpack.packb([format_, *rest]))
    with pytest.raises(KeyFileDamaged):
        unlock(ana, None, PHRASE)


def forge(path: Path, header: list[object]) -> None:
    """A file that is whole, but says what nobody of us would write."""
    packed, ciphertext = msgpack.packb(header), b"c" * 100
    path.write_bytes(msgpack.packb([1, packed, ciphertext, keys._check(packed, ciphertext)]))


@pytest.mark.parametrize(
    ("kdf", "parameters", "salt"),
    [
        ("argon2id", [27, 3, 4], b"s" * 16),  # 128 GiB
        ("argon2id", [16, 10_000, 4], b"s" * 16),
        ("argon2id", [16, 3, 2**31], b"s" * 16),
        ("argon2id", [16, 3], b"s" * 16),
        ("argon2id", [16.0, 3, 4], b"s" * 16),
        ("argon2id", ["16", 3, 4], b"s" * 16),
        ("argon2id", [16, 3, 4], b""),
        ("scrypt", [40, 8, 1], b"s" * 16),
        ("scrypt", [17, 8000, 1], b"s" * 16),
        ("none", [], b"short"),
        ("rot13", [], b"s" * 32),
    ],
)
def test_a_hostile_file_cannot_ask_for_the_impossible(
    ana: Path, kdf: str, parameters: list[object], salt: bytes
) -> None:
    forge(file_of(ana), [ANA_PUBLIC, "Ana", kdf, parameters, salt, b"n" * 12])
    with pytest.raises(KeyFileDamaged):
        unlock(ana, ANA_PUBLIC, PHRASE)


@pytest.mark.parametrize(
    "data", [b"", b"\xc1", b"\x91" * 60_000, bytes(1 << 20), b"\xdd\xff\xff\xff\xff", b"\x81\x90\x01"]
)
def test_what_is_no_key_file_at_all_is_damage(ana: Path, data: bytes) -> None:
    file_of(ana).write_bytes(data)
    with pytest.raises(KeyFileDamaged, match="Put it back from a backup"):
        unlock(ana, None, PHRASE)


def test_a_file_under_anothers_name_is_refused(ana: Path) -> None:
    file_of(ana).rename(file_of(ana, BEN_PUBLIC))
    with pytest.raises(KeyFileDamaged):
        unlock(ana, BEN_PUBLIC, PHRASE)


def test_an_unprotected_forgery_is_damage_as_no_passphrase_was_asked(ana: Path) -> None:
    forge(file_of(ana), [ANA_PUBLIC, "Ana", "none", [], b"k" * 32, b"n" * 12])
    with pytest.raises(KeyFileDamaged):
        unlock(ana, None, None)


def test_anothers_seed_under_a_known_public_key_is_refused(ana: Path) -> None:
    unlocked = unlock(ana, None, PHRASE)
    keys._write(ana, replace(unlocked, private_key=BEN))
    with pytest.raises(KeyFileDamaged):
        unlock(ana, None, PHRASE)


def test_a_newer_format_asks_for_an_upgrade(ana: Path) -> None:
    file_of(ana).write_bytes(msgpack.packb([2, {"all": "new"}]))
    with pytest.raises(KeyFileNewer, match="please upgrade"):
        unlock(ana, None, PHRASE)


def test_argon2id_of_64_mib_is_used_unless_told_otherwise() -> None:
    lock = Lock.new("x", Cost())
    assert (lock.kdf, lock.parameters) == (Kdf.ARGON2ID, (16, 3, 4))


def test_what_a_passphrase_becomes_never_changes() -> None:
    salt = bytes(range(16))
    argon2 = Lock(Kdf.ARGON2ID, (5, 1, 1), salt).key("รหัส")
    scrypt = Lock(Kdf.SCRYPT, (10, 8, 1), salt).key("รหัส")
    assert argon2.hex() == "71d56ca47beb54a9dbd0b087928603b43c68f6cf0ec1e4414342cf81e74f7fcd"
    assert scrypt.hex() == "010a0a582b6e25d768e8d26e27f829b3767fa9cb3879492448ca4fb8fedb3ea4"  # hashlib's too


def test_where_argon2id_is_missing_scrypt_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    create(tmp_path, BEN, {}, PHRASE, "Ben", cost=LIGHT)

    def missing(**_arguments: object) -> None:
        raise UnsupportedAlgorithm("no Argon2id here")

    monkeypatch.setattr(keys, "Argon2id", missing)
    create(tmp_path, ANA, GENERAL, PHRASE, "Ana", cost=LIGHT)
    unlocked = unlock(tmp_path, ANA_PUBLIC, PHRASE)
    assert unlocked.lock.kdf is Kdf.SCRYPT
    assert unlocked.database_keys == GENERAL
    assert Lock.new("x", Cost()).parameters == (17, 8, 1)
    with pytest.raises(KdfMissing):
        unlock(tmp_path, BEN_PUBLIC, PHRASE)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")
def test_key_files_are_their_owners_alone(ana: Path) -> None:
    assert stat.S_IMODE(file_of(ana).stat().st_mode) == 0o600
    assert stat.S_IMODE(file_of(ana).parent.stat().st_mode) == 0o700


def test_a_write_that_fails_leaves_the_old_file_and_no_other(ana: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        change_passphrase(ana, None, PHRASE, "new", cost=LIGHT)
    monkeypatch.undo()
    assert unlock(ana, None, PHRASE).database_keys == BOTH
    assert [path.name for path in (ana / "keys").iterdir()] == [file_of(ana).name]


def test_a_file_is_on_the_disk_before_its_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    real_sync, real_replace = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        steps.append("directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real_sync(descriptor)

    def rename(self: Path, target: Path) -> Path:
        steps.append("rename")
        return real_replace(self, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", rename)
    write_privately(tmp_path / "a", b"1")
    assert steps == (["file", "rename"] if sys.platform == "win32" else ["file", "rename", "directory"])


def test_a_database_key_of_another_length_is_a_mistake_of_the_program(ana: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        update(ana, unlock(ana, None, PHRASE), {Compartment.GENERAL: b"short"})
    assert unlock(ana, None, PHRASE).database_keys == BOTH


def test_a_fingerprint_is_four_groups_that_differ_from_key_to_key() -> None:
    assert fingerprint(bytes(32)) == "W3ES-TCV4-54KQ-C26C"
    assert fingerprint(ANA_PUBLIC) != fingerprint(BEN_PUBLIC)
