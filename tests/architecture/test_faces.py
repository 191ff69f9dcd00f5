"""What a room shows to the others is what its `__all__` says."""

import ast
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

import pytest

import netterm

FACES = ["netterm", *(f"netterm.{module.name}" for module in pkgutil.iter_modules(netterm.__path__) if module.ispkg)]


def shown_names(face: ModuleType) -> set[str]:
    """The public names that `face` defines or takes from its own room; what it takes from elsewhere is not shown."""
    assert face.__file__ is not None
    names: set[str] = set()
    for node in ast.parse(Path(face.__file__).read_bytes()).body:
        names |= _bound_by(node, face.__name__)
    return {name for name in names if not name.startswith("_") and not isinstance(vars(face).get(name), ModuleType)}


def _bound_by(node: ast.stmt, room: str) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.ImportFrom(module=module) if f"{module}.".startswith(f"{room}."):
            return {alias.asname or alias.name for alias in node.names}
        case ast.Assign(targets=targets):
            return {name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case _:
            return set()


def test_every_folder_of_code_is_a_room_that_the_import_contracts_see() -> None:
    folders = {path.parent for path in Path(netterm.__path__[0]).rglob("*.py")}
    assert [folder.name for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


@pytest.mark.parametrize("name", FACES)
def test_all_names_of_a_face_are_there(name: str) -> None:
    face = importlib.import_module(name)
    assert [shown for shown in getattr(face, "__all__", ()) if not hasattr(face, shown)] == []


@pytest.mark.parametrize("name", FACES)
def test_a_face_shows_what_it_says_and_says_what_it_shows(name: str) -> None:
    face = importlib.import_module(name)
    said = list(getattr(face, "__all__", ()))
    assert len(said) == len(set(said))
    assert shown_names(face) - set(said) == set()
