"""Members: everybody who belongs to the network, to be found, taken in, and kept up to date."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from netterm.commands import COMMANDS, Command, Group
from netterm.flows.members import add_member
from netterm.locale import N_, _, message
from netterm.model import SCHEMA, Role
from netterm.model.kinds import REGISTRY
from netterm.screens.browse import ListScreen, declare_list
from netterm.screens.forms import FormScreen, names_in, part_of
from netterm.screens.history import history_of
from netterm.screens.peers import invite
from netterm.screens.widgets.dialogs import Confirm
from netterm.screens.widgets.record_form import Part
from netterm.screens.widgets.rows import RecordRows, Rows

if TYPE_CHECKING:
    from netterm.screens.widgets.editors import Held
    from netterm.store import Replica

__all__ = ["MembersScreen"]

_AT = ("members",)
_ADMINS = frozenset({Role.ADMIN})
COMMANDS.add(
    Command(
        "member.new",
        N_("New member"),
        N_("A new person who is a member from now on."),
        ("n", "insert"),
        where=_AT,
        roles=REGISTRY,
        writes=True,
        footer=1,
    ),
    Command("member.edit", N_("Edit"), N_("The person and the membership."), ("e",), where=_AT, footer=2, of_one=True),
    Command(
        "member.history", N_("History"), N_("Who changed what, and when."), ("i",), where=_AT, footer=3, of_one=True
    ),
    Command(
        "member.delete",
        N_("Delete"),
        N_("Delete the membership; the person stays."),
        ("delete",),
        where=_AT,
        roles=REGISTRY,
        writes=True,
        of_one=True,
    ),
    Command(
        "member.invite", N_("Invite"), N_("Let this person's computer in."), ("v",), Group.GO, _AT, _ADMINS, of_one=True
    ),
)
declare_list("members")

_LIST = ("number", "person", "category", "state", "level", "joined_on")


class MembersScreen(ListScreen):
    """The list of members."""

    PLACE = "members"
    heading_msgid = N_("Members")
    new_command = "member.new"
    touched_by = ("member", "person")

    def rows(self) -> Rows:
        return RecordRows("member", fields=_LIST)

    def opened(self, id: bytes) -> None:
        self.begin(self._edit(id))

    async def do_member_new(self) -> None:
        today = await self.store(lambda replica: replica.today().isoformat())
        parts = [Part("person"), Part("member", None, {"joined_on": today, "category": "ordinary"}, {}, _ASKED)]
        id = await self.app.push_screen_wait(FormScreen(_("New member"), parts, save=_save_new))
        if id is not None:
            self.list.reload()

    async def do_member_edit(self) -> None:
        if self.list.current is not None:
            await self._edit(self.list.current)

    async def do_member_history(self) -> None:
        if (id := self.list.current) is not None:
            showing = self.shell.showing()
            await self.app.push_screen_wait(
                await self.store(lambda replica: history_of(replica, "member", id, showing))
            )

    async def do_member_delete(self) -> None:
        if (id := self.list.current) is None:
            return
        title = await self.store(lambda replica: replica.title("member", id))
        question = message("Delete the membership of {title}? The person stays, and what they did.", title=title)
        if await self.app.push_screen_wait(Confirm(question, _("Delete"))):
            await self.store(lambda replica: _delete(replica, id))
            key = COMMANDS.shown_key("data.undo")
            self.say(N_("Deleted: {title}. {key} takes it back."), title=title, key=key)

    async def do_member_invite(self) -> None:
        if (id := self.list.current) is not None:
            member = await self.store(lambda replica: replica.get("member", id))
            person = None if member is None else member["person"]
            await invite(self, person if isinstance(person, bytes) else None)

    async def _edit(self, id: bytes) -> None:
        form = await self.store(lambda replica: _form_of(replica, id))
        if form is not None:
            await self.app.push_screen_wait(form)


_ASKED = tuple(f.name for f in SCHEMA["member"].fields if f.name not in {"number", "person"})


def _form_of(replica: "Replica", id: bytes) -> FormScreen | None:
    """Person and membership in one form."""
    member = part_of(replica, "member", id, _ASKED)
    if member is None:
        return None
    person_id = member.before.get("person")
    person = part_of(replica, "person", person_id) if isinstance(person_id, bytes) else None
    parts = [part for part in (person, member) if part is not None]
    return FormScreen(replica.title("member", id), parts, names_in(replica, parts))


def _save_new(replica: "Replica", _parts: Sequence[Part], values: "Sequence[Mapping[str, Held]]") -> bytes:
    person, member = ({name: value for name, value in each.items() if value not in (None, ())} for each in values)
    return add_member(replica, person, member)[0]


def _delete(replica: "Replica", id: bytes) -> None:
    with replica.action() as act:
        act.delete("member", id)
