"""The directory's tables: areas, units, people, and the lines that requests come in by."""

from jiesu.directory.models.areas import Area, AreaName, Population
from jiesu.directory.models.changes import Change
from jiesu.directory.models.people import Delegation, Person, Seat
from jiesu.directory.models.sources import Source
from jiesu.directory.models.units import Unit, UnitName

__all__ = [
    "Area",
    "AreaName",
    "Change",
    "Delegation",
    "Person",
    "Population",
    "Seat",
    "Source",
    "Unit",
    "UnitName",
]
