"""All walks by the state that their pictures are of, and the editions that are recorded."""

from dataclasses import dataclass
from pathlib import Path

from netterm.locale import Language
from netterm.model import Role
from tests.screens.snapshots import world
from tests.screens.snapshots.album import SIZES, WITHOUT_COLOURS, Album, Edition, Walk
from tests.screens.snapshots.walks.certifying import through_certifying
from tests.screens.snapshots.walks.everywhere import (
    through_the_rest,
    through_what_is_everywhere,
    through_what_was_done,
)
from tests.screens.snapshots.walks.failures import through_failures
from tests.screens.snapshots.walks.little import as_a_viewer, through_nothing
from tests.screens.snapshots.walks.meetings import through_meetings
from tests.screens.snapshots.walks.minutes import through_handing_over, through_minutes, through_paper
from tests.screens.snapshots.walks.people import through_members, through_tasks
from tests.screens.snapshots.walks.setting_up import at_the_lock, before_the_first_network, joining
from tests.screens.snapshots.walks.starts import Start, doorstep, network, shelf
from tests.screens.snapshots.walks.steps import Steps

__all__ = ["WALKS", "editions", "through_everything", "walk_through"]


async def through_everything(walk: Walk) -> None:
    """Every screen and dialog of a network at work."""
    for steps in (
        through_what_is_everywhere,
        through_meetings,
        through_minutes,
        through_paper,
        through_handing_over,
        through_certifying,
        through_what_was_done,
        through_members,
        through_tasks,
        through_the_rest,
    ):
        await steps(walk)


@dataclass(frozen=True)
class Way:
    """Steps, and where they begin."""

    steps: Steps
    start: Start


WALKS: dict[str, Way] = {
    "full": Way(through_everything, network(world.full)),
    "empty": Way(through_nothing, network(world.empty)),
    "error": Way(through_failures, network(world.full)),
    WITHOUT_COLOURS: Way(through_everything, network(world.full, environ={"NO_COLOR": "1"})),
    "viewer": Way(as_a_viewer, network(world.full, Role.VIEWER)),
    "founding": Way(before_the_first_network, doorstep()),
    "joining": Way(joining, doorstep()),
    "locked": Way(
        at_the_lock,
        shelf(
            "เครือข่ายคนพิการตำบลบ้านกลาง",
            "เครือข่ายผู้ดูแลคนพิการอำเภอเมืองและอำเภอใกล้เคียง",
            "เครือข่ายคนพิการตำบลบ้านกลาง",
            identities=("นางสาวสมศรี รักเรียน", "นายสมชาย ใจดี"),
        ),
    ),
}
"""By the state that the pictures are of."""

_WITHOUT_COLOURS = Edition(WITHOUT_COLOURS, SIZES[0], Language.TH)
"""The one that is recorded: what stands out does so whatever the size and the language."""


def editions() -> list[Edition]:
    """All that is recorded."""
    every = [Edition(state, size, language) for state in WALKS for size in SIZES for language in Language]
    return [each for each in every if each.state != WITHOUT_COLOURS or each == _WITHOUT_COLOURS]


async def walk_through(edition: Edition, album: Album, folder: Path) -> None:
    """One way through the screens, with pictures."""
    way = WALKS[edition.state]
    async with way.start(folder, edition.size, edition.language) as window:
        await way.steps(Walk(window, album))
