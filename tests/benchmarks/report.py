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


@dataclass
class Longest:
    """Waits for several things, of which the longest counts."""

    work: str
    target: float
    """Seconds."""
    waits: dict[str, list[float]] = field(default_factory=dict)
    """Seconds, by what was waited for."""

    def add(self, name: str, wait: float) -> None:
        """One more of them."""
        self.waits.setdefault(name, []).append(wait)

    @property
    def longest(self) -> float:
        """0 where nothing was waited for."""
        return max((max(each) for each in self.waits.values()), default=0.0)

    @property
    def met(self) -> bool:
        return self.longest <= self.target

    def row(self) -> tuple[str, ...]:
        return self.work, f"longest {_time(self.longest)}", "", "", f"≤ {_time(self.target)}"

    def every(self) -> str:
        return "; ".join(f"{name} {', '.join(map(_time, each[:6]))}" for name, each in self.waits.items())


@dataclass(frozen=True)
class Sent:
    """What the terminal got for each of many keys."""

    work: str
    sizes: Sequence[int] = field(repr=False)
    """Bytes, by key."""
    median: float | None = None
    """The targets, in bytes; None where the figure is told for comparison."""
    p95: float | None = None

    @property
    def found(self) -> tuple[float, int]:
        """The median and the 95th percentile."""
        return median(self.sizes), sorted(self.sizes)[round(0.95 * (len(self.sizes) - 1))]

    @property
    def met(self) -> bool:
        at_median, at_p95 = self.found
        return self.median is None or self.p95 is None or (at_median <= self.median and at_p95 <= self.p95)

    def row(self) -> tuple[str, ...]:
        at_median, at_p95 = self.found
        target = "" if self.median is None else f"≤ {self.median:g}, ≤ {self.p95:g}"
        return self.work, f"median {at_median:g}, p95 {at_p95:g}", "", "", target

    def every(self) -> str:
        return f"{len(self.sizes)} keys, {sum(self.sizes):,} bytes in all, most {max(self.sizes):,}"


Figure = Paired | Single | Spread | Longest | Sent


def table(figures: Sequence[Figure]) -> str:
    """Markdown: the figures, then every run."""
    lines = ["| work | here | floor | ratio | target | |", "|---|---|---|---|---|---|"]
    lines += [f"| {' | '.join(figure.row())} | {'met' if figure.met else '**missed**'} |" for figure in figures]
    lines += ["", "Every run (here / floor = ratio):", ""]
    lines += [f"- {figure.work}: {figure.every()}" for figure in figures if figure.every()]
    return "\n".join(lines)


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"
