"""Each line here is a session of its own: what is undone was done in an earlier one."""

from netterm.store import Replica
from tests.cli.lines import Terminal


def name_of(line: Terminal, org: str) -> object:
    return line.good("show", "org", org, "--json").json()["name"]


def test_a_change_is_taken_back(line: Terminal) -> None:
    org = line.add("org", "name=หนึ่ง", "area=เดิม")
    line.good("set", "org", org, "name=สอง")
    assert line.good("undo").last == "Taken back: Organisation “สอง” changed"
    assert name_of(line, org) == "หนึ่ง"


def test_undoing_again_goes_further_back_and_not_to_and_fro(line: Terminal) -> None:
    org = line.add("org", "name=หนึ่ง")
    line.good("set", "org", org, "name=สอง")
    line.good("set", "org", org, "name=สาม")
    line.good("undo")
    line.good("undo")
    assert name_of(line, org) == "หนึ่ง"
    line.good("undo")
    assert line.good("list", "org", "--json").json() == []


def test_what_was_set_by_hand_to_what_it_had_been_is_an_action_like_any(line: Terminal) -> None:
    org = line.add("org", "name=หนึ่ง")
    line.good("set", "org", org, "name=สอง")
    line.good("set", "org", org, "name=หนึ่ง")
    line.good("undo")
    assert name_of(line, org) == "สอง"


def test_a_deleted_record_comes_back_with_its_sets(line: Terminal) -> None:
    org = line.add("org", "name=อบต.", "kind=agency, funder")
    line.good("delete", "org", org)
    assert line.good("undo").last == "Taken back: Organisation “อบต.” deleted"
    shown = line.good("show", "org", org, "--json").json()
    assert (shown["name"], sorted(shown["kind"])) == ("อบต.", ["agency", "funder"])


def test_a_field_kept_apart_is_taken_back_with_the_rest(line: Terminal) -> None:
    person = line.add("person", "first=มาลี", "last=ดอกไม้")
    line.good("set", "person", person, "nick=ลี", "national_id=1-1017-00230-70-8")
    line.good("undo")
    shown = line.good("show", "person", person, "--json").json()
    assert (shown["nick"], shown["national_id"]) == (None, None)


def test_a_written_line_is_taken_out_again(line: Terminal, item: str) -> None:
    line.good("write", item, "บรรทัดหนึ่ง")
    line.good("write", item, "--append", "บรรทัดสอง")
    line.good("undo")
    assert line.good("show", "agenda_item", item, "--json").json()["discussion"] == "บรรทัดหนึ่ง"


def test_what_the_screens_undid_is_not_undone_again(line: Terminal) -> None:
    org = line.add("org", "name=หนึ่ง")
    with Replica.open(line.data) as replica:
        with replica.action() as act:
            act.set("org", bytes.fromhex(org), {"name": "สอง"})
        replica.undo()
    line.good("undo")
    assert line.good("list", "org", "--json").json() == []


def test_the_founding_is_never_taken_back(line: Terminal) -> None:
    assert line.refused("undo") == ("There is nothing to take back.", "ไม่มีอะไรให้ย้อน")
    assert line.good("list", "network", "--json").json()


def test_verifying_does_not_forget_what_was_undone(line: Terminal) -> None:
    org = line.add("org", "name=หนึ่ง")
    line.good("set", "org", org, "name=สอง")
    line.good("undo")
    line.good("verify")
    line.good("undo")
    assert line.good("list", "org", "--json").json() == []


def test_what_is_taken_back_is_named_by_what_was_done_and_to_which_record(line: Terminal, item: str) -> None:
    line.add("resolution", f"item={item}", "verb=acknowledge", "text=รับทราบ", "present=1", "quorum_required=1")
    line.good("delete", "agenda_item", item)
    assert line.good("undo").last == "Taken back: Agenda item “ซื้อรถเข็น” deleted"
    line.good("delete", "agenda_item", item)
    assert "ระเบียบวาระ “ซื้อรถเข็น”" in line.good("--lang", "th", "undo").last
    line.good("write", item, "ประธานแจ้ง")
    assert line.good("undo").last == "Taken back: Agenda item “ซื้อรถเข็น”: what was written"
    org = line.add("org", "name=อบต.", "kind=agency")
    line.good("set", "org", org, "kind=agency, funder")
    assert line.good("undo").last == "Taken back: Organisation “อบต.” changed"
    assert line.good("undo").last == "Taken back: Organisation “อบต.” added"


def test_a_new_state_is_taken_back_by_its_name(line: Terminal, meeting: str) -> None:
    line.good("meeting", "close", meeting)
    assert line.good("undo").last == "Taken back: Meeting “ประชุมคณะกรรมการ 1/2569”: Open → Closed"


def test_what_was_taken_back_is_brought_back_by_another_line(line: Terminal) -> None:
    org = line.add("org", "name=หนึ่ง")
    line.good("set", "org", org, "name=สอง")
    line.good("undo")
    assert line.good("redo").last.startswith("Brought back: Organisation “สอง”")
    assert name_of(line, org) == "สอง"
    english, _thai = line.refused("redo")
    assert english == "There is nothing to bring back."
