"""The frozen vectors of docs/protocol.md: what another implementation is measured by. A change here is a new format."""

import hmac
import json
import struct
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

import msgpack
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from netterm.model.kinds import Compartment, Role
from netterm.store import Admission, batches, certificates, documents, entries, keys, kit, trust_ops
from netterm.store.entries import Entry, Head, Log, Op
from netterm.sync import codes, discovery, frames, joining, messages

VECTORS = Path(__file__).parent.parent / "vectors"


def vectors(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return found


def raw(text: str) -> bytes:
    return bytes.fromhex(text)


def value_of(given: object) -> Any:
    return raw(given["hex"]) if isinstance(given, dict) else given


def private(seed: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(raw(seed))


def public(seed: str) -> bytes:
    return private(seed).public_key().public_bytes_raw()


def ids(cases: list[dict[str, Any]]) -> list[str]:
    return [str(case.get("about") or case.get("why") or case.get("op") or case.get("kind")) for case in cases]


# Entries

ENTRIES = vectors("entries")["entries"]
NETWORK = raw(vectors("entries")["network"])


def entry_of(case: dict[str, Any]) -> Entry:
    identity, incarnation, compartment = case["log"]
    log = Log(raw(identity), raw(incarnation), Compartment(compartment))
    ops = tuple(
        Op(raw(op["record"]), raw(op["content"])) if "content" in op else Op(raw(op["record"]), None, raw(op["inner"]))
        for op in case["ops"]
    )
    salts = None if case["salts"] is None else tuple(salt and raw(salt) for salt in case["salts"])
    seen = (raw(case["previous"]), raw(case["trust_seen"]), raw(case["data_seen"]))
    return Entry(log, case["seq"], *seen, case["wall"], raw(case["seed"]), ops, salts)


def test_the_vectors_hold_every_kind_of_entry() -> None:
    assert {case["log"][2] for case in ENTRIES} == {0, 1}
    assert any(case["salts"] for case in ENTRIES)
    assert any(case["previous"] and case["data_seen"] for case in ENTRIES)


@pytest.mark.parametrize("case", ENTRIES, ids=ids(ENTRIES))
def test_an_entry_has_this_header_name_and_signature(case: dict[str, Any]) -> None:
    entry = entry_of(case)
    assert entry.lamport == case["count"]
    assert entries.ops_hash(entry.seed, entry.ops, entry.salts) == raw(case["ops_hash"])
    assert entry.header(NETWORK) == raw(case["header"])
    assert entry.name(NETWORK) == raw(case["name"])
    signed = entries.SIGNED + entry.header(NETWORK)
    assert private(case["signing_seed"]).sign(signed) == raw(case["signature"])
    Ed25519PublicKey.from_public_bytes(entry.log.identity).verify(raw(case["signature"]), signed)


@pytest.mark.parametrize("case", ENTRIES, ids=ids(ENTRIES))
def test_the_salts_that_are_left_are_those_that_the_seed_gave(case: dict[str, Any]) -> None:
    whole = next(each for each in ENTRIES if each["name"] == case["name"])
    given = [entries.salt(raw(whole["seed"]), index).hex() for index in range(len(whole["ops"]))]
    assert [salt or given[at] for at, salt in enumerate(case["derived_salts"])] == given


@pytest.mark.parametrize("case", ENTRIES, ids=ids(ENTRIES))
def test_the_same_follows_by_hand_from_msgpack_and_blake2b_alone(case: dict[str, Any]) -> None:
    def hashed(kind: int, data: bytes, size: int = 32) -> bytes:
        return blake2b(bytes([kind]) + data, digest_size=size).digest()

    seed = raw(case["seed"])
    leaves = b""
    for index, op in enumerate(case["ops"]):
        if "content" in op:
            salt = (
                hashed(4, seed + index.to_bytes(4, "big"), 16) if case["salts"] is None else raw(case["salts"][index])
            )
            inner = hashed(0, salt + raw(op["content"]))
        else:
            inner = raw(op["inner"])
        leaves += hashed(1, raw(op["record"]) + inner)
    ops_hash = hashed(2, leaves)
    seen = [raw(case["previous"])] + [
        raw(case["data_seen"])[at : at + 36] for at in range(0, len(case["data_seen"]) // 2, 36)
    ]
    count = 1 + max(int.from_bytes(name[:4], "big") for name in seen)
    identity, incarnation, compartment = case["log"]
    header = msgpack.packb([
        1, NETWORK, raw(identity), raw(incarnation), compartment, case["seq"], raw(case["previous"]),
        raw(case["trust_seen"]), raw(case["data_seen"]), count, case["wall"], len(case["ops"]), ops_hash,
    ])  # fmt: skip
    assert header == raw(case["header"])
    assert count.to_bytes(4, "big") + hashed(3, header) == raw(case["name"])
    key = Ed25519PublicKey.from_public_bytes(raw(identity))
    key.verify(raw(case["signature"]), b"netterm entry 1\x00" + header)
    with pytest.raises(InvalidSignature):
        key.verify(raw(case["signature"]), header)


# Contents of operations

CONTENTS = vectors("contents")


@pytest.mark.parametrize("case", CONTENTS["contents"], ids=ids(CONTENTS["contents"]))
def test_an_operation_has_this_one_encoding(case: dict[str, Any]) -> None:
    content = raw(case["content"])
    match case["kind"]:
        case "put":
            fields = {name: value_of(given) for name, given in case["fields"].items()}
            replaces = {name: raw(versions) for name, versions in case["replaces"].items()}
            assert entries.pack_put(case["entity"], fields, replaces) == content
            assert entries.unpack(content) == entries.Put(case["entity"], fields, replaces)
        case "delete":
            assert entries.pack_delete(case["entity"], raw(case["covered"])) == content
            assert entries.unpack(content) == entries.Delete(case["entity"], raw(case["covered"]))
        case _:
            parts = (case["entity"], case["field"], raw(case["session"]), raw(case["update"]))
            assert entries.pack_text(*parts) == content
            assert entries.unpack(content) == entries.Text(*parts)
            assert documents.text_of([raw(case["update"])]) == case["text"]


def test_a_put_is_by_hand_an_array_with_its_fields_in_order() -> None:
    case = CONTENTS["contents"][1]
    title, percent = (raw(case["replaces"][name]) for name in ("title", "percent"))
    by_hand = [0, "task", {"percent": 50, "title": "ซื้อหมึกพิมพ์"}, {"percent": percent, "title": title}]
    assert msgpack.packb(by_hand) == raw(case["content"])


@pytest.mark.parametrize("case", CONTENTS["malformed"], ids=ids(CONTENTS["malformed"]))
def test_no_other_encoding_is_read(case: dict[str, Any]) -> None:
    with pytest.raises(entries.MalformedError):
        entries.unpack(raw(case["content"]))


def test_an_operation_of_a_newer_version_is_known_as_such() -> None:
    assert entries.unpack(raw(CONTENTS["newer"]["content"])) == entries.Unknown(CONTENTS["newer"]["kind"])


@pytest.mark.parametrize("case", vectors("texts")["peers"])
def test_a_session_has_this_loro_peer(case: dict[str, Any]) -> None:
    identity, incarnation, session = (raw(case[name]) for name in ("identity", "incarnation", "session"))
    assert entries.text_peer(Log(identity, incarnation, Compartment.GENERAL), session) == case["peer"]
    by_hand = blake2b(b"\x05" + identity + incarnation + session, digest_size=8).digest()
    assert int.from_bytes(by_hand, "big") // 2 == case["peer"]


# Batches

BATCHES = vectors("batches")["batches"]


@pytest.mark.parametrize("case", BATCHES, ids=ids(BATCHES))
def test_a_batch_of_these_entries_is_these_bytes_and_is_read_back(case: dict[str, Any]) -> None:
    compartment = Compartment(case["compartment"])
    chosen = [ENTRIES[place] for place in case["entries"]]
    last = {run: raw(each["signature"]) for run, each in zip(case["runs"], chosen, strict=True)}
    signatures = [last[run] for run in sorted(last)]
    rows = [(run, entry_of(each)) for run, each in zip(case["runs"], chosen, strict=True)]
    assert batches.single(compartment, rows, signatures) == raw(case["batch"])
    read = batches.read(raw(case["batch"]), NETWORK)
    names = [raw(each["name"]) for each in chosen]
    assert [(run, name) for run, _, name in read.entries] == list(zip(case["runs"], names, strict=True))
    assert read.signatures == tuple(signatures)
    assert [entry.header(NETWORK) for _, entry, _ in read.entries] == [raw(each["header"]) for each in chosen]


def test_a_batch_is_by_hand_columns_without_what_can_be_derived() -> None:
    first, second = ENTRIES[0], ENTRIES[1]
    contents = [raw(op["content"]) for each in (first, second) for op in each["ops"]]
    by_hand = [
        1,
        0,
        b"".join(
            raw(each["log"][0]) + raw(each["log"][1]) + struct.pack(">I", 1) + bytes(36) for each in (first, second)
        ),
        struct.pack(">2H", 0, 1),
        struct.pack(">2q", first["wall"], second["wall"] - first["wall"]),
        struct.pack(">IHH", 1, 0xFFFF, 1),
        raw(first["name"]),
        raw(first["seed"]) + raw(second["seed"]),
        b"",
        b"",
        struct.pack(">2H", 2, 1),
        bytes(48),
        struct.pack(">3I", *map(len, contents)),
        b"".join(contents),
        raw(first["signature"]) + raw(second["signature"]),
    ]
    assert msgpack.packb([msgpack.packb(by_hand)]) == raw(BATCHES[2]["batch"])


# Trust

TRUST = vectors("trust")


def trust_op(case: dict[str, Any]) -> trust_ops.Known:
    roles = frozenset(map(Role, case.get("roles", ())))
    rows = case.get("cut", ())
    cut = tuple(trust_ops.CutAt(raw(life), compartment, seq, raw(name)) for life, compartment, seq, name in rows)
    given = {name: raw(case[name]) for name in ("root", "founder", "nonce", "identity", "person") if name in case}
    match case["op"]:
        case "Found":
            return trust_ops.Found(**given)
        case "Admit":
            return trust_ops.Admit(**given, label=case["label"], roles=roles)
        case "Grant":
            return trust_ops.Grant(**given, roles=roles)
        case "Withdraw":
            return trust_ops.Withdraw(**given, roles=roles, cut=cut)
        case "Remove":
            return trust_ops.Remove(**given, cut=cut)
        case "Readmit":
            return trust_ops.Readmit(**given, roles=roles)
        case "Number":
            return trust_ops.Number(case["series"], given["identity"])
        case "Erase":
            return trust_ops.Erase(frozenset(map(raw, case["records"])))
        case _:
            return trust_ops.ReplaceRoot(**given)


def test_the_vectors_hold_every_kind_of_trust_operation() -> None:
    assert len({case["op"] for case in TRUST["ops"]}) == len(trust_ops.TrustKind)


@pytest.mark.parametrize("case", TRUST["ops"], ids=ids(TRUST["ops"]))
def test_a_trust_operation_has_this_one_encoding(case: dict[str, Any]) -> None:
    op, content = trust_op(case), raw(case["content"])
    assert trust_ops.encode(op) == content
    assert trust_ops.decode(content) == op


@pytest.mark.parametrize("case", TRUST["broken"], ids=ids(TRUST["broken"]))
def test_no_other_encoding_of_a_trust_operation_is_read(case: dict[str, Any]) -> None:
    assert trust_ops.decode(raw(case["content"])) == trust_ops.Broken()


@pytest.mark.parametrize("case", TRUST["newer"], ids=ids(TRUST["newer"]))
def test_what_only_a_newer_version_understands_is_known_as_such(case: dict[str, Any]) -> None:
    assert isinstance(trust_ops.decode(raw(case["content"])), trust_ops.Newer)


def test_the_id_of_a_network_follows_from_its_founding() -> None:
    given = TRUST["keys"]
    found = trust_op(TRUST["ops"][0])
    assert isinstance(found, trust_ops.Found)
    assert (found.root, found.founder) == (public(given["root_seed"]), public(given["founder_seed"]))
    assert trust_ops.network_id(found) == raw(TRUST["network"]) == NETWORK
    by_hand = blake2b(b"netterm network 1\x00" + found.root + found.founder + found.nonce, digest_size=32)
    assert by_hand.digest()[:16] == NETWORK


def test_certificates_are_these_bytes() -> None:
    case = vectors("certificates")
    root, admin = private(case["keys"]["root_seed"]), private(case["keys"]["admin_seed"])
    assert certificates.root_certificate(root, NETWORK) == raw(case["root"])
    admins = admin.public_key().public_bytes_raw()
    assert certificates.admin_certificate(root, raw(case["root"]), admins) == raw(case["admin"])
    identity = raw(case["keys"]["identity"])
    assert certificates.identity_certificate(admin, raw(case["admin"]), identity) == raw(case["identity"])


# On the wire

FRAMES = vectors("frames")


def said() -> dict[str, messages.Message]:
    hello, told = FRAMES["hello"], FRAMES["heads"]
    general = Compartment(told["compartment"])
    heads = tuple(Head(Log(raw(a), raw(b), general), seq, raw(name)) for a, b, seq, name in told["heads"])
    return {
        "hello": messages.Hello(
            hello["version"], raw(hello["network"]), hello["schema"], raw(hello["identity"]), hello["app"],
            hello["wall"], raw(hello["nonce"]),
        ),
        "refusal": messages.Refusal("removed"),
        "heads": messages.Heads(general, heads),
        "total": messages.RunTotal(general, 4, 812),
        "batch": messages.Batch(Compartment.TRUST, b"\x00\x01batch", 3, 500),
        "done": messages.Done(general),
        "digest": messages.Digest(general, raw(told["hash"]), bytes(range(32))),
        "presence": messages.Here({name: value_of(given) for name, given in FRAMES["presence"].items()}),
    }  # fmt: skip


def frames_in(data: bytes) -> list[frames.Frame]:
    reader = frames.FrameReader(messages.CAPS)
    reader.knows_peer = True
    return list(reader.feed(data))


@pytest.mark.parametrize("case", FRAMES["messages"], ids=[case["message"] for case in FRAMES["messages"]])
def test_a_message_is_this_frame(case: dict[str, Any]) -> None:
    message = said()[case["message"]]
    assert messages.write(message) == raw(case["frame"])
    (frame,) = frames_in(raw(case["frame"]))
    assert messages.read(frame) == message


def test_every_message_has_a_vector() -> None:
    assert len(FRAMES["messages"]) == len(messages.Code)


def test_heads_are_packed_and_hashed_like_this() -> None:
    told = said()["heads"]
    assert isinstance(told, messages.Heads)
    assert messages.pack_heads(told.heads) == raw(FRAMES["heads"]["packed"])
    assert messages.heads_hash(told.heads) == raw(FRAMES["heads"]["hash"])
    by_hand = sorted(
        raw(a) + raw(b) + seq.to_bytes(8, "big") + raw(name) for a, b, seq, name in FRAMES["heads"]["heads"]
    )
    assert b"".join(by_hand) == raw(FRAMES["heads"]["packed"])


def test_a_total_is_by_hand_a_length_a_code_and_an_array() -> None:
    payload = msgpack.packb([1, 4, 812])
    by_hand = (1 + len(payload)).to_bytes(4, "big") + b"\x04" + payload
    assert by_hand == next(raw(case["frame"]) for case in FRAMES["messages"] if case["message"] == "total")


def test_a_compressed_frame_is_read() -> None:
    (frame,) = frames_in(raw(FRAMES["compressed"]["frame"]))
    assert messages.read(frame) == messages.Batch(Compartment.GENERAL, raw(FRAMES["compressed"]["batch"]))


@pytest.mark.parametrize("case", FRAMES["refused"], ids=ids(FRAMES["refused"]))
def test_these_bytes_are_no_frame(case: dict[str, Any]) -> None:
    with pytest.raises(frames.WireError):
        [frame.items() for frame in frames.FrameReader(messages.CAPS).feed(raw(case["bytes"]))]


JOINING = vectors("joining")


def test_a_code_has_these_check_characters_and_keys() -> None:
    code = codes.new_code(lambda size: raw(JOINING["random"])[:size])
    assert (code.characters, str(code)) == (JOINING["code"], JOINING["shown"])
    assert codes.read_code(JOINING["typed"]) == code
    assert {purpose: code.key(purpose.encode()).hex() for purpose in JOINING["keys"]} == JOINING["keys"]


def test_the_keys_of_a_code_are_by_hand_hkdf() -> None:
    for purpose, key in JOINING["keys"].items():
        extracted = hmac.digest(bytes(32), JOINING["code"].encode(), "sha256")
        by_hand = hmac.digest(extracted, b"netterm code 1 " + purpose.encode() + b"\x01", "sha256")
        assert by_hand == raw(key)


@pytest.mark.parametrize("typed", JOINING["mistyped"])
def test_a_mistyped_code_is_noticed(typed: str) -> None:
    with pytest.raises(codes.CodeMistyped):
        codes.read_code(typed)


def test_both_sides_of_a_joining_say_exactly_this() -> None:
    code = codes.read_code(JOINING["code"])
    doors, newcomers = JOINING["door"], JOINING["newcomer"]
    invitations = joining.Invitations(lambda: 0.0)
    invitations.open(code, 600)
    binding = raw(JOINING["binding"])
    names = joining.Names(doors["person"], doors["computer"], doors["network"])
    door = joining.Door(
        invitations, public(doors["seed"]), names, binding=binding, nonce=raw(doors["nonce"]), address="any"
    )
    key = private(newcomers["seed"])
    newcomer = joining.Newcomer(
        code, public(newcomers["seed"]), key.sign, joining.Names(newcomers["person"], newcomers["computer"]),
        binding=binding, nonce=raw(newcomers["nonce"]),
    )  # fmt: skip
    given = JOINING["admission"]
    admission = Admission(raw(given["network"]), given["root"].encode(), given["chain"].encode())
    said_then = [newcomer.data_to_send()]
    assert door.receive(said_then[-1]) == []
    said_then.append(door.data_to_send())
    assert newcomer.receive(said_then[-1]) == []
    said_then.append(newcomer.data_to_send())
    assert [type(event) for event in door.receive(said_then[-1])] == [joining.Asked]
    said_then.append(door.data_to_send())
    assert [type(event) for event in newcomer.receive(said_then[-1])] == [joining.Waiting]
    door.confirm(admission)
    said_then.append(door.data_to_send())
    assert newcomer.receive(said_then[-1]) == [joining.Welcome(admission)]
    newcomer.saved()
    said_then.append(newcomer.data_to_send())
    assert [type(event) for event in door.receive(said_then[-1])] == [joining.Settled]
    assert said_then == [raw(frame) for _, frame in JOINING["transcript"]]


def test_the_first_proof_of_a_joining_is_by_hand_a_mac_under_its_own_key() -> None:
    body = raw(JOINING["transcript"][0][1])[4:]
    step, version, nonce, proof = msgpack.unpackb(body)
    said_so_far = msgpack.packb([raw(JOINING["binding"]), [], version, nonce])
    assert (step, version, nonce) == (0, 1, raw(JOINING["newcomer"]["nonce"]))
    assert hmac.digest(raw(JOINING["keys"]["join KNOCK"]), said_so_far, "sha256") == proof
    assert joining.binding(b"a certificate") == sha256(b"a certificate").digest() == raw(JOINING["binding"])


@pytest.mark.parametrize("who", ["member", "newcomer"])
def test_announcements_are_these_bytes(who: str) -> None:
    case = vectors("discovery")
    knows = discovery.Knows(NETWORK if who == "member" else None, (codes.read_code(case["code"]),))
    parts = (raw(case[name]) for name in ("instance", "nonce", "noise"))
    instance, nonce, noise = parts
    said_then = discovery.announce(knows, instance, case[who]["port"], nonce, noise)
    assert said_then.to_datagram() == raw(case[who]["datagram"])
    assert said_then.to_properties() == case[who]["properties"]
    assert discovery.from_datagram(raw(case[who]["datagram"])) == said_then


def test_the_token_of_a_network_is_by_hand_the_beginning_of_a_mac() -> None:
    case = vectors("discovery")
    token = hmac.digest(NETWORK, b"netterm here 1" + raw(case["nonce"]), "sha256")[:8]
    assert case["member"]["properties"]["m"] == token.hex()


# What people keep on paper and on disk

KEPT = vectors("kit")


@pytest.mark.parametrize("text", ["\n".join(KEPT["kit"]["lines"]), KEPT["kit"]["qr"]], ids=["typed", "scanned"])
def test_a_recovery_kit_that_was_printed_once_still_opens(text: str) -> None:
    root, network, name = kit.read(text, KEPT["passphrase"])
    assert root.private_bytes_raw() == raw(KEPT["kit"]["root_seed"])
    assert (network, name) == (raw(KEPT["kit"]["network"]), KEPT["kit"]["name"])


def test_a_key_file_that_was_written_once_still_opens(tmp_path: Path) -> None:
    kept = KEPT["key_file"]
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / kept["name"]).write_bytes(raw(kept["file"]))
    unlocked = keys.unlock(tmp_path, None, KEPT["passphrase"])
    assert unlocked.private_key.private_bytes_raw() == raw(kept["seed"])
    assert unlocked.label == kept["label"]
    assert {str(int(c)): key.hex() for c, key in unlocked.database_keys.items()} == kept["database_keys"]
