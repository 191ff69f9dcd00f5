import csv
import io
import json
import subprocess
import sys

from netterm.store import Replica
from tests.cli.lines import Terminal


def test_the_last_line_of_add_is_the_id(line: Terminal) -> None:
    said = line.good("add", "person", "title=นาง", "first=มาลี", "last=ดอกไม้")
    assert said.lines[0] == "Saved: นางมาลี ดอกไม้"
    assert line.good("show", "person", said.last, "--json").json()["first"] == "มาลี"


def test_values_are_read_as_people_type_them(line: Terminal) -> None:
    person = line.add("person", "first=มาลี", "last=ดอกไม้", "birth_date=1 ม.ค. 2510", "phones=081 234 5678, 02-123-4567")
    shown = line.good("show", "person", person, "--json").json()
    assert shown["birth_date"] == "1967-01-01"
    assert sorted(shown["phones"]) == ["021234567", "0812345678"]


def test_a_reference_is_found_by_name(line: Terminal) -> None:
    task = line.add("task", "title=ทำหนังสือ", "assignee=สมชาย", "due=31/12/2569")
    shown = line.good("list", "task").out
    assert "T-0001" in shown
    assert "นายสมชาย ใจดี" in shown
    assert task[-8:] in shown


def test_entities_and_fields_may_be_called_in_thai(line: Terminal) -> None:
    line.good("add", "องค์กร", "ชื่อองค์กร=อบต. บ้านกลาง")
    assert line.good("list", "org", "--json").json()[0]["name"] == "อบต. บ้านกลาง"


def test_set_changes_and_an_empty_value_empties(line: Terminal) -> None:
    person = line.add("person", "first=มาลี", "last=ดอกไม้", "nick=ลี")
    assert line.good("set", "person", person, "last=ใจงาม", "nick=").last == "Saved: มาลี ใจงาม"
    shown = line.good("show", "person", person, "--json").json()
    assert (shown["last"], shown["nick"]) == ("ใจงาม", None)


def test_delete_takes_a_record_away(line: Terminal) -> None:
    org = line.add("org", "name=อบต. บ้านกลาง")
    assert line.good("delete", "org", org).last == "Deleted: อบต. บ้านกลาง"
    assert line.good("list", "org", "--json").json() == []


def test_a_list_is_filtered_by_what_people_type(line: Terminal) -> None:
    line.add("org", "name=อบต.", "agency_type=อบต.")
    line.add("org", "name=โรงเรียน", "agency_type=school")
    line.add("org", "name=อำเภอ", "agency_type=amphoe")
    found = line.good("list", "org", "--where", "agency_type=อบต.", "--where", "agency_type=school", "--json").json()
    assert {each["name"] for each in found} == {"อบต.", "โรงเรียน"}


def test_csv_has_every_field_without_loss(line: Terminal) -> None:
    line.add("org", 'name=อบต. "กลาง", หมู่ 1', "kind=agency, funder", "active=ไม่ใช่")
    rows = list(csv.DictReader(io.StringIO(line.good("list", "org", "--csv").out)))
    assert rows[0]["name"] == 'อบต. "กลาง", หมู่ 1'
    assert sorted(rows[0]["kind"].split("; ")) == ["agency", "funder"]
    assert rows[0]["active"] == "false"


def test_csv_gives_a_spreadsheet_nothing_to_run(line: Terminal) -> None:
    line.add("org", "name==HYPERLINK(1)", "area=-1+1")
    person = line.add("person", "first=สมศรี", "phones=+856 20 5551 2345")
    [org] = csv.DictReader(io.StringIO(line.good("list", "org", "--csv").out))
    assert (org["name"], org["area"]) == ("'=HYPERLINK(1)", "'-1+1")
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(line.good("list", "person", "--csv").out))}
    assert rows[person]["phones"] == "+8562055512345"


def test_an_empty_list_says_how_to_begin_and_leaves_stdout_empty(line: Terminal) -> None:
    said = line.good("list", "task")
    assert said.out == ""
    assert said.err == "There is nothing in this list yet: “netterm add task …” adds one.\n"


def test_history_tells_who_changed_what(line: Terminal) -> None:
    org = line.add("org", "name=อบต.")
    line.good("set", "org", org, "name=อบต. บ้านกลาง")
    changes = [each for each in line.good("history", "org", org, "--json").json() if each["field"] == "name"]
    assert [(each["before"], each["after"], each["name"]) for each in changes] == [
        (None, "อบต.", "นายสมชาย ใจดี"),
        ("อบต.", "อบต. บ้านกลาง", "นายสมชาย ใจดี"),
    ]
    assert "อบต. → อบต. บ้านกลาง" in line.good("history", "org", org).out


def test_search_finds_in_every_kind(line: Terminal, item: str) -> None:
    line.add("org", "name=ร้านรถเข็น")
    found = line.good("search", "รถเข็น", "--json").json()
    assert {(each["_entity"], each["_title"]) for each in found} == {("org", "ร้านรถเข็น"), ("agenda_item", "ซื้อรถเข็น")}
    assert line.good("search", "ไม่มีคำนี้").err == "Nothing was found.\n"


def test_what_could_harm_a_terminal_is_not_printed(line: Terminal) -> None:
    org = line.add("org", "name=\x1b[31mแดง\u202e [/x] [@click=quit]")
    for command in (["list", "org"], ["show", "org", org], ["list", "org", "--csv"], ["list", "org", "--json"]):
        out = line.good(*command).out
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert "[@click=quit]" in out


def test_json_keeps_what_is_escaped(line: Terminal, item: str) -> None:
    line.good("write", item, "ก\tข")
    out = line.good("show", "agenda_item", item, "--json").out
    assert json.loads(out)["discussion"] == "ก ข"


def test_a_resolution_notes_who_was_present_and_is_stopped_below_quorum(
    line: Terminal, meeting: str, item: str
) -> None:
    english, thai = line.refused("add", "resolution", f"item={item}", "verb=approve", "text=เห็นชอบให้ซื้อ")
    assert english.startswith("No quorum: 0 present, 1 needed.")
    assert thai
    attendance = line.good("list", "attendance", "--json").json()[0]["id"]
    line.good("set", "attendance", attendance, "class=ผู้มาประชุม")
    resolution = line.add("resolution", f"item={item}", "verb=approve", "text=เห็นชอบให้ซื้อ")
    shown = line.good("show", "resolution", resolution, "--json").json()
    assert (shown["present"], shown["quorum_required"], shown["number"]) == (1, 1, 1)


def test_agenda_items_come_in_the_order_in_which_they_were_added(line: Terminal, meeting: str) -> None:
    for title in ("หนึ่ง", "สอง", "สาม"):
        line.add("agenda_item", f"meeting={meeting}", f"title={title}", "heading=5")
    found = line.good("list", "agenda_item", "--where", "heading=5", "--json").json()
    assert [each["title"] for each in found] == ["หนึ่ง", "สอง", "สาม"]


def test_a_person_becomes_a_member_today(line: Terminal) -> None:
    person = line.add("person", "first=มาลี", "last=ดอกไม้")
    member = line.good("show", "member", line.add("member", f"person={person}"), "--json").json()
    assert (member["person"], member["number"], member["category"]) == (person, 2, "ordinary")


def test_an_unknown_kind_is_named(line: Terminal) -> None:
    english, thai = line.refused("list", "bogus", code=2)
    assert english.startswith("There is no kind of record “bogus”: there are network, org, person,")
    assert thai.startswith("ไม่มีระเบียนชนิด “bogus”: มี network, org, person,")


def test_an_unknown_field_is_named(line: Terminal) -> None:
    english, thai = line.refused("add", "org", "colour=red", code=2)
    assert english.startswith("org has no field “colour”: it has name,")
    assert thai.startswith("org ไม่มีช่อง “colour”: มี name,")


def test_a_word_without_a_sign_is_explained(line: Terminal) -> None:
    assert line.refused("add", "org", "name", code=2) == (
        "“name” is not of the form field=value.",
        "“name” ไม่ได้อยู่ในรูป ช่อง=ค่า",
    )


def test_the_31st_of_february_is_refused_and_nothing_changes(line: Terminal) -> None:
    before = line.good("digest").out
    english, thai = line.refused("add", "person", "first=มาลี", "last=ดอกไม้", "birth_date=31/2/2530")
    assert english.startswith("Date of birth: ")
    assert thai.startswith("วันเกิด: ")
    assert line.good("digest").out == before


def test_what_is_needed_is_asked_for(line: Terminal) -> None:
    assert line.refused("add", "person", "last=ดอกไม้")[0] == "First name is needed: it was left empty."


def test_a_field_that_is_given_twice_is_refused(line: Terminal) -> None:
    for words in (["add", "person", "first=ก", "ชื่อ=ค"], ["set", "person", "สมชาย", "nick=ก", "nick=ข"]):
        english, thai = line.refused(*words, code=2)
        assert english.endswith("is given twice: say it once. Nothing was changed.")
        assert thai


def test_what_a_record_is_called_is_understood_in_both_languages(line: Terminal) -> None:
    member = line.good("list", "member", "--json").json()[0]["id"]
    for called in ("Chair", "ประธาน"):
        for language in ("en", "th"):
            line.good("--lang", language, "add", "term", f"position={called}", f"member={member}", "from=1/1/2569")
    assert line.good("list", "term", "--where", "position=ประธาน", "--json").json()


def test_a_filter_that_nothing_fits_is_told_from_an_empty_list(line: Terminal) -> None:
    line.add("task", "title=ทำหนังสือ", "assignee=สมชาย", "due=31/12/2569")
    said = line.good("list", "task", "--where", "state=blocked")
    assert (said.out, said.err) == ("", "Nothing in this list is like that.\n")
    assert line.good("list", "org", "--where", "active=yes").err.startswith("There is nothing in this list yet")


def test_the_history_of_what_came_back_says_so(line: Terminal) -> None:
    org = line.add("org", "name=อบต.")
    said = "It was deleted, and is there all the same: somebody changed it, or brought it back."
    assert said not in line.good("history", "org", org).out
    line.good("delete", "org", org)
    line.good("undo")
    assert line.good("history", "org", org).last == said


def test_what_is_wrong_with_a_national_id_is_said_once(line: Terminal) -> None:
    english, thai = line.refused("add", "person", "first=มาลี", "national_id=1101700230709")
    assert english == "A digit of this national ID is wrong, for its last digit does not fit: compare the card."
    assert thai.count("เลขประจำตัวประชาชน") == 1
    assert line.refused("add", "member", "person=ไม่มีใคร")[0] == "There is no Person “ไม่มีใคร”."
    english, _thai = line.refused("add", "task", "title=ก", "assignee=ไม่มีใคร", "due=+7")
    assert english == "Assignee: There is no Person “ไม่มีใคร”."


def test_a_reader_that_has_seen_enough_ends_a_list_without_a_word(line: Terminal) -> None:
    with Replica.open(line.data) as replica, replica.action() as act:
        for number in range(2_000):
            act.add("org", {"name": f"องค์กร {number} {'ก' * 30}"})
    command = [sys.executable, "-m", "netterm", "--data", str(line.data), "list", "org"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_a_record_that_is_not_there_is_told(line: Terminal) -> None:
    english, thai = line.refused("show", "person", "ไม่มีใคร")
    assert english == "There is no Person “ไม่มีใคร”."
    assert "ไม่มีใคร" in thai
    assert line.refused("delete", "person", "ไม่มีใคร")[0] == english
    assert line.refused("set", "person", "ไม่มีใคร", "first=ก")[0] == english
    assert line.refused("history", "person", "ไม่มีใคร")[0] == english


def test_shared_text_is_not_set_but_written(line: Terminal, item: str) -> None:
    assert line.refused("set", "agenda_item", item, "discussion=x", code=2) == (
        "The field discussion is written together: use “netterm write”. Nothing was changed.",
        "ช่อง discussion เป็นข้อความที่เขียนร่วมกัน: ใช้ “netterm write” ยังไม่มีอะไรเปลี่ยนแปลง",
    )


def test_json_and_csv_at_once_make_no_sense(line: Terminal) -> None:
    assert line.refused("list", "org", "--json", "--csv", code=2)[0].startswith("A list is JSON or CSV, not both")


def test_without_a_network_every_command_says_how_to_begin(bare: Terminal) -> None:
    for command in (["list", "org"], ["undo"], ["digest"], ["search", "x"], ["sync"], ["invite"], ["conflicts"]):
        english, thai = bare.refused(*command)
        assert english.startswith(f"There is no network in {bare.data} yet.")
        assert str(bare.data) in thai
    assert not bare.data.exists()


def test_what_a_list_cannot_be_filtered_by_is_told(line: Terminal) -> None:
    for field in ("phones=081", "national_id="):
        name = field.partition("=")[0]
        assert line.refused("list", "person", "--where", field, code=2) == (
            f"Lists cannot be filtered by the field {name}.",
            f"กรองรายการด้วยช่อง {name} ไม่ได้",
        )


def test_a_due_date_moves_with_its_reason_in_the_log(line: Terminal) -> None:
    task = line.add("task", "title=ทำหนังสือ", "assignee=สมชาย", "due=31/12/2569")
    english, thai = line.refused("set", "task", task, "due=15/1/2570", "priority=1")
    assert english == "Nothing was changed: say why the date moves, so that it stands in the task's log."
    assert thai
    assert line.good("show", "task", task, "--json").json()["priority"] == "2"
    line.good("set", "task", task, "due=15/1/2570", "priority=1", "--reason", "รอ อบต. ตอบ")
    [log] = line.good("list", "task_log", "--json").json()
    assert (log["due_before"], log["due_after"], log["due_reason"]) == ("2026-12-31", "2027-01-15", "รอ อบต. ตอบ")
    line.good("set", "task", task, "due=15/1/2570", "title=ทำหนังสือถึง อบต.")
    line.good("undo")
    line.good("undo")
    assert line.good("show", "task", task, "--json").json()["due"] == "2026-12-31"
    assert line.refused("set", "task", task, "due=")[0] == "Due is needed: it was left empty."


def test_a_members_state_changes_for_a_reason_and_from_a_day(line: Terminal) -> None:
    member = line.good("list", "member", "--json").json()[0]["id"]
    english, thai = line.refused("set", "member", member, "state=suspended")
    assert english == "A member's state changes for a reason: say why, so that it stands in the register."
    assert thai
    line.good("set", "member", member, "state=suspended", "--reason", "ไม่มาประชุม")
    shown = line.good("show", "member", member, "--json").json()
    assert (shown["state"], shown["state_reason"]) == ("suspended", "ไม่มาประชุม")
    assert shown["state_since"] >= shown["joined_on"]
    line.refused("set", "member", member, "state=active")
    line.good("set", "member", member, "state=active", "state_reason=กลับมาแล้ว")


def test_a_reason_where_none_is_asked_for_is_told(line: Terminal) -> None:
    org = line.add("org", "name=อบต.")
    assert line.refused("set", "org", org, "name=ก", "--reason", "x", code=2)[0].startswith("--reason is for")
