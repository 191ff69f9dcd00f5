"""The program with screens on a real replica, as a person meets it."""

import asyncio
import os
import signal
from collections.abc import Sequence
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from netterm.app import NettermApp
from netterm.locale import Language, current
from netterm.model.values import Showing
from netterm.screens.sync_control import Attempt, Invitation, Newcomer, Peer, Standing, SyncState, Told, WithoutSync
from netterm.screens.widgets.record_list import RecordList
from netterm.screens.widgets.rows import RecordRows, Row
from netterm.settings import Settings
from netterm.store import Replica
from netterm.sync.discovery import parse_address
from tests.screens.conftest import add_member
from tests.screens.seeing import form_opened, screen_text, seen, type_text, until

SMALL, LARGE = (80, 24), (120, 40)
HOSTILE = "[/x][@click=app.quit]\x1b]0;x\x07\u202eดี"


def program(replica: Replica, language: Language = Language.EN, **more: Any) -> NettermApp:
    return NettermApp(replica, language=language, **more)


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_home_says_what_comes_next_and_how_things_stand(replica: Replica, size: tuple[int, int]) -> None:
    me = replica.me
    assert me is not None
    with replica.action() as act:
        act.add("meeting", {"title": "ประชุมคณะกรรมการ", "starts_at": "2026-07-20T09:30", "place": "ศาลากลางบ้าน"})
        act.add("task", {"title": "ทำหนังสือถึง อบต.", "assignee": me, "due": "2026-07-10"})
    async with program(replica).run_test(size=size, notifications=True) as pilot:
        shown = await seen(pilot, "Next meeting", "ทำหนังสือ")
    lines = [line.strip() for line in shown.splitlines()]
    assert lines[1:12] == [
        "Next meeting",
        "20 Jul 2569 09:30 · Planned · ประชุมคณะกรรมการ 1/2569 · ศาลากลางบ้าน",
        "",
        "My tasks",
        "10 Jul 2569  [5 days overdue]  ทำหนังสือถึง อบต.",
        "",
        "What waits",
        "1 task of the network is overdue",
        "",
        "How things stand",
        "Everything is saved on this computer.",
    ]


MEMBERS_EN = """\
 Members · 2 lines                                                เครือข่ายสันทราย
Member number  Person                                 Category         State
M-0001         นางสาวสมศรี ใจดี                         Ordinary         Active
M-0002         นายสมชาย น้ำใส                          Ordinary         Active
"""


async def test_the_list_of_members_at_80_cells(replica: Replica) -> None:
    add_member(replica, "สมชาย")
    async with program(replica).run_test(size=SMALL, notifications=True) as pilot:
        await pilot.press("p")
        shown = await seen(pilot, "M-0002", "2 lines")
    assert shown.splitlines()[:4] == MEMBERS_EN.splitlines()
    assert shown.splitlines()[-1] == " n New member  e Edit  i History  / Filter  m Meetings  ? Help"


async def test_the_list_of_members_in_thai_at_120_cells_shows_more(replica: Replica) -> None:
    add_member(replica, "สมชาย")
    async with program(replica, Language.TH).run_test(size=LARGE, notifications=True) as pilot:
        await pilot.press("p")
        shown = await seen(pilot, "M-0002", "เลขที่สมาชิก", "1 ก.ค. 2569")
    assert "วันที่เป็นสมาชิก" in shown


async def test_keys_work_in_the_thai_layout(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await type_text(pilot, "ย")  # the key p
        await seen(pilot, "M-0001")
        await type_text(pilot, "ฝ")  # the key /
        await seen(pilot, "type to filter")
        await type_text(pilot, "ไม่มีใคร")
        await seen(pilot, "Nothing here fits the filter")


async def test_of_thousands_of_lines_only_those_in_sight_are_made(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    with replica.action() as act:
        for number in range(3_000):
            act.add("person", {"first": f"คนที่{number:05}", "last": "ยาว"})
    asked: list[int] = []

    class Counting(RecordRows):
        def rows(self, replica: Replica, ids: Sequence[bytes], showing: Showing) -> Sequence[Row]:
            asked.append(len(ids))
            return super().rows(replica, ids, showing)

    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        members = pilot.app.screen.query_one(RecordList)
        members.show(Counting("person"))
        await seen(pilot, "คนที่00000")
        assert sum(asked) <= 50
        shown: list[str] = []
        monkeypatch.setattr(pilot.app, "post_display_hook", lambda: shown.append(screen_text(pilot)))
        await pilot.press("G")
        await seen(pilot, "สมศรี")
        assert members.count == 3_001
        assert sum(asked) <= 100
        assert not [screen for screen in shown if "\n…" in screen], "they are painted once they are here"


async def test_a_new_member_is_one_form_and_one_action(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("n")
        await form_opened(pilot, "First name *")
        await pilot.press("down")
        await type_text(pilot, "วิชัย")
        await pilot.press("down")
        await type_text(pilot, "กล้าหาญ")
        await pilot.press("f2")
        await seen(pilot, "วิชัย กล้าหาญ", "M-0002", gone="First name")
        await pilot.press("u")
        await seen(pilot, "Taken back: Person “วิชัย กล้าหาญ” added. U brings it back.")
        await seen(pilot, "Members · 1 line", gone="M-0002")
        await pilot.press("U")
        await seen(pilot, "Brought back: Person “วิชัย กล้าหาญ” added. u takes it back again.", "M-0002")


async def test_what_is_wrong_is_said_under_its_field_and_nothing_is_lost(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("enter")
        await form_opened(pilot, "Date of birth")
        await pilot.press("down", "down", "down", "down", "down")
        await type_text(pilot, "31/2/2500")
        await pilot.press("f2")
        shown = await seen(pilot, "! Date of birth")
        assert "31/2/2500" in shown
        await pilot.press("escape")
        shown = await seen(pilot, "What you entered is not saved. Leave it?")
        await pilot.press("enter")  # the safe answer has the focus
        assert "31/2/2500" in await seen(pilot, "! Date of birth", gone="Leave it?")


async def test_a_date_is_shown_back_in_full(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("enter")
        await form_opened(pilot, "Date of birth")
        await pilot.press("down", "down", "down", "down", "down")
        await type_text(pilot, "15/7/69")
        await pilot.press("down")
        await seen(pilot, "Wednesday 15 July B.E. 2569")


async def test_ctrl_s_saves_in_the_thai_layout_too(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("enter")
        await form_opened(pilot, "Nickname")
        await pilot.press("down", "down", "down")
        await type_text(pilot, "ศรี")
        await pilot.press("ctrl+ห")
        await seen(pilot, "Saved: ", gone="Nickname")
    assert replica.list("person")[0]["nick"] == "ศรี"


async def test_leaving_an_untouched_form_asks_nothing(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("enter")
        await form_opened(pilot, "Nickname")
        await pilot.press("escape")
        await seen(pilot, "M-0001", gone="Nickname")


async def test_hostile_names_are_text_in_lists_and_forms(replica: Replica) -> None:
    with replica.action() as act:
        person = act.add("person", {"first": "[/x][@click=app.quit]", "last": "[b]ดี[/b]"})
        act.add("member", {"person": person, "category": "ordinary", "joined_on": "2026-07-01"})
    async with program(replica).run_test(size=LARGE, notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "[/x][@click=app.quit] [b]ดี[/b]")
        await pilot.press("G", "enter")
        shown = await form_opened(pilot, "Nickname")
        assert shown.splitlines()[0].startswith(" [/x][@click=app.quit] [b]ดี[/b]")
        await pilot.click(offset=(8, 0))
        await pilot.press("f2")
        await seen(pilot, "Saved: [/x][@click=app.quit] [b]ดี[/b]")
        assert pilot.app.is_running


async def test_hostile_text_that_is_typed_is_cleaned_or_refused(replica: Replica) -> None:
    async with program(replica).run_test(size=LARGE, notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("enter")
        await form_opened(pilot, "Nickname")
        await pilot.press("tab", "tab", "tab")
        pilot.app.screen.query_one("Input:focus", Input).value = HOSTILE
        await pilot.press("f2")
        await seen(pilot, "Saved: ", gone="Nickname")
    assert replica.list("person")[0]["nick"] == "[/x][@click=app.quit]ดี"


async def test_the_language_changes_while_it_runs_and_a_draft_stays(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "Member number")
        await pilot.press("enter")
        await form_opened(pilot, "Nickname")
        await type_text(pilot, "ดร")
        await pilot.press("ctrl+l")
        shown = await seen(pilot, "ชื่อเล่น")
        assert "ดร" in shown
        assert current() is Language.TH
        await pilot.press("ctrl+l")
        await seen(pilot, "Nickname")


async def test_what_another_wrote_is_shown_without_a_key(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await asyncio.to_thread(add_member, replica, "ใหม่เอี่ยม")
        await seen(pilot, "ใหม่เอี่ยม")


async def test_a_screen_that_is_not_in_sight_takes_what_changed_when_it_is_again(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("h")
        await seen(pilot, "Next meeting")
        await asyncio.to_thread(add_member, replica, "ใหม่เอี่ยม")
        await pilot.press("p")
        await seen(pilot, "ใหม่เอี่ยม")


async def test_the_palette_finds_a_command_by_typing_and_does_it(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("colon")
        await seen(pilot, "All commands", "Ctrl+F")
        await type_text(pilot, "memb")
        await seen(pilot, "Everybody who b", gone="Ctrl+F")
        await pilot.press("enter")
        await seen(pilot, "M-0001")


async def test_the_help_lists_the_keys_of_the_screen_under_headings(replica: Replica) -> None:
    async with program(replica).run_test(size=LARGE, notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("question_mark")
        await seen(pilot, "The keys of this screen", "What is shown", "New member", "Going to", "The program")


async def test_what_is_typed_into_the_help_leaves_what_it_is_about(replica: Replica) -> None:
    chosen = Settings(keys={"member.new": "Ctrl+K", "member.delete": ""})
    async with program(replica, chosen=chosen).run_test(size=SMALL, notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("f1")
        shown = await seen(pilot, "The keys of this screen", "  Ctrl+K", "• u, Ctrl+R")
        assert "Ins" not in shown
        await type_text(pilot, "memb")
        shown = await seen(pilot, "New member", "A new person who is a member from now on.", gone="Sort")
        assert "Undo" not in shown
        await pilot.press("escape")
        await seen(pilot, "M-0001", gone="The keys of this screen")


async def test_in_a_text_the_help_shows_the_keys_that_work_there(replica: Replica) -> None:
    async with program(replica).run_test(size=SMALL, notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "M-0001")
        await pilot.press("slash")
        await seen(pilot, "type to filter")
        await pilot.press("f1")
        shown = await seen(pilot, "The keys of this screen", "• Ctrl+R")
        assert "u, Ctrl+R" not in shown


async def test_keys_of_the_config_file_are_the_keys(replica: Replica) -> None:
    async with program(replica, chosen=Settings(keys={"go.members": "q"})).run_test(notifications=True) as pilot:
        await seen(pilot, "q Members")
        await pilot.press("q")
        await seen(pilot, "M-0001")


async def test_what_is_wrong_in_the_config_file_is_said_and_is_as_if_it_were_not_there(replica: Replica) -> None:
    chosen = Settings(theme="pink", keys={"go.members": "m"})
    async with program(replica, chosen=chosen).run_test(notifications=True) as pilot:
        await seen(pilot, "There are no colours called “pink”.", "“go.members” cannot have the key m", "p Members")
    assert pilot.app.theme == "netterm-dark"


async def test_what_is_chosen_is_kept_even_by_who_leaves_at_once(replica: Replica) -> None:
    kept: dict[str, str] = {}
    app = program(replica, settled=kept.__setitem__)
    async with app.run_test() as pilot:
        await seen(pilot, "Home")
        app.choose_theme("netterm-light")
        app.choose_theme("netterm-contrast")
        await pilot.press("ctrl+l")
        await seen(pilot, "หน้าแรก")
    assert kept == {"theme": "netterm-contrast", "language": "th"}


async def test_a_read_only_replica_offers_nothing_that_writes(replica: Replica) -> None:
    replica.read_only = True
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        shown = await seen(pilot, "M-0001", "Read only")
        assert "New member" not in shown
        await pilot.press("n")
        await seen(pilot, "This was opened for reading only")


async def test_an_empty_list_says_which_key_makes_the_first(replica: Replica) -> None:
    with replica.action() as act:
        act.delete("member", replica.ids("member")[0])
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("p")
        await seen(pilot, "There is nothing here yet. n makes the first one.")


async def test_a_conflict_shows_nothing_when_there_is_none(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await pilot.press("x")
        shown = await seen(pilot, "Nothing differs")
        await pilot.press("e")
        await until(pilot, lambda: screen_text(pilot).count("Nothing differs") > shown.count("Nothing differs"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_it_cleanly(replica: Replica, number: signal.Signals) -> None:
    app = program(replica)
    async with app.run_test(notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        app.leave_on_signals()  # as on a terminal
        os.kill(os.getpid(), number)
        await pilot.pause(0.1)
    assert app.return_code == 128 + number


async def test_ctrl_c_leaves_nothing_but_says_what_does(replica: Replica) -> None:
    async with program(replica).run_test(notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        await pilot.press("ctrl+c")
        await seen(pilot, "Ctrl+Q leaves the program.")


async def test_without_colours_the_terminals_own_are_left_alone(
    replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with program(replica).run_test(notifications=True) as pilot:
        await seen(pilot, "Next meeting")
        strips = pilot.app.screen._compositor.render_strips()
        styles = [segment.style for strip in strips for segment in strip if segment.style]
        assert [style for style in styles if style.color or style.bgcolor] == []


class SyncForShow(WithoutSync):
    """Sync that shows what it is told to, and remembers what it was asked."""

    def __init__(self, state: SyncState) -> None:
        super().__init__()
        self.shown = state
        self.asked: list[str] = []
        self.told: Told = lambda _what: None

    def state(self) -> SyncState:
        return self.shown

    def dial(self, address: str) -> None:
        self.asked.append(f"dial {address}")

    def invite(self, roles: Any, person: bytes | None, told: Told) -> Invitation:
        self.told = told
        self.asked.append("invite " + ", ".join(roles))

        def answer(newcomer: Newcomer, yes: bool) -> None:
            self.asked.append(f"{newcomer.fingerprint}: {yes}")

        return Invitation("ABCD-EFGH-JKMN", answer, lambda: self.asked.append("close"))


HERE = SyncState(
    peers=(Peer(b"1" * 32, "[b]สมชาย", "โน้ตบุ๊ก", "192.0.2.7:4711", Standing.IN_SYNC),),
    attempts=(Attempt("calls on this network", "found"),),
    addresses=("192.0.2.2:4711",),
    running=True,
)


async def peers_screen(pilot: Pilot[None]) -> str:
    await seen(pilot, "Next meeting")
    await pilot.press("c")
    return await seen(pilot, "192.0.2.2:4711")


async def invitation(pilot: Pilot[None]) -> None:
    """The code by which one more computer is let in, as a member's."""
    await peers_screen(pilot)
    await pilot.press("n")
    await seen(pilot, "What may the person")
    await pilot.press("enter")
    await seen(pilot, "A B C D     E F G H     J K M N")


async def test_computers_are_shown_with_how_they_stand(replica: Replica) -> None:
    async with program(replica, start_sync=lambda _replica: SyncForShow(HERE)).run_test(notifications=True) as pilot:
        await seen(pilot, "1 computer here: [b]สมชาย · synced")
        shown = await peers_screen(pilot)
    lines = [line.split("  ") for line in shown.splitlines()]
    told = [[cell.strip() for cell in line if cell.strip()] for line in lines]
    assert ["[b]สมชาย", "โน้ตบุ๊ก · 192.0.2.7:4711", "synced"] in told
    assert ["calls on this network", "found"] in told


async def test_an_address_is_typed_and_dialled(replica: Replica) -> None:
    sync = SyncForShow(HERE)
    async with program(replica, start_sync=lambda _replica: sync).run_test(notifications=True) as pilot:
        await peers_screen(pilot)
        await pilot.press("o")
        await seen(pilot, "host:port")
        await type_text(pilot, "192.0.2.9:4711")
        await pilot.press("enter")
        await seen(pilot, "Connecting to 192.0.2.9:4711.")
    assert sync.asked == ["dial 192.0.2.9:4711"]


async def test_what_is_no_address_stays_to_be_put_right(replica: Replica, monkeypatch: pytest.MonkeyPatch) -> None:
    sync = SyncForShow(HERE)

    def dial(address: str) -> None:
        sync.asked.append(str(parse_address(address)))

    monkeypatch.setattr(sync, "dial", dial)
    async with program(replica, start_sync=lambda _replica: sync).run_test(notifications=True) as pilot:
        await peers_screen(pilot)
        await pilot.press("o")
        await seen(pilot, "host:port")
        await type_text(pilot, "192.0.2.9")
        await pilot.press("enter")
        await seen(pilot, "“192.0.2.9” is no address")
        await type_text(pilot, ":4711")
        await pilot.press("enter")
        await seen(pilot, "Connecting to 192.0.2.9:4711.", gone="is no address")
    assert sync.asked == ["192.0.2.9:4711"]


async def test_inviting_shows_the_code_in_groups_and_asks_who_it_is(replica: Replica) -> None:
    sync = SyncForShow(HERE)
    async with program(replica, start_sync=lambda _replica: sync).run_test(notifications=True) as pilot:
        await invitation(pilot)
        await asyncio.to_thread(sync.told, Newcomer("[/x]", "แล็ปท็อป", "JDDG-4GYC"))
        await seen(pilot, "[/x] at แล็ปท็อป asks to come in", "JDDG-4GYC")
        await pilot.press("right", "enter")
        await seen(pilot, "Letting in…")
        await asyncio.to_thread(sync.told, None)
        await seen(pilot, "The new computer is in.", gone="Read this code out")
    assert sync.asked == ["invite member", "JDDG-4GYC: True", "close"]


async def test_when_another_computer_asks_with_the_same_code_the_answer_is_about_the_last_one(replica: Replica) -> None:
    sync = SyncForShow(HERE)
    async with program(replica, start_sync=lambda _replica: sync).run_test(notifications=True) as pilot:
        await invitation(pilot)
        await asyncio.to_thread(sync.told, Newcomer("สมชาย", "แล็ปท็อป", "JDDG-4GYC"))
        await seen(pilot, "JDDG-4GYC")
        await asyncio.to_thread(sync.told, Newcomer("สมชาย", "แล็ปท็อป", "KEEE-5HZD"))
        await seen(pilot, "KEEE-5HZD", gone="JDDG-4GYC")
        await pilot.press("enter")
        await seen(pilot, "Turned away. The code is over.", gone="Read this code out")
    assert sync.asked == ["invite member", "KEEE-5HZD: False", "close"]


async def test_closing_the_invitation_ends_the_code(replica: Replica) -> None:
    sync = SyncForShow(HERE)
    async with program(replica, start_sync=lambda _replica: sync).run_test(notifications=True) as pilot:
        await invitation(pilot)
        await pilot.press("escape")
        await seen(pilot, "Can be reached", gone="A B C D")
    assert sync.asked[-1] == "close"
