"""The lines around every main screen: heading, how things stand, and the keys that matter here."""

from typing import TYPE_CHECKING, cast

from rich.style import Style
from rich.text import Text
from textual.app import RenderResult
from textual.widget import Widget

from netterm.commands import MOST_IN_FOOTER, Command, key_name
from netterm.language.clean import for_display
from netterm.language.clusters import cell_width, cut_to_cells
from netterm.locale import _, message, ngettext

if TYPE_CHECKING:
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

    def say(self, heading: str) -> None:
        """Another heading; harmless text."""
        if heading != self._heading:
            self._heading = heading
            self.refresh()

    def render(self) -> RenderResult:
        network = for_display(self._shell.replica.network_name) if self._shell.has_replica else "netterm"
        return _apart(self._heading, network, self.size.width)


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
    """At most six keys, those that matter here; a click on one tells its command too."""

    DEFAULT_CSS = "KeyLine { background: $surface; color: $text-muted; padding: 0 1; }"

    def on_mount(self) -> None:
        # In a text other keys do what letters do beside it.
        self.watch(self.screen, "focused", self._look_again, init=False)

    def _look_again(self) -> None:
        self.refresh()

    def render(self) -> RenderResult:
        screen = cast("NettermScreen", self.screen)
        shown = sorted((each for each in screen.commands() if each.footer), key=lambda command: command.footer)
        working = [(each, keys[0]) for each in shown if (keys := screen.keys_here(each))]
        return _keys(working, self.size.width)


def _keys(commands: list[tuple[Command, str]], width: int) -> Text:
    """The keys that have room: those that come first, and always the last one, which is the help."""
    line = Text(no_wrap=True, end="")
    chosen = commands[: MOST_IN_FOOTER - 1] + commands[MOST_IN_FOOTER - 1 :][-1:]
    for command, named in chosen:
        key = key_name(named)
        label = command.label_in()
        kept = 0 if (command, named) == chosen[-1] else _cells(*chosen[-1])
        if line.cell_len + _cells(command, named) + kept > width + (0 if line else _BETWEEN):
            continue
        if line:
            line.append(" " * _BETWEEN)
        line.append(f"{key}", Style(bold=True) + Style.from_meta({"@click": f"screen.tell('{command.id}')"})).append(
            f" {label}", Style.from_meta({"@click": f"screen.tell('{command.id}')"})
        )
    return line


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
