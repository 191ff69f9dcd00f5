"""The minutes screen, one part per file: `screen` puts together what `base` holds and the others do."""

from netterm.screens.minutes.recording import COMMIT_AFTER
from netterm.screens.minutes.screen import MinutesScreen

__all__ = ["COMMIT_AFTER", "MinutesScreen"]
