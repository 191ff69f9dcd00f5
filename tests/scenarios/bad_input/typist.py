"""Types into a discussion while the disk is full, and goes on once there is room: ``DATA ITEM FILLER``.

Prints what is said and shown, one JSON value a line.
"""

import contextlib
import json
import sys
from pathlib import Path

from netterm.locale import Language
from netterm.store import DiskFull, Replica


def main(data: str, item: str, filler: str) -> None:
    with Replica.open(Path(data)) as replica, Path(filler).open("wb", buffering=0) as rest:
        text = replica.text("agenda_item", bytes.fromhex(item), "discussion")
        with contextlib.suppress(OSError):
            while True:
                rest.write(bytes(4096))
        text.insert(0, "ใหม่ " * 2_000)
        try:
            text.commit()
        except DiskFull as failure:
            print(json.dumps([failure.sentence(language) for language in Language]))
        print(json.dumps([text.uncommitted, text.value.count("ใหม่")]))
        rest.truncate(0)
        print(json.dumps([text.commit(), text.uncommitted]))


if __name__ == "__main__":
    main(*sys.argv[1:])
