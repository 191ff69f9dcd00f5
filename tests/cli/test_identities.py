"""Who was let in, as it is read on the command line from the trust log."""

import csv
import io
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from netterm.model import Compartment, Role
from netterm.store import Replica, fingerprint
from netterm.store.trust_ops import Remove, cut_of, encode
from tests.cli.lines import Terminal

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(range(32))).public_key().public_bytes_raw()


@pytest.fixture
def admitted(line: Terminal) -> Terminal:
    """The network with a second computer in it."""
    with Replica.open(line.data) as replica:
        replica.admit(
            OTHER, person=None, name="นางสาวสมศรี รักเรียน", computer="โน้ตบุ๊ก", roles=frozenset({Role.MEMBER, Role.VIEWER})
        )
    return line


def by_label(terminal: Terminal) -> dict[str, dict[str, object]]:
    return {each["label"]: each for each in terminal.good("list", "identity", "--json").json()}


def test_everybody_admitted_is_listed_with_what_they_may_do_and_who_let_them_in(admitted: Terminal) -> None:
    found = by_label(admitted)
    second = found.pop("โน้ตบุ๊ก")
    (first,) = found.values()
    assert first["_title"].startswith("นายสมชาย ใจดี (")  # type: ignore[attr-defined]  # a title is text
    assert (first["roles"], first["admitted_by"]) == (["admin"], None)  # by the recovery key
    assert second["_title"] == "นางสาวสมศรี รักเรียน (โน้ตบุ๊ก)"
    assert (second["roles"], second["admitted_by"]) == (["member", "viewer"], first["person"])
    assert second["fingerprint"] == fingerprint(OTHER)
    assert (second["admitted_on"], second["removed_on"]) == (date.today().isoformat(), None)  # noqa: DTZ011 - the wall's


def test_it_is_shown_listed_filtered_searched_and_exported_like_all_else(admitted: Terminal) -> None:
    id = str(by_label(admitted)["โน้ตบุ๊ก"]["id"])
    shown = admitted.good("show", "identity", id).out
    assert "Roles: Member, Viewer" in shown
    assert "Admitted by: นายสมชาย ใจดี" in shown
    assert "บทบาท: สมาชิก, ผู้อ่าน" in admitted.good("--lang", "th", "show", "เครื่องที่เข้าร่วม", id).out
    assert "รักเรียน" in admitted.good("list", "identity", "--where", "label=โน้ตบุ๊ก").last
    rows = list(csv.DictReader(io.StringIO(admitted.good("list", "identity", "--csv").out)))
    assert sorted(row["roles"] for row in rows) == ["admin", "member; viewer"]
    assert [each["_entity"] for each in admitted.good("search", "โน้ตบุ๊ก", "--json").json()] == ["identity"]


def test_who_was_removed_stays_in_the_list_with_the_day_and_who_did_it(admitted: Terminal) -> None:
    with Replica.open(admitted.data) as replica:
        heads = [head for compartment in Compartment for head in replica.heads(compartment)]
        replica.write_trust([encode(Remove(OTHER, cut_of(OTHER, heads)))])
    found = by_label(admitted)
    removed = found.pop("โน้ตบุ๊ก")
    assert removed["roles"] == []
    assert removed["removed_on"] == date.today().isoformat()  # noqa: DTZ011 - the wall's
    assert removed["removed_by"] == next(iter(found.values()))["person"]
    standing = admitted.good("list", "identity", "--where", "removed_on=", "--json").json()
    assert "โน้ตบุ๊ก" not in [each["label"] for each in standing]


def test_nothing_of_it_is_typed(admitted: Terminal) -> None:
    id = str(by_label(admitted)["โน้ตบุ๊ก"]["id"])
    for words in (["add", "identity", "label=x"], ["set", "identity", id, "label=x"], ["delete", "identity", id]):
        english, thai = admitted.refused(*words)
        assert english.startswith("Who is let in stands in the signed trust log")
        assert thai
    assert by_label(admitted)["โน้ตบุ๊ก"]["id"] == id
