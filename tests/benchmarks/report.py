"""Figures and what is said of them: every run, the median, the target, and whether it is met."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass(frozen=True)
class Paired:
    """Ours and the floor's times, measured in turn."""

    work: str
    runs: Sequence[tuple[float, float]]
    """Seconds: (ours, floor)."""
    target: float | None
    """Times the floor; None where the figure is told for comparison."""

    @property
    def ratio(self) -> float:
        """The median of the ratios, pair by pair."""
        return median(ours / floor for ours, floor in self.runs)

    @property
    def met(self) -> bool:
        return self.target is None or self.ratio <= self.target

    def row(self) -> tuple[str, ...]:
        ours, floor = (median(each) for each in zip(*self.runs, strict=True))
        target = "" if self.target is None else f"≤ {self.target:g} ×"
        return self.work, _time(ours), _time(floor), f"{self.ratio:.2f} ×", target

    def every(self) -> str:
        """All runs, for whoever wants to see how much they differ."""
        if len(self.runs) > 12:
            ratios = sorted(ours / floor for ours, floor in self.runs)
            return f"{len(ratios)} pairs, ratios from {ratios[0]:.2f} to {ratios[-1]:.2f}"
        return ", ".join(f"{_time(ours)} / {_time(floor)} = {ours / floor:.2f}" for ours, floor in self.runs)


@dataclass(frozen=True)
class Single:
    """One figure with a bound of its own."""

    work: str
    value: float
    unit: str
    target: float
    remark: str = ""

    @property
    def met(self) -> bool:
        return self.value <= self.target

    def row(self) -> tuple[str, ...]:
        return self.work, f"{self.value:.3g} {self.unit}", "", "", f"≤ {self.target:g} {self.unit}"

    def every(self) -> str:
        return self.remark


@dataclass(frozen=True)
class Spread:
    """Many waits, of which the 95th percentile counts."""

    work: str
    waits: Sequence[float] = field(repr=False)
    """Seconds."""
    target: float
    """Seconds."""

    @property
    def p95(self) -> float:
        return sorted(self.waits)[round(0.95 * (len(self.waits) - 1))]

    @property
    def met(self) -> bool:
        return self.p95 <= self.target

    def row(self) -> tuple[str, ...]:
        return self.work, f"p95 {_time(self.p95)}", "", "", f"≤ {_time(self.target)}"

    def every(self) -> str:
        return f"{len(self.waits)} times: median {_time(median(self.waits))}, longest {_time(max(self.waits))}"


Figure = Paired | Single | Spread


def table(figures: Sequence[Figure]) -> str:
    """Markdown: the figures, then every run."""
    lines = ["| work | here | floor | ratio | target | |", "|---|---|---|---|---|---|"]
    lines += [f"| {' | '.join(figure.row())} | {'met' if figure.met else '**missed**'} |" for figure in figures]
    lines += ["", "Every run (here / floor = ratio):", ""]
    lines += [f"- {figure.work}: {figure.every()}" for figure in figures if figure.every()]
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
