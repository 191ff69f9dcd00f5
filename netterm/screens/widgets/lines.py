"""The lines around every main screen: heading, how things stand, and the keys that matter here."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, cast

from rich.style import Style
from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from netterm.commands import MOST_IN_FOOTER, Command, key_name
from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.locale import _, message, ngettext
from netterm.screens.widgets.targets import Target

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

    from netterm.screens.shell import NettermScreen, Shell
    from netterm.screens.sync_control import SyncState

__all__ = ["KeyLine", "StatusLine", "TitleLine", "sync_in_words"]


_BETWEEN = 2
"""Cells between two keys."""
_HINTED = 4.0
"""Seconds that a hint stands."""


class _Line(Widget):
    DEFAULT_CSS = "_Line { height: 1; width: 1fr; }"

    @property
    def _shell(self) -> "Shell":
        return cast("Shell", self.app)


class TitleLine(_Line):
    """The heading on the left, the network's name on the right."""

    DEFAULT_CSS = "TitleLine { background: $primary; color: $text; text-style: bold; padding: 0 1; }"

    def __init__(self, heading: str) -> None:
        super().__init__()
        self._heading = heading

    @property
    def heading(self) -> str:
        """What stands on the left."""
        return self._heading

    def say(self, heading: str) -> None:
        """Another heading; harmless text."""
        if heading != self._heading:
            self._heading = heading
            self.refresh()

    def render(self) -> RenderResult:
        if not self._shell.has_replica:
            return _apart(self._heading, "netterm", self.size.width)
        network = for_display(self._shell.network_name)
        named = f"{network} · {_('Read only')}" if self._shell.replica.read_only else network
        return _apart(self._heading, named, self.size.width)


class StatusLine(_Line):
    """In words: whether everything is saved, whether it is synced, who is here."""

    DEFAULT_CSS = "StatusLine { background: $panel; color: $text; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._own = self._hint = ""
        self._until: Timer | None = None

    def look_again(self) -> None:
        """The state of sync may be another one."""
        self.refresh()

    def say(self, text: str) -> None:
        """What a screen has to say of saving, in place of “Saved”; harmless text, '' for the usual one."""
        if text != self._own:
            self._own = text
            self.refresh()

    def hint(self, text: str) -> None:
        """Say why a key did nothing, in place of all else, for a moment; harmless text."""
        if self._until is not None:
            self._until.stop()
        self._until = self.set_timer(_HINTED, lambda: self._show_hint(""))
        self._show_hint(text)

    def _show_hint(self, text: str) -> None:
        if text != self._hint:
            self._hint = text
            self.refresh()

    def render(self) -> RenderResult:
        if self._hint:
            return Text(cut_to_cells(self._hint, self.size.width, "…"), "bold", no_wrap=True, end="")
        if not self._shell.has_replica:
            return Text("")
        saved = self._own or (_("Read only") if self._shell.replica.read_only else _("Saved"))
        return _apart(saved, sync_in_words(self._shell.sync.state()), self.size.width)


def sync_in_words(state: "SyncState") -> str:
    """How sync stands, in one short sentence with the names of who is here."""
    from netterm.screens.sync_control import Standing

    if state.problem:
        return state.problem
    if not state.running:
        return _("Sync is off")
    peers = [peer for peer in state.peers if peer.is_here]
    if not peers:
        return _("No other computer is connected")
    count = len(peers)
    names = ", ".join(dict.fromkeys(for_display(peer.name or peer.label or peer.address) for peer in peers))
    here = ngettext("{count} computer here: {names}", "{count} computers here: {names}", count)
    here = here.format(count=count, names=names.replace("{", "").replace("}", ""))
    busy = [peer for peer in peers if peer.standing is Standing.EXCHANGING]
    if busy:
        done, total = sum(peer.done for peer in busy), sum(peer.total for peer in busy)
        return here + " · " + message("syncing, {done:,} of {total:,}", done=done, total=total)
    if all(peer.standing is Standing.IN_SYNC for peer in peers):
        return here + " · " + _("synced")
    return here


class KeyLine(_Line):
    """At most six keys, those that matter here; a click on one tells its command too. Under a dialog they do nothing,
    and none is shown."""

    DEFAULT_CSS = "KeyLine { background: $surface; color: $text-muted; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._covered = False

    def on_mount(self) -> None:
        # In a text other keys do what letters do beside it.
        self.watch(self.screen, "focused", self._look_again, init=False)
        # At once, so that it is painted together with the dialog.
        self.app.screen_change_signal.subscribe(self, self._cover_or_uncover, immediate=True)
        self._cover_or_uncover(self.screen)

    def _look_again(self) -> None:
        self.refresh()

    def _cover_or_uncover(self, _front: "Screen[object]") -> None:
        from netterm.screens.shell.modal import NettermModal

        stack = self.app.screen_stack
        above = stack[stack.index(self.screen) + 1 :] if self.screen in stack else []
        covered = any(isinstance(each, NettermModal) for each in above)
        if covered != self._covered:
            self._covered = covered
            self.refresh()

    def render(self) -> RenderResult:
        line = Text(no_wrap=True, end="")
        if self._covered:
            return line
        for _x, command, key in self._shown():
            line.append(" " * _BETWEEN if line else "")
            click = Style.from_meta({"@click": f"screen.tell('{command.id}')"})
            line.append(key_name(key), Style(bold=True) + click).append(f" {command.label_in()}", click)
        return line

    def jump_targets(self) -> Iterator[Target]:
        """The keys, each of which does its command; the letter stands before the key."""
        screen = cast("NettermScreen", self.screen)
        for x, command, _key in self._shown():
            yield Target(self.content_region.x + x - 1, self.content_region.y, partial(screen.action_tell, command.id))

    def _shown(self) -> list[tuple[int, Command, str]]:
        screen = cast("NettermScreen", self.screen)
        return _placed(
            [(each, keys[0]) for each in screen.at_the_foot() if (keys := screen.keys_here(each))], self.size.width
        )


def _placed(commands: list[tuple[Command, str]], width: int) -> list[tuple[int, Command, str]]:
    """The keys that have room, and at which cell: those that come first, and always the last one, which is the help."""
    placed: list[tuple[int, Command, str]] = []
    chosen = commands[: MOST_IN_FOOTER - 1] + commands[MOST_IN_FOOTER - 1 :][-1:]
    x = 0
    for command, named in chosen:
        kept = 0 if (command, named) == chosen[-1] else _cells(*chosen[-1])
        if x + _cells(command, named) - _BETWEEN + kept <= width:
            placed.append((x, command, named))
            x += _cells(command, named)
    return placed


def _cells(command: Command, key: str) -> int:
    """What a key with its label takes, and the gap beside it."""
    return cell_width(key_name(key)) + 1 + cell_width(command.label_in()) + _BETWEEN


def _apart(left: str, right: str, width: int) -> Text:
    """Two texts at both ends of a line; the right one gives way."""
    room = width - cell_width(left) - 2
    right = cut_to_cells(right, room, "…") if room > 0 else ""
    left = cut_to_cells(left, width, "…")
    gap = max(width - cell_width(left) - cell_width(right), 0)
    return Text(f"{left}{' ' * gap}{right}", no_wrap=True, end="")
