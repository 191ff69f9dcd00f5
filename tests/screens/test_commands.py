"""One registry: keys, footer, palette and help come from it, and people may remap the keys."""

import pytest
from textual.keys import _character_to_key

from netterm.commands import COMMANDS, Command, KeysMistaken, Registry, key_name
from netterm.model import Role


def registry(*commands: Command) -> Registry:
    made = Registry()
    made.add(*commands)
    return made


def test_a_key_cannot_mean_two_things_in_one_place() -> None:
    with pytest.raises(ValueError, match="same place"):
        registry(Command("a.do", "A", keys=("n",), where=("x",)), Command("b.do", "B", keys=("n",), where=("x", "y")))


def test_the_same_key_may_mean_other_things_elsewhere() -> None:
    registry(Command("a.do", "A", keys=("n",), where=("x",)), Command("b.do", "B", keys=("n",), where=("y",)))


def test_what_is_everywhere_keeps_its_key_everywhere() -> None:
    with pytest.raises(ValueError, match="same place"):
        registry(Command("a.do", "A", keys=("n",)), Command("b.do", "B", keys=("n",), where=("y",)))


def test_keys_are_remapped_by_id() -> None:
    made = registry(Command("a.do", "A", keys=("n",), where=("x",)))
    made.remap({"a.do": "insert, ctrl+n"})
    assert made.keys("a.do") == ("insert", "ctrl+n")
    assert made.shown_key("a.do") == "Ins"


def test_remapping_one_key_twice_changes_nothing() -> None:
    made = registry(Command("a.do", "A", keys=("n",), where=("x",)), Command("b.do", "B", keys=("o",), where=("x",)))
    with pytest.raises(KeysMistaken) as caught:
        made.remap({"a.do": "o"})
    assert str(caught.value) == "“a.do” cannot have the key o: “b.do” has it. It keeps its own."
    assert made.keys("a.do") == ("n",)


def test_remapping_what_is_no_command_is_said() -> None:
    with pytest.raises(KeysMistaken) as caught:
        registry().remap({"no.such": "n"})
    assert str(caught.value) == "There is no command “no.such” to give a key to."


def test_of_several_mistaken_keys_each_is_said_and_the_others_hold() -> None:
    made = registry(
        Command("a.do", "A", keys=("n",), where=("x",)),
        Command("b.do", "B", keys=("o",), where=("x",)),
        Command("c.do", "C", keys=("q",), where=("x",)),
    )
    mistakes = made.remap_what_fits({"a.do": "o", "b.do": "ctrl+nokey", "c.do": "", "d.do": "z"})
    assert sorted(map(str, mistakes)) == [
        "There is no command “d.do” to give a key to.",
        "There is no key “ctrl+nokey” for “b.do”. It keeps its own.",
        "“a.do” cannot have the key o: “b.do” has it. It keeps its own.",
    ]
    assert [made.keys(each) for each in ("a.do", "b.do", "c.do")] == [("n",), ("o",), ()]


def test_two_commands_may_change_places() -> None:
    made = registry(Command("a.do", "A", keys=("n",), where=("x",)), Command("b.do", "B", keys=("o",), where=("x",)))
    made.remap({"a.do": "o", "b.do": "n"})
    assert (made.keys("a.do"), made.keys("b.do")) == (("o",), ("n",))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Ctrl+T", "ctrl+t"), ("ctrl+ะ", "ctrl+t"), ("ก", "d"), ("ฏ", "D"), ("U", "U"), ("?", "question_mark"),
        ("/", "slash"), ("PgUp", "pageup"), ("Esc", "escape"), ("F5", "f5"), ("<", "less_than_sign"),
        ("shift+up", "shift+up"),
    ],
)  # fmt: skip
def test_keys_are_written_as_people_read_them_or_as_they_are_on_the_thai_keyboard(written: str, key: str) -> None:
    made = registry(Command("a.do", "A", where=("x",)))
    made.remap({"a.do": written})
    assert made.keys("a.do") == (key,)


@pytest.mark.parametrize("character", [chr(code) for code in range(0x21, 0x7F) if chr(code) not in ",+"])
def test_every_key_that_types_a_sign_has_the_name_that_the_terminal_library_gives_it(character: str) -> None:
    made = registry(Command("a.do", "A", where=("x",)))
    made.remap({"a.do": character})
    assert made.keys("a.do") == (_character_to_key(character),)
    assert made.shown_key("a.do") == character


def test_a_viewer_is_not_offered_what_writes() -> None:
    command = Command("a.do", "A", writes=True)
    assert not command.may_be_told_by({Role.VIEWER}, read_only=False)
    assert not command.may_be_told_by({Role.ADMIN}, read_only=True)
    assert command.may_be_told_by({Role.MEMBER}, read_only=False)


def test_a_role_that_is_asked_for_is_needed() -> None:
    command = Command("a.do", "A", roles=frozenset({Role.ADMIN}))
    assert not command.may_be_told_by({Role.MEMBER}, read_only=False)
    assert command.may_be_told_by({Role.ADMIN, Role.MEMBER}, read_only=False)


def test_commands_are_found_by_label_help_or_key() -> None:
    commands = [COMMANDS["go.members"], COMMANDS["program.quit"]]
    assert COMMANDS.find("memb", commands) == [COMMANDS["go.members"]]
    assert COMMANDS.find("ctrl+q", commands) == [COMMANDS["program.quit"]]


def test_an_id_is_found_as_it_is_written_in_the_config_file_and_not_by_a_part_of_it() -> None:
    commands = [COMMANDS["go.members"], COMMANDS["program.quit"]]
    assert COMMANDS.find("go.mem", commands) == [COMMANDS["go.members"]]
    assert COMMANDS.find("gram", commands) == []


def test_a_command_that_is_called_so_comes_before_one_that_only_speaks_of_it() -> None:
    speaks, called = Command("a.do", "Go", "There one can invite."), Command("b.do", "Invite")
    assert registry(speaks, called).find("inv", [speaks, called]) == [called, speaks]


@pytest.mark.parametrize(
    ("key", "read"), [("ctrl+p", "Ctrl+P"), ("question_mark", "?"), ("f2", "F2"), ("n", "n"), ("escape", "Esc")]
)
def test_keys_are_shown_as_people_read_them(key: str, read: str) -> None:
    assert key_name(key) == read


def test_what_works_while_typing_has_no_key_that_text_needs_first() -> None:
    for command in COMMANDS:
        if command.typing:
            first = command.keys[0]
            assert "+" in first or first[0] == "f" or first == "escape" or len(command.keys) > 1, command.id


def test_the_order_of_commands_does_not_depend_on_which_screen_was_loaded_first() -> None:
    minutes = [Command("minutes.next", "Next", where=("m",)), Command("minutes.add", "Add", where=("m",), footer=2)]
    votes = [Command("vote.new", "Vote", where=("m",)), Command("vote.end", "End", where=("m",), footer=1)]
    here, there = Registry(), Registry()
    for made, first, then in [(here, minutes, votes), (there, votes, minutes)]:
        made.add(*first)
        made.add(*then)
    assert [command.id for command in here.of("m")] == ["vote.end", "minutes.add", "minutes.next", "vote.new"]
    assert here.of("m") == there.of("m") == list(there)
