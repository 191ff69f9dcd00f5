"""An entity declared in ten lines and nothing else: it is stored, listed, searched, merged, typed and shown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from netterm.app import NettermApp
from netterm.locale import Language
from netterm.model import SCHEMA, Compartment, Role, Schema
from netterm.model.declare import Entity, Label, choice, date, money, ref, text
from netterm.model.kinds import Privacy
from netterm.screens.forms import FormScreen
from netterm.store import NoRight, Replica, found, joined
from netterm.store.keys import Cost
from netterm.store.tables import tables_of
from tests.cli.lines import Terminal
from tests.screens.seeing import seen

DEVICE = Entity("device", Label("อุปกรณ์", "Device"), (
    text("name", "ชื่ออุปกรณ์", "Device name", required=True, listed=True, searched=True),
    choice("kind", "ชนิด", "Kind", {"chair": ("รถเข็น", "Wheelchair"), "cane": ("ไม้เท้า", "Cane")}, listed=True),
    ref("holder", "ผู้ถือ", "Holder", to="person", listed=True),
    date("since", "ตั้งแต่", "Since"),
    money("price", "ราคา", "Price"),
    text("tags", "ป้าย", "Tags", many=True),
    text("diagnosis", "การวินิจฉัย", "Diagnosis", privacy=Privacy.SENSITIVE),
), writers=frozenset({Role.ADMIN, Role.MEMBER}), order=("name",))  # fmt: skip

CHEAP = Cost(argon2_memory=5, argon2_passes=1, argon2_lanes=1, scrypt_n=10)


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The declaration takes its place among the others; this is all that is done."""
    for entity in Schema([SCHEMA["person"], DEVICE]).all:
        if entity.name.startswith("device"):
            monkeypatch.setitem(SCHEMA._entities, entity.name, entity)
    tables_of.cache_clear()  # a schema does not change while a program runs, but in this test it does
    yield
    tables_of.cache_clear()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    replica, _ = found(
        tmp_path / "data",
        network={"name_th": "เครือข่าย", "level": "tambon", "purpose": "สิทธิ"},
        person={"title": "นางสาว", "first": "สมศรี", "last": "ใจดี"},
        kit_passphrase="a passphrase for the kit",
        cost=CHEAP,
    )
    replica.close()
    return tmp_path / "data"


@pytest.fixture
def replica(directory: Path) -> Iterator[Replica]:
    with Replica.open(directory) as opened:
        yield opened


@pytest.fixture
def line(directory: Path) -> Terminal:
    return Terminal(directory)


def test_it_is_stored_with_its_sets_and_its_sensitive_field_apart(replica: Replica) -> None:
    with replica.action() as action:
        id = action.add("device", {"name": "รถเข็น 1", "tags": ("เก่า", "ยืม"), "diagnosis": "ลับ", "price": 150_000})

    record = replica.get("device", id)

    assert record is not None
    assert (record["name"], record["price"], record["diagnosis"]) == ("รถเข็น 1", 150_000, "ลับ")
    assert sorted(str(tag) for tag in record["tags"] or ()) == ["ยืม", "เก่า"]  # type: ignore[union-attr]  # a set
    general = b"".join(batch for batch, _ in replica.outgoing(Compartment.GENERAL, ()))
    assert "รถเข็น 1".encode() in general
    assert "ลับ".encode() not in general


def test_it_is_listed_in_thai_order_filtered_and_found(replica: Replica) -> None:
    with replica.action() as action:
        for name in ("ไม้เท้า", "เก้าอี้", "กระดาน"):
            action.add("device", {"name": name})
    assert [record["name"] for record in replica.list("device")] == ["กระดาน", "เก้าอี้", "ไม้เท้า"]
    assert [record["name"] for record in replica.list("device", text="เท้า")] == ["ไม้เท้า"]
    assert [(found.entity, found.title) for found in replica.search("กระดาน")] == [("device", "กระดาน")]


def test_two_laptops_merge_it_and_keep_what_both_wrote(replica: Replica, tmp_path: Path) -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    with replica.action() as action:
        id = action.add("device", {"name": "รถเข็น"})
    key = Ed25519PrivateKey.generate()
    admission = replica.admit(
        key.public_key().public_bytes_raw(),
        person=None,
        name="นายมานะ รักไทย",
        computer="2",
        roles=frozenset({Role.MEMBER}),
    )
    with joined(tmp_path / "second", admission, key, cost=CHEAP) as second:
        _bring(replica, second)
        with replica.action() as here, second.action() as there:
            here.set("device", id, {"name": "รถเข็นไฟฟ้า", "tags": ("ก",)})
            there.set("device", id, {"name": "รถเข็นพับ", "tags": ("ข",)})
        _bring(second, replica)
        _bring(replica, second)

        assert second.digest(Compartment.GENERAL) == replica.digest(Compartment.GENERAL)
        (conflict,) = second.conflicts()
        assert {conflict.shown.value, *(each.value for each in conflict.others)} == {"รถเข็นไฟฟ้า", "รถเข็นพับ"}
        record = second.get("device", id)
        assert record is not None
        assert set(record["tags"] or ()) == {"ก", "ข"}  # type: ignore[arg-type]  # a set
        with pytest.raises(NoRight), second.action() as action:
            action.add("person", {"first": "ก", "last": "ข"})


def test_the_command_line_knows_it_in_both_languages(line: Terminal) -> None:
    id = line.add("device", "name=รถเข็น", "kind=Wheelchair", "holder=สมศรี", "since=15/7/69", "price=1,500.50", "tags=ก")
    shown = line.good("show", "device", id, "--json").json()
    values = shown.get("values", shown)
    assert (values["kind"], values["since"], values["price"]) == ("chair", "2026-07-15", "1500.50")
    assert "Wheelchair" in line.good("list", "device").out
    assert "รถเข็น" in line.good("--lang", "th", "list", "device").out
    assert id in json.dumps(line.good("list", "device", "--where", "kind=chair", "--json").json())
    rows = list(csv.DictReader(io.StringIO(line.good("list", "device", "--csv").out)))
    assert [(row["name"], row["kind"], row["price"]) for row in rows] == [("รถเข็น", "chair", "1500.50")]
    english, thai = line.refused("add", "device", "kind=cane")
    assert "Device name" in english
    assert "ชื่ออุปกรณ์" in thai


@pytest.mark.parametrize("language", Language)
async def test_the_form_asks_for_it_in_both_languages(replica: Replica, language: Language) -> None:
    app = NettermApp(replica, language=language)
    async with app.run_test(size=(80, 30)) as pilot:
        app.push_screen(FormScreen.for_new("device"))
        await pilot.pause()
        await seen(pilot, *(f.label.text(language) for f in DEVICE.fields))


def _bring(source: Replica, target: Replica) -> None:
    for compartment in (Compartment.TRUST, Compartment.GENERAL):
        for batch, _ in source.outgoing(compartment, target.heads(compartment)):
            target.merge(compartment, batch)
