"""Values of fields in their four forms: typed by people, stored, shown to people, and plain for JSON and CSV."""

from netterm.model.check import check_change, check_record, with_defaults
from netterm.model.failures import InvalidValue, RecordFailure
from netterm.model.plain import Plain, from_plain, to_plain
from netterm.model.reading import Lookup, Reading, parse, parse_many
from netterm.model.showing import Showing, show, show_number, show_record, title

__all__ = [
    "InvalidValue",
    "Lookup",
    "Plain",
    "Reading",
    "RecordFailure",
    "Showing",
    "check_change",
    "check_record",
    "from_plain",
    "parse",
    "parse_many",
    "show",
    "show_number",
    "show_record",
    "title",
    "to_plain",
    "with_defaults",
]
