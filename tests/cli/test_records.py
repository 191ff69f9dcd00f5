import csv
import io
import json

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
    assert line.refused("add", "person", "first=มาลี")[0] == "Last name is needed: it was left empty."


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
