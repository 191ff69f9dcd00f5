"""What a network knows about, and the rules it goes by: pure Python, without files, clocks or screens.

What is named here is the public face; each name is loaded with its module when it is first used, so that who needs a
role does not wait for every declaration.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netterm.model.declare import Choice, Entity, Field, Label, Schema, element_name
    from netterm.model.kinds import Compartment, Kind, Merge, Privacy, Role, Value
    from netterm.model.schema import SCHEMA

_MODULES = {
    "declare": "Choice Entity Field Label Schema element_name",
    "kinds": "Compartment Kind Merge Privacy Role Value",
    "schema": "SCHEMA",
}
_HOME = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = [
    "SCHEMA",
    "Choice",
    "Compartment",
    "Entity",
    "Field",
    "Kind",
    "Label",
    "Merge",
    "Privacy",
    "Role",
    "Schema",
    "Value",
    "element_name",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
