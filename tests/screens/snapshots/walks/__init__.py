"""The ways through the screens: which keys lead where, and where a picture is taken; a file for each subject."""

from tests.screens.snapshots.walks.starts import inside, only, outside
from tests.screens.snapshots.walks.ways import WALKS, editions, through_everything, walk_through

__all__ = ["WALKS", "editions", "inside", "only", "outside", "through_everything", "walk_through"]
