"""One registry of what people can tell the program: each command once, with its key, label, help and who may.

Key bindings, the line of keys at the foot of a screen, the palette and the help are all made from it. Screens add their
own commands to `COMMANDS` where they are defined; the ones that are there on every screen are added here.
"""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netterm.errors import Failure
from netterm.language.key_names import key_name, key_written
from netterm.locale import N_, Language, _

if TYPE_CHECKING:
    from netterm.model import Role

__all__ = [
    "COMMANDS",
    "EVERYWHERE",
    "MOST_IN_FOOTER",
    "Command",
    "Group",
    "KeysMistaken",
    "Registry",
    "key_name",
]

EVERYWHERE = "*"
"""The place of a command that is on every screen but the dialogs."""

MOST_IN_FOOTER = 6


class Group(enum.Enum):
    """Under which heading the help lists a command; the value is that heading's msgid."""

    MOVE = N_("Moving about")
    RECORD = N_("What is shown")
    MEETING = N_("The meeting")
    GO = N_("Going to")
    PROGRAM = N_("The program")

    def __str__(self) -> str:
        return _(self.value)


@dataclass(frozen=True, slots=True)
class Command:
    """Something people can tell a screen to do: `id` is ``noun.verb``; `label` and `help` are msgids.

    It is done by the method ``do_noun_verb`` of the screen it is told to, or else of the program.
    """

    id: str
    label: str
    help: str = ""
    keys: tuple[str, ...] = ()
    """Names as Textual has them (``ctrl+p``, ``slash``); the first is the one that people are shown."""
    group: Group = Group.RECORD
    where: tuple[str, ...] = (EVERYWHERE,)
    """The places (names of screens) that have it."""
    roles: "frozenset[Role] | None" = None
    """Who may; None for everybody."""
    writes: bool = False
    """Not there when nothing may be written: to a viewer, or in read-only mode."""
    footer: int = 0
    """Its place among the keys at the foot of the screen, from 1; 0 keeps it out."""
    typing: bool = False
    """Whether its keys work while text is being typed: they must then be none that a text needs."""
    of_one: bool = False
    """Whether it is about what the cursor is on: told from elsewhere it only goes there."""

    @property
    def method(self) -> str:
        return "do_" + self.id.replace(".", "_")

    def is_at(self, place: str) -> bool:
        return place in self.where or EVERYWHERE in self.where

    def label_in(self, language: Language | None = None) -> str:
        return _(self.label, language)

    def help_in(self, language: Language | None = None) -> str:
        return _(self.help, language)

    def may_be_told_by(self, roles: "Iterable[Role]", *, read_only: bool) -> bool:
        """Whether one with these roles may tell it."""
        from netterm.model import Role

        mine = frozenset(roles)
        if self.writes and (read_only or mine <= {Role.VIEWER}):
            return False
        return self.roles is None or bool(self.roles & mine)


class KeysMistaken(Failure):
    """The keys that somebody chose for a command do not fit; it keeps its own."""

    def __init__(self, msgid: str, /, *, command: str, **params: str) -> None:
        super().__init__(msgid, command=command, **params)
        self.command = command


class Registry:
    """The commands by id, and the keys that they have now. Screens are loaded in two threads: all may be asked of it
    while commands are added to it."""

    def __init__(self) -> None:
        self._commands: dict[str, Command] = {}
        self._ranks: dict[str, tuple[str, int]] = {}
        """Where each stands among the others: with those that it was added with, and these by the id of their first."""
        self._keys: dict[str, tuple[str, ...]] = {}

    def add(self, *commands: Command) -> None:
        """Know these too. Raises `ValueError` where an id, or a key in the same place, is taken: a fault of ours."""
        for position, command in enumerate(commands):
            if command.id in self._commands:
                raise ValueError(f"{command.id} is declared twice")
            if rival := self._rival(command, command.keys):
                raise ValueError(f"{command.id} has a key that {rival.id} has in the same place")
            self._ranks[command.id] = (commands[0].id, position)
            self._commands[command.id] = command

    def __getitem__(self, command_id: str) -> Command:
        return self._commands[command_id]

    def __contains__(self, command_id: object) -> bool:
        return command_id in self._commands

    def __iter__(self) -> Iterator[Command]:
        return iter(self._in_order(tuple(self._commands.values())))

    def keys(self, command_id: str) -> tuple[str, ...]:
        """The keys it has now, as remapped."""
        return self._keys.get(command_id, self._commands[command_id].keys)

    def shown_key(self, command_id: str) -> str:
        """The key that people are told, as they read it; '' where it has none."""
        keys = self.keys(command_id)
        return key_name(keys[0]) if keys else ""

    def remap(self, wanted: Mapping[str, str | Sequence[str]]) -> None:
        """Give commands other keys, by id; '' takes the keys away. Raises `KeysMistaken`, and then changes nothing."""
        before, self._keys = self._keys, {}
        try:
            for command_id, keys in wanted.items():
                if command_id not in self._commands:
                    raise KeysMistaken("There is no command “{command}” to give a key to.", command=command_id)
                self._keys[command_id] = tuple(_known_key(command_id, key) for key in _each_key(keys))
            for command_id in wanted:  # once all are known, so that two may change places
                self._check(command_id)
        except KeysMistaken:
            self._keys = before
            raise

    def remap_what_fits(self, wanted: Mapping[str, str | Sequence[str]]) -> list[KeysMistaken]:
        """As `remap`, but only what is mistaken is left out; one sentence for each of that."""
        left, mistakes = dict(wanted), list[KeysMistaken]()
        while True:
            try:
                self.remap(left)
            except KeysMistaken as mistake:
                mistakes.append(mistake)
                del left[mistake.command]
            else:
                return mistakes

    def remapped(self) -> Mapping[str, tuple[str, ...]]:
        """The ids whose keys are not the declared ones."""
        return dict(self._keys)

    def at(self, place: str) -> list[Command]:
        """What can be told at a place: its own commands first."""
        return [*self.of(place), *(self.of(EVERYWHERE) if place != EVERYWHERE else [])]

    def of(self, place: str) -> list[Command]:
        """A place's own commands, without those that are everywhere."""
        return self._in_order(command for command in tuple(self._commands.values()) if place in command.where)

    def footer(self, place: str) -> list[Command]:
        """The commands whose keys the foot of a screen shows, in order; who may not is still to be left out."""
        return sorted((command for command in self.at(place) if command.footer), key=lambda command: command.footer)

    def find(self, typed: str, commands: Iterable[Command]) -> list[Command]:
        """Those of `commands` that are meant by what was typed, in either language, by label, help or key.

        A word with a dot in it is looked for in the id. Those whose label begins so come first.
        """
        words = typed.casefold().split()
        found = [
            command
            for command in commands
            if all(word in (command.id if "." in word else self._described(command)) for word in words)
        ]
        return sorted(found, key=lambda command: not _begins(command, " ".join(words))) if words else found

    def _in_order(self, commands: Iterable[Command]) -> list[Command]:
        """As at the foot of the screen, then the others; always the same, whichever screen was loaded first."""
        return sorted(commands, key=lambda command: (not command.footer, command.footer, self._ranks[command.id]))

    def _described(self, command: Command) -> str:
        said = [text for each in Language for text in (command.label_in(each), command.help_in(each))]
        return "\n".join([*map(key_name, self.keys(command.id)), *said]).casefold()

    def _check(self, command_id: str) -> None:
        keys = self._keys[command_id]
        if rival := self._rival(self._commands[command_id], keys):
            key = next(each for each in keys if each in self.keys(rival.id))
            raise KeysMistaken(
                "“{command}” cannot have the key {key}: “{other}” has it. It keeps its own.",
                command=command_id,
                key=key_name(key),
                other=rival.id,
            )

    def _rival(self, command: Command, keys: Sequence[str]) -> Command | None:
        """A command that is in one of the same places, and has one of these keys."""
        for other in tuple(self._commands.values()):
            shared = command.is_at(EVERYWHERE) or other.is_at(EVERYWHERE) or set(command.where) & set(other.where)
            if other.id != command.id and shared and set(keys) & set(self.keys(other.id)):
                return other
        return None


def _begins(command: Command, typed: str) -> bool:
    return any(command.label_in(each).casefold().startswith(typed) for each in Language)


def _known_key(command_id: str, written: str) -> str:
    if (key := key_written(written)) is None:
        raise KeysMistaken(
            "There is no key “{key}” for “{command}”. It keeps its own.", command=command_id, key=written
        )
    return key


def _each_key(keys: str | Sequence[str]) -> list[str]:
    listed = keys.split(",") if isinstance(keys, str) else list(keys)
    return [key.strip() for key in listed if key.strip()]


COMMANDS = Registry()
"""Every command of the program."""

COMMANDS.add(
    Command("go.home", N_("Home"), N_("What comes next, and what waits for you."), ("h",), Group.GO),
    Command("go.meetings", N_("Meetings"), N_("The meetings, their agendas and minutes."), ("m",), Group.GO, footer=50),
    Command("go.tasks", N_("Tasks"), N_("Who has to do what, and until when."), ("t",), Group.GO, footer=51),
    Command("go.members", N_("Members"), N_("Everybody who belongs to the network."), ("p",), Group.GO, footer=52),
    Command(
        "go.peers",
        N_("Computers"),
        N_("Which computers are connected; invite another one."),
        ("c",),
        Group.GO,
        footer=53,
    ),
    Command("go.conflicts", N_("Conflicts"), N_("Where two people changed the same thing."), ("x",), Group.GO),
    Command(
        "go.find",
        N_("Find anything"),
        N_("People, meetings, what was said and resolved, tasks: by any part of their text."),
        ("ctrl+f",),
        Group.GO,
        typing=True,
    ),
    Command("go.networks", N_("Networks"), N_("Another network on this computer."), group=Group.GO),
    Command("go.settings", N_("Settings"), N_("Language and colours."), ("comma",), Group.GO),
    Command(
        "data.undo",
        N_("Undo"),
        N_("Take back the last thing you did to the data in this session."),
        ("u", "ctrl+r"),
        Group.RECORD,
        writes=True,
        typing=True,
    ),
    Command(
        "data.redo",
        N_("Bring back"),
        N_("Do again what was taken back last."),
        ("U", "ctrl+t"),
        Group.RECORD,
        writes=True,
        typing=True,
    ),
    Command(
        "data.deeds",
        N_("What I did"),
        N_("All that you did to the data in this session: take back or bring back any of it."),
        group=Group.RECORD,
        writes=True,
    ),
    Command(
        "data.verify",
        N_("Check the data"),
        N_("Every signature, and that the tables are what the log says."),
        group=Group.PROGRAM,
        writes=True,
    ),
    Command(
        "program.palette",
        N_("All commands"),
        N_("Every command that can be given here, found by typing."),
        ("ctrl+p", "colon"),
        Group.PROGRAM,
        footer=98,
        typing=True,
    ),
    Command(
        "program.help",
        N_("Help"),
        N_("The keys of this screen."),
        ("question_mark", "f1"),
        Group.PROGRAM,
        footer=99,
        typing=True,
    ),
    Command(
        "program.jump",
        N_("Jump"),
        N_("A letter on everything here that one can go to; typing it goes there."),
        ("ctrl+g",),
        Group.PROGRAM,
        typing=True,
    ),
    Command(
        "program.zoom",
        N_("Zoom"),
        N_("This part of the screen alone, and back."),
        ("z", "ctrl+backslash"),
        Group.PROGRAM,
        typing=True,
    ),
    Command("program.language", N_("ไทย/English"), N_("Switch the language."), ("ctrl+l",), Group.PROGRAM, typing=True),
    Command(
        "program.quit",
        N_("Quit"),
        N_("What is half filled in is asked about; all else is saved."),
        ("ctrl+q",),
        Group.PROGRAM,
        typing=True,
    ),
)
