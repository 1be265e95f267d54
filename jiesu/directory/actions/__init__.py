"""The verbs of the directory. Each asks who does it: administrators and the house itself."""

from jiesu.directory.actions.areas import add_area, also_called, rename_area, set_population
from jiesu.directory.actions.people import (
    add_person,
    delegate,
    dismiss,
    end_delegation,
    end_seat,
    give_seat,
    set_password,
)
from jiesu.directory.actions.roster import KEEPERS, add_border, add_shifts, end_shift
from jiesu.directory.actions.units import add_source, add_unit, end_source, end_unit, move_unit, rename_unit
from jiesu.directory.bring import import_file

__all__ = [
    "KEEPERS",
    "add_area",
    "add_border",
    "add_person",
    "add_shifts",
    "add_source",
    "add_unit",
    "also_called",
    "delegate",
    "dismiss",
    "end_delegation",
    "end_seat",
    "end_shift",
    "end_source",
    "end_unit",
    "give_seat",
    "import_file",
    "move_unit",
    "rename_area",
    "rename_unit",
    "set_password",
    "set_population",
]
