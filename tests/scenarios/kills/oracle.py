"""What drivers have shown as saved, kept outside of them, and what a replica says about it afterwards."""

from dataclasses import dataclass, field

from netterm.store import Replica
from tests.scenarios.kills.driver import ALPHABETS, national_id, own_letters, purpose_number


@dataclass
class Shown:
    """All that one writer's programs have printed so far."""

    writer: str
    people: dict[str, str] = field(default_factory=dict)
    """Ids → first names."""
    values: dict[str, int] = field(default_factory=dict)
    """Ids → the last value of the field that is changed again and again."""
    letters: dict[str, int] = field(default_factory=dict)
    """How many letters of each writer's stood on the screen."""

    purpose: int = 0
    """Which of the long texts of the network's purpose."""

    def hear(self, lines: list[str]) -> None:
        for line in lines:
            word, *rest = line.split()
            match word:
                case "added":
                    self.people[rest[0]] = rest[1]
                case "changed":
                    self.values[rest[0]] = int(rest[1])
                case "purposed":
                    self.purpose = int(rest[0])
                case "typed":
                    self.letters[self.writer] = max(self.letters.get(self.writer, 0), int(rest[0]))
                case "shown":
                    self.letters[rest[0]] = max(self.letters.get(rest[0], 0), int(rest[1]))
                case _:
                    assert word == "closed", line

    def missing(self, replica: Replica, item: bytes) -> list[str]:
        """What was shown as saved and is not there, or not as it was."""
        found = []
        record = replica.get("agenda_item", item)
        text = "" if record is None else str(record.get("discussion") or "")
        for writer, count in self.letters.items():
            typed = own_letters(text, writer)
            alphabet = ALPHABETS[writer]
            if typed != (alphabet * (len(typed) // len(alphabet) + 1))[: len(typed)]:
                found.append(f"letters of {writer} are out of order")
            if len(typed) < count:
                found.append(f"{count - len(typed)} letters of {writer} of {count}")
        for id, first in self.people.items():
            person = replica.get("person", bytes.fromhex(id))
            if person is None or (person["first"], person["national_id"]) != (first, national_id(int(first))):
                found.append(f"the person {first}")
            elif int(str(person["nick"])) < self.values.get(id, 0):
                found.append(f"the value {self.values[id]} of {first}")
        if purpose_number(next(iter(replica.list("network")), None)) < self.purpose:
            found.append(f"the purpose {self.purpose}")
        return found
