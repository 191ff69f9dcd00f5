"""What people do: they make, change, delete and take back records, resolve conflicts, and write texts together."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.scenarios.convergence.ground import HAPPENED, LAPTOP, NAME, PICK, Ground
from tests.scenarios.convergence.properties import Letters
from tests.store.laptops import GENERAL, SCHEMA, SENSITIVE


class People(Ground):
    """Whoever cannot do what was thought of does nothing."""

    def furnish(self) -> None:
        self.make_a_meeting(0, "ก", 1, {"x"})
        self.make_a_part(0, 0, vote=False, name="ก")

    @rule(at=LAPTOP, name=NAME, seats=st.integers(0, 3), tags=st.sets(st.sampled_from("xyz")))
    def make_a_meeting(self, at: int, name: str, seats: int, tags: set[str]) -> None:
        laptop = self._laptop(at)
        values: dict[str, Any] = {"name": name, "seats": seats}
        if laptop.schema is SCHEMA:
            values |= {"place": name, "tags": tuple(sorted(tags))}

        def act() -> None:
            with laptop.replica.action() as action:
                made.append(action.add("meeting", values))

        made: list[bytes] = []
        if self._try(laptop, act):
            self._note(laptop, "meeting", made[0], values)

    @rule(at=LAPTOP, pick=PICK, vote=st.booleans(), name=NAME)
    def make_a_part(self, at: int, pick: int, vote: bool, name: str) -> None:
        laptop = self._laptop(at)
        owner = self._record(laptop, "item" if vote else "meeting", pick)
        if owner is None or (vote and "vote" not in laptop.schema):
            return
        values: dict[str, Any] = {"item": owner.id, "weight": pick} if vote else {"meeting": owner.id, "name": name}
        entity = "vote" if vote else "item"
        made: list[bytes] = []

        def act() -> None:
            with laptop.replica.action() as action:
                made.append(action.add(entity, values))

        if self._try(laptop, act):
            self._note(laptop, entity, made[0], values)

    @rule(at=LAPTOP, pick=PICK, what=st.sampled_from(["name", "seats", "place"]), value=st.integers(0, 3))
    def edit(self, at: int, pick: int, what: str, value: int) -> None:
        laptop = self._laptop(at)
        record = self._record(laptop, "meeting", pick)
        if record is not None and what in record.entity.by_name:
            new: Any = (value or None) if what == "seats" else f"{'กขคง'[value]}{pick % 3}"
            self._save(laptop, "meeting", record.id, {what: new})

    @rule(at=LAPTOP, pick=PICK, entity=st.sampled_from(["item", "vote"]), onto=PICK)
    def hang_a_part_elsewhere(self, at: int, pick: int, entity: str, onto: int) -> None:
        laptop = self._laptop(at)
        record, owner = (
            self._record(laptop, entity, pick),
            self._record(laptop, {"item": "meeting", "vote": "item"}[entity], onto),
        )
        if record is not None and owner is not None:
            self._save(laptop, entity, record.id, {"meeting" if entity == "item" else "item": owner.id})

    @rule(at=LAPTOP, pick=PICK, tags=st.sets(st.sampled_from("xyz")))
    def tag(self, at: int, pick: int, tags: set[str]) -> None:
        laptop = self._laptop(at)
        record = self._record(laptop, "meeting", pick)
        if record is not None and "tags" in record.entity.by_name:
            self._save(laptop, "meeting", record.id, {"tags": tuple(sorted(tags))})
            HAPPENED["set changed"] += 1

    @rule(at=LAPTOP, pick=PICK)
    def open_a_form(self, at: int, pick: int) -> None:
        laptop = self._laptop(at)
        record = self._record(laptop, "meeting", pick)
        if record is not None:
            laptop.forms.append(record)

    @precondition(lambda self: any(laptop.forms for laptop in self.laptops))
    @rule(at=LAPTOP, name=NAME)
    def save_a_form(self, at: int, name: str) -> None:
        laptop = next((each for each in self.laptops[at % len(self.laptops) :] if each.forms), None)
        if laptop is not None:
            form = laptop.forms.pop(0)
            self._save(laptop, "meeting", form.id, {"name": name + "!"}, form)

    @rule(at=LAPTOP, pick=PICK, stage=st.sampled_from(["open", "closed", "void"]))
    def move(self, at: int, pick: int, stage: str) -> None:
        laptop = self._laptop(at)
        record = self._record(laptop, "meeting", pick)
        if record is not None:
            self._save(laptop, "meeting", record.id, {"stage": stage})

    @rule(at=LAPTOP, pick=PICK, entity=st.sampled_from(["meeting", "item", "vote"]))
    def delete(self, at: int, pick: int, entity: str) -> None:
        laptop = self._laptop(at)
        record = self._record(laptop, entity, pick)
        if record is None:
            return

        def act() -> None:
            with laptop.replica.action() as action:
                action.delete(entity, record.id)

        if self._try(laptop, act):
            HAPPENED["deletion"] += 1

    @rule(at=LAPTOP)
    def take_back(self, at: int) -> None:
        laptop = self._laptop(at)
        if laptop.replica.can_undo and self._try(laptop, laptop.replica.undo):
            HAPPENED["taken back"] += 1

    @rule(at=LAPTOP, pick=PICK, which=PICK)
    def resolve(self, at: int, pick: int, which: int) -> None:
        laptop = self._laptop(at)
        inbox = laptop.replica.conflicts()
        if not inbox:
            return
        conflict = inbox[pick % len(inbox)]
        values = [conflict.shown.value, *(other.value for other in conflict.others)]
        value = values[which % len(values)]
        if self._try(laptop, lambda: laptop.replica.resolve(conflict.id, value)):
            self._note(laptop, conflict.entity, conflict.record, {conflict.field: value})
            HAPPENED["conflict resolved"] += 1

    @rule(at=LAPTOP, pick=PICK, name=NAME)
    def write_what_few_may_see(self, at: int, pick: int, name: str) -> None:
        laptop = self._laptop(at)
        record = self._record(laptop, "person", pick)
        if record is not None and SENSITIVE in laptop.replica.volumes:
            self._save(laptop, "person", record.id, {"illness": name * (1 + pick % 3)})
            HAPPENED["sensitive edit"] += 1

    # Shared texts. Every word is its own, so that it can be found again.

    @rule(at=LAPTOP, pick=PICK, notes=st.booleans())
    def open_a_text(self, at: int, pick: int, notes: bool) -> None:
        laptop = self._laptop(at)
        record = self._record(laptop, "item", pick)
        name = "notes" if notes else "body"
        if record is not None and name in record.entity.by_name:
            laptop.texts.append((record.id, name, laptop.replica.text("item", record.id, name)))

    @rule(at=LAPTOP, pick=PICK, where=PICK, heard=st.booleans(), cut=st.booleans())
    def type(self, at: int, pick: int, where: int, heard: bool, cut: bool) -> None:
        laptop = self._laptop(at)
        if not laptop.texts:
            self.open_a_text(at, pick, notes=False)
        if not laptop.texts:
            return
        id, name, session = laptop.texts[pick % len(laptop.texts)]
        if heard:
            session.pull()
        ends = [0, *(at + 1 for at, letter in enumerate(session.value) if letter == "›")]
        gone = ""
        if cut and len(ends) > 1:
            which = where % (len(ends) - 1)
            gone = session.value[ends[which] : ends[which + 1]]
            session.delete(ends[which], len(gone))
            HAPPENED["word taken out"] += 1
        else:
            self.words += 1
            session.insert(ends[where % len(ends)], f"‹{self.words}›")
        if not self._try(laptop, session.commit):
            laptop.texts.remove((id, name, session))
            return
        entry = self._newest(laptop.replica, GENERAL)
        if gone in self.letters:
            known = self.letters[gone]
            self.letters[gone] = Letters(gone, known.slot, known.entry, (*known.taken_out, entry))
        elif not gone:
            self.letters[f"‹{self.words}›"] = Letters(f"‹{self.words}›", ("item", id, name), entry)
