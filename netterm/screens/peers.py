"""Computers: which are connected, how others are looked for, and letting one more in by a code."""

import asyncio
from collections.abc import Iterable

from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.widgets import Static

from netterm.commands import COMMANDS, Command, Group
from netterm.language.clean import for_display
from netterm.locale import N_, _, message
from netterm.model import Role
from netterm.screens.asking import Asking, said
from netterm.screens.shell import NettermModal, NettermScreen, SyncChanged
from netterm.screens.sync_control import Attempt, Invitation, Newcomer, Peer, Standing, SyncControl, SyncState
from netterm.screens.thai import ThaiInput
from netterm.screens.widgets.dialogs import Confirm, Pick, Picked

__all__ = ["InviteScreen", "PeersScreen", "invite"]

COMMANDS.add(
    Command(
        "peer.invite",
        N_("Invite"),
        N_("Let another computer in by a code."),
        ("n", "insert"),
        where=("peers",),
        roles=frozenset({Role.ADMIN}),
        footer=1,
    ),
    Command("peer.dial", N_("Connect to…"), N_("Type an address, host:port."), ("o",), where=("peers",), footer=2),
    Command("peers.back", N_("Back"), keys=("escape",), group=Group.MOVE, where=("peers",), footer=3),
    Command("invite.close", N_("Close"), keys=("escape",), where=("invite",), footer=1),
)

ROLES = {
    Role.MEMBER: N_("Member: reads and writes"),
    Role.REGISTRAR: N_("Registrar: also keeps the register of members"),
    Role.ADMIN: N_("Admin: may do everything, and let others in"),
    Role.DATA_OFFICER: N_("Data officer: also sees sensitive data"),
    Role.VIEWER: N_("Viewer: only reads"),
}

_STANDINGS = {
    Standing.CONNECTING: N_("connecting"),
    Standing.EXCHANGING: N_("syncing"),
    Standing.IN_SYNC: N_("synced"),
    Standing.DIFFERENT: N_("differs: please report this"),
    Standing.REFUSED: N_("refused"),
    Standing.AWAY: N_("away"),
}


class PeersScreen(NettermScreen):
    """Who is connected, and the ladder of means by which others are looked for."""

    PLACE = "peers"
    heading_msgid = N_("Computers")

    DEFAULT_CSS = "PeersScreen #body { padding: 0 1; } PeersScreen .part { text-style: bold; margin-top: 1; }"

    def body(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(_("Connected"), markup=False, classes="part")
            yield Static("", markup=False, id="peers")
            yield Static(_("How others are looked for"), markup=False, classes="part")
            yield Static("", markup=False, id="attempts")
            yield Static(_("This computer"), markup=False, classes="part")
            yield Static("", markup=False, id="here")

    async def load(self) -> None:
        self._show(self.shell.sync.state())

    def on_sync_changed(self, _changed: SyncChanged) -> None:
        if self.query("#peers"):
            self._show(self.shell.sync.state())

    def do_peers_back(self) -> None:
        self.shell.go("home")

    async def do_peer_dial(self) -> None:
        address = await self.app.push_screen_wait(_AskAddress())
        if address:
            self.say(N_("Connecting to {address}."), address=address)

    async def do_peer_invite(self) -> None:
        await invite(self)

    def _show(self, state: SyncState) -> None:
        nobody = _("No other computer is connected.")
        peers = self.query_one("#peers", Static)
        peers.update(_table(map(_peer_cells, state.peers)) if state.peers else f"  {nobody}")
        attempts = self.query_one("#attempts", Static)
        tried = _table(map(_attempt_cells, state.attempts)) if state.attempts else "  " + _("Nothing was tried yet.")
        attempts.update(tried)
        addresses = ", ".join(state.addresses)
        can_be_reached = message("Can be reached at {addresses}.", addresses=addresses) if addresses else ""
        self.query_one("#here", Static).update(
            Text("  " + for_display(state.problem or can_be_reached or _("Sync is off")))
        )


class _AskAddress(Asking[str]):
    """Where the other computer is; begins to connect to it. One that is no address stays to be put right."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield said(_("Address of the other computer, as its screen shows it (host:port)"), classes="title")
            yield ThaiInput(placeholder="192.168.1.7:4711", compact=True, id="address")
            yield said("", classes="failure")

    async def write(self) -> str:
        if address := self.value("address"):
            await asyncio.to_thread(self.shell.sync.dial, address)
        return address


async def invite(screen: NettermScreen, person: bytes | None = None) -> None:
    """Ask what the newcomer may do, then show a code; `person` if it is known already who it is."""
    picked = [Picked(role.value, _(label)) for role, label in ROLES.items()]
    role = await screen.app.push_screen_wait(
        Pick(_("What may the person at the new computer do?"), picked, Role.MEMBER.value)
    )
    if role is not None:
        await screen.app.push_screen_wait(InviteScreen(Role(role), person))


def _table(lines: Iterable[tuple[str, ...]]) -> Table:
    """Lines of cells that are as wide as there is room, and go on below themselves where there is none."""
    table = Table.grid(padding=(0, 2, 0, 0), expand=True)
    for cells in lines:
        if not table.columns:
            for _cell in cells:
                table.add_column(ratio=1, overflow="fold")
        table.add_row(*(Padding(Text(for_display(cell)), (0, 0, 0, 2 * (at == 0))) for at, cell in enumerate(cells)))
    return table


def _peer_cells(peer: Peer) -> tuple[str, str, str]:
    """Who it is, at which computer, and how far it is."""
    standing = _(_STANDINGS[peer.standing])
    if peer.standing is Standing.EXCHANGING and peer.total:
        standing += ", " + message("{done:,} of {total:,}", done=peer.done, total=peer.total)
    return (
        peer.name or _("not known yet"),
        _joined(peer.label, peer.address),
        _joined(standing, peer.place, peer.sentence),
    )


def _attempt_cells(attempt: Attempt) -> tuple[str, str]:
    return attempt.means, f"{attempt.outcome} ({attempt.detail})" if attempt.detail else attempt.outcome


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


class InviteScreen(NettermModal[None]):
    """The code in big groups; asks whether who comes with it is the right one."""

    PLACE = "invite"
    DEFAULT_CSS = """
    InviteScreen .dialog { width: 70; }
    InviteScreen #code { text-style: bold; text-align: center; padding: 1 0; }
    InviteScreen .hint { color: $text-muted; margin-bottom: 1; }
    """

    def __init__(self, role: Role, person: bytes | None = None) -> None:
        super().__init__()
        self._role, self._person = role, person
        self._invitation: Invitation | None = None
        self._asking: tuple[Newcomer, Confirm] | None = None
        self._left = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Static(
                _("Read this code out, or show it. It lets one computer in, once, within an hour:"), markup=False
            )
            yield Static("…", markup=False, id="code")
            choice = _("Join a network by a code that somebody gave me")
            there = message("On the new computer: netterm, then “{choice}”.", choice=choice)
            yield Static(there, markup=False, classes="hint")
            yield Static(_("Waiting for somebody to come with the code. Esc closes it."), markup=False, id="said")

    def on_mount(self) -> None:
        self.begin(self._invite())

    async def _invite(self) -> None:
        invitation = await asyncio.to_thread(self._open, self.shell.sync)
        self.query_one("#code", Static).update(big(invitation.code))

    def _open(self, sync: SyncControl) -> Invitation:
        """In a thread; the screen may have been left meanwhile."""
        self._invitation = sync.invite([self._role], self._person, self._told)
        if self._left:
            self._invitation.close()
        return self._invitation

    async def do_invite_close(self) -> None:
        self.dismiss(None)

    async def on_unmount(self) -> None:
        self._left = True
        if self._invitation is not None:
            await asyncio.to_thread(self._invitation.close)

    def _told(self, what: Newcomer | str | None) -> None:
        self.call_later(self._take_in, what)

    def _take_in(self, what: Newcomer | str | None) -> None:
        if isinstance(what, Newcomer):
            self.begin(self._ask(what))
        elif isinstance(what, str):
            self.query_one("#said", Static).update(for_display(what))
        else:
            self.say(N_("The new computer is in. Its data follows now."))
            self.dismiss(None)

    async def _ask(self, newcomer: Newcomer) -> None:
        """The newest question stands; one about who asked before with the same code is taken away, unanswered."""
        before, dialog = self._asking, Confirm(_question(newcomer), _("Yes, let in"), _("No"))
        self._asking = newcomer, dialog
        if before is not None and before[1].is_current:
            before[1].dismiss(False)
        yes = await self.app.push_screen_wait(dialog)
        if self._invitation is None or self._asking != (newcomer, dialog):
            return
        self._asking = None
        self._invitation.answer(newcomer, yes)
        if yes:
            self.query_one("#said", Static).update(_("Letting in…"))
        else:
            self.say(N_("Turned away. The code is over."))
            self.dismiss(None)


def _question(newcomer: Newcomer) -> str:
    question = message(
        "{name} at {label} asks to come in. Is this the person beside you?", name=newcomer.name, label=newcomer.label
    )
    return f"{question}\n\n" + message("Both screens must show: {fingerprint}", fingerprint=newcomer.fingerprint)


def big(code: str) -> str:
    """A code with wide spaces, easy to read out: its letters apart, its groups further apart."""
    return "\n" + "     ".join(" ".join(group) for group in code.split("-")) + "\n"
