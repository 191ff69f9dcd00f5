"""Thai as committees write it: clean text, words, clusters, order, dates, numbers, names. Pure functions.

What is named here is the public face; each name is loaded with its module when it is first used, and the word list when
there is first something to cut.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netterm.language.calendar_names import buddhist_year, month_name, weekday_name
    from netterm.language.clean import clean_line, clean_text, for_display
    from netterm.language.clusters import cell_width, cut_to_cells, next_stop, previous_stop, snap, stops
    from netterm.language.collation import name_sort_key, sort_key
    from netterm.language.dates import DateStyle, format_date, format_moment, format_time
    from netterm.language.ids import (
        InvalidNationalId,
        InvalidPhone,
        InvalidPostcode,
        format_national_id,
        format_phone,
        parse_national_id,
        parse_phone,
        parse_postcode,
    )
    from netterm.language.keyboard import latin_key, thai_key
    from netterm.language.numbers import (
        Digits,
        InvalidAmount,
        InvalidNumber,
        format_integer,
        format_money,
        numbered_in_year,
        ordinal,
        parse_integer,
        parse_money,
        to_arabic_digits,
        to_thai_digits,
    )
    from netterm.language.people import full_name, split_name
    from netterm.language.search import normalise, trigrams
    from netterm.language.typed_dates import InvalidDate, parse_date, parse_due
    from netterm.language.typed_times import InvalidTime, parse_moment, parse_time
    from netterm.language.words import Dictionary, add_words, segment, word_starts, wrap_chunks

_MODULES = {
    "calendar_names": "buddhist_year month_name weekday_name",
    "clean": "clean_line clean_text for_display",
    "clusters": "cell_width cut_to_cells next_stop previous_stop snap stops",
    "collation": "name_sort_key sort_key",
    "dates": "DateStyle format_date format_moment format_time",
    "ids": "InvalidNationalId InvalidPhone InvalidPostcode format_national_id format_phone"
    " parse_national_id parse_phone parse_postcode",
    "keyboard": "latin_key thai_key",
    "numbers": "Digits InvalidAmount InvalidNumber format_integer format_money numbered_in_year ordinal parse_integer"
    " parse_money to_arabic_digits to_thai_digits",
    "people": "full_name split_name",
    "search": "normalise trigrams",
    "typed_dates": "InvalidDate parse_date parse_due",
    "typed_times": "InvalidTime parse_moment parse_time",
    "words": "Dictionary add_words segment word_starts wrap_chunks",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = [
    "DateStyle",
    "Dictionary",
    "Digits",
    "InvalidAmount",
    "InvalidDate",
    "InvalidNationalId",
    "InvalidNumber",
    "InvalidPhone",
    "InvalidPostcode",
    "InvalidTime",
    "add_words",
    "buddhist_year",
    "cell_width",
    "clean_line",
    "clean_text",
    "cut_to_cells",
    "for_display",
    "format_date",
    "format_integer",
    "format_moment",
    "format_money",
    "format_national_id",
    "format_phone",
    "format_time",
    "full_name",
    "latin_key",
    "month_name",
    "name_sort_key",
    "next_stop",
    "normalise",
    "numbered_in_year",
    "ordinal",
    "parse_date",
    "parse_due",
    "parse_integer",
    "parse_moment",
    "parse_money",
    "parse_national_id",
    "parse_phone",
    "parse_postcode",
    "parse_time",
    "previous_stop",
    "segment",
    "snap",
    "sort_key",
    "split_name",
    "stops",
    "thai_key",
    "to_arabic_digits",
    "to_thai_digits",
    "trigrams",
    "weekday_name",
    "word_starts",
    "wrap_chunks",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
