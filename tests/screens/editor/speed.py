"""How long a key takes from the keyboard to the terminal, in an item of fifty pages, and what it sends.

``python -m tests.screens.editor.speed`` prints it; ``--together`` with a second replica that types too.
"""

import argparse
import asyncio
import time
from random import Random
from statistics import median, quantiles

from netterm.screens.word_list import load_words
from tests.screens.editor.desk import Desk, opened
from tests.screens.editor.emulator import ESCAPED
from tests.screens.editor.fuzz import WORDS

PAGES = 50
LETTERS_OF_A_PAGE = 2_200
PARAGRAPH = 330
UNSEEN = 0.5
"""Seconds after which a key has changed nothing that is seen, as a space at the end of a row."""
EACH = 100
"""Keys that are typed in one place."""


def fifty_pages(random: Random) -> str:
    """Paragraphs of made-up minutes."""
    paragraphs: list[str] = []
    while sum(map(len, paragraphs)) < PAGES * LETTERS_OF_A_PAGE:
        words = ""
        while len(words) < PARAGRAPH:
            words += random.choice(WORDS) + (" " if random.random() < 0.15 else "")
        paragraphs.append(words)
    return "\n".join(paragraphs)


async def measure(keys: int, *, together: bool, size: tuple[int, int]) -> tuple[list[float], list[int]]:
    """For each key the seconds from its arrival until the terminal has been sent what it changed, and the bytes."""
    random = Random(1)
    load_words()
    desk = Desk()
    desk.theirs.insert(0, fifty_pages(random))
    desk.theirs.commit()
    desk.mine.pull()
    waits, sent = [], []
    letters = iter("".join(f"{random.choice(WORDS)}{random.choice(['', '', ' '])}" for _ in range(keys)))
    async with opened(desk):
        desk.driver.resize(*size)
        await asyncio.sleep(0.3)
        for number in range(keys):
            if number % EACH == 0:
                desk.driver.type(ESCAPED[random.choice(["ctrl+home", "ctrl+end"])] + ESCAPED["down"] * 40)
                await asyncio.sleep(0.3)
            if together:
                desk.theirs.insert(random.randrange(len(desk.theirs.value)), random.choice(WORDS))
                await desk.hear()
            desk.driver.sent = 0
            began = time.perf_counter()
            desk.driver.type(next(letters))
            while not desk.driver.sent and time.perf_counter() - began < UNSEEN:  # noqa: ASYNC110
                await asyncio.sleep(0)
            if desk.driver.sent:
                waits.append(time.perf_counter() - began)
            await asyncio.sleep(0.02)
            sent.append(desk.driver.sent)
    return waits, sent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keys", type=int, default=500)
    parser.add_argument("--together", action="store_true")
    parser.add_argument("--size", default="80x24")
    chosen = parser.parse_args()
    columns, rows = map(int, chosen.size.split("x"))
    waits, sent = asyncio.run(measure(chosen.keys, together=chosen.together, size=(columns, rows)))
    slow = quantiles(waits, n=20)[-1]
    print(f"{chosen.size}, key to paint: median {median(waits) * 1e3:.1f} ms, p95 {slow * 1e3:.1f} ms")
    print(f"bytes: median {median(sent):.0f}, p95 {quantiles(sent, n=20)[-1]:.0f}, most {max(sent)}")


if __name__ == "__main__":
    main()
