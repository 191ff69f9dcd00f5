"""The lock files fit pyproject.toml and any machine."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ["dev", "installer", "run"]
PIN = re.compile(r"^([\w.-]+)==(\S+)", re.MULTILINE)


def text_of(lock: str) -> str:
    return (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, str]:
    return {canonicalize_name(name): version for name, version in PIN.findall(text_of(lock))}


def group(name: str) -> list[Requirement]:
    """The requirements of a dependency group, with those of the groups that it includes."""
    entries = PROJECT["dependency-groups"][name]
    own = [Requirement(entry) for entry in entries if isinstance(entry, str)]
    return own + [each for entry in entries if isinstance(entry, dict) for each in group(entry["include-group"])]


RUN = [Requirement(entry) for entry in PROJECT["project"]["dependencies"]]
WANTED = {"installer": group("installer"), "run": RUN + group("build"), "dev": RUN + group("dev")}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_locked_within_its_bounds(lock: str) -> None:
    locked = pins(lock)
    unmet = [str(each) for each in WANTED[lock] if locked.get(canonicalize_name(each.name), "0") not in each.specifier]
    assert unmet == []


def test_what_runs_is_the_same_version_in_both_locks() -> None:
    assert pins("run").items() <= pins("dev").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    entries = re.split(r"\n(?=[\w.-]+==)", text_of(lock))[1:]
    assert len(entries) == len(pins(lock))
    assert [entry.partition(" ")[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host_and_no_path(lock: str) -> None:
    assert re.findall(r".*(?:://|--index|--find-links|\s@ |/(?:home|opt|tmp|root|Users)/).*", text_of(lock)) == []
