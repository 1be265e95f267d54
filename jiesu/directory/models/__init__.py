"""The directory's tables: areas, units, people, their duty hours, and the lines that requests come in by."""

from jiesu.directory.models.areas import Area, AreaName, Population
from jiesu.directory.models.borders import Border
from jiesu.directory.models.changes import Change
from jiesu.directory.models.people import Delegation, Person, Seat
from jiesu.directory.models.roster import Shift
from jiesu.directory.models.sources import Source
from jiesu.directory.models.units import Unit, UnitName

__all__ = [
    "Area",
    "AreaName",
    "Border",
    "Change",
    "Delegation",
    "Person",
    "Population",
    "Seat",
    "Shift",
    "Source",
    "Unit",
    "UnitName",
]
