"""What stands in the discussion of an item and is recorded as well: printed once, where it was said.

A question, an answer or a task that was typed as a line of the minutes is both. Its line stays at its place; only what
no line says is printed beside the discussion. An answer that was given later comes behind its question.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from netterm.language.clean import clean_line
from netterm.model.spoken_lines import Said, SpokenLine, says_spoken, spoken_sentence
from netterm.model.task_rules import says_task
from netterm.papers.document import Item, Question, Task

__all__ = ["said_once"]


def said_once(item: Item) -> Item:
    """The item without what it says twice."""
    lines = _Lines(item.discussion)
    # Tasks first: an answer that is put in moves what stands behind it.
    tasks = tuple(task for task in item.tasks if not _is_said(lines, task))
    questions = tuple(rest for question in item.questions if (rest := _unsaid(lines, question)) is not None)
    return replace(item, discussion=tuple(lines.text), questions=questions, tasks=tasks)


class _Lines:
    """The lines of a discussion; each is the line of one record only."""

    def __init__(self, text: Sequence[str]) -> None:
        self.text = list(text)
        self._taken = [False] * len(self.text)

    def take(self, at: int | None) -> int | None:
        if at is not None:
            self._taken[at] = True
        return at

    def free(self) -> list[int]:
        return [at for at, taken in enumerate(self._taken) if not taken]

    def drop(self, at: int) -> None:
        del self.text[at], self._taken[at]

    def put(self, at: int, line: str) -> None:
        self.text.insert(at, line)
        self._taken.insert(at, True)


def _is_said(lines: _Lines, task: Task) -> bool:
    """Whether a line says a task; who is to help is in no line, and has the task printed with the others instead."""
    at = next((at for at in lines.free() if says_task(lines.text[at], task.assignee, task.title)), None)
    if at is None:
        return False
    if task.helpers:
        lines.drop(at)
        return False
    lines.take(at)
    return True


def _unsaid(lines: _Lines, question: Question) -> Question | None:
    """What of a question no line says; None where that is nothing."""
    asked = lines.take(_line_of(lines, Said.QUESTION, question.text, question.asked_by))
    answer = SpokenLine(Said.ANSWER, clean_line(question.answer), question.answered_by)
    answered = lines.take(_line_of(lines, Said.ANSWER, question.answer, question.answered_by))
    if asked is None:
        return question if answered is None else replace(question, answer="", answered_by="")
    if answered is None and answer.text:
        lines.put(asked + 1, spoken_sentence(answer))
    return None


def _line_of(lines: _Lines, said: Said, text: str, who: str) -> int | None:
    return next((at for at in lines.free() if says_spoken(lines.text[at], said, text, who)), None)
