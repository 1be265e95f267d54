"""A directory from the institutions that a file of public letters names.

`python -m benchmarks.real_input.directory OUT --letters FILE.csv.gz` writes OUT/areas.csv, units.csv, people.csv, ready
for `jiesu directory import OUT`. Column `institution` gives the units; an institution called “…区” is a district.
For a file without institutions, `--places PLACES.yaml` says which districts and streets there are.
Every person is a sample: one for each seat of each unit.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

CENTRE = "centre"
POLICE, COMPANIES = ("公安",), ("公司", "集团")
CENTRE_SEATS = (
    ("agent", "坐席"), ("dispatcher", "派单员"), ("followup_agent", "回访员"), ("assessor", "考评员"),
    ("admin", "系统管理员"),
)  # fmt: skip
UNIT_SEATS = (
    ("request_centre", "诉求中心主任"), ("handler", "办件人"), ("head", "部门负责人"), ("area_leader", "分管领导"),
)  # fmt: skip

Row = dict[str, str]


def main() -> None:
    """Read the file's institutions (or the places), write the three tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--letters", type=Path, help="a CSV (gzip) with a column “institution”")
    parser.add_argument(
        "--places", type=Path, help="a YAML list of districts with their streets, and city units"
    )
    parser.add_argument("--city", default="北京市")
    args = parser.parse_args()
    areas, units = founded(args.city)
    if args.letters:
        from_institutions(institutions(args.letters), areas, units)
    if args.places:
        from_places(yaml.safe_load(args.places.read_text(encoding="utf-8")), areas, units)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, rows in (("areas", areas), ("units", units), ("people", people(units))):
        write(args.out / f"{name}.csv", rows)
        print(f"{name}: {len(rows)}")


def institutions(path: Path) -> list[str]:
    """The institutions that answered, the most frequent first."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [name for name, _ in Counter(row["institution"] for row in csv.DictReader(file)).most_common()]


def founded(city: str) -> tuple[list[Row], list[Row]]:
    """The city and its hotline centre."""
    areas = [{"code": "city", "name": city, "level": "city", "parent": ""}]
    units = [unit(CENTRE, "市民热线服务中心", "city_centre", "city", "", "city")]
    return areas, units


def from_institutions(names: Iterable[str], areas: list[Row], units: list[Row]) -> None:
    """One unit for each institution; a district also gives an area."""
    for no, name in enumerate(names, start=1):
        if name.endswith("区"):
            areas.append({"code": f"d{no:02}", "name": name, "level": "district", "parent": "city"})
            units.append(unit(f"u{no:02}", name, "district_government", "district", CENTRE, f"d{no:02}"))
        else:
            units.append(unit(f"u{no:02}", name, kind_of(name), "city", CENTRE, "city"))


def from_places(told: Mapping[str, Mapping[str, list[str]]], areas: list[Row], units: list[Row]) -> None:
    """Districts with their streets and townships, and the city's units."""
    for no, name in enumerate(told["units"], start=1):
        units.append(unit(f"u{no:02}", name, kind_of(name), "city", CENTRE, "city"))
    for no, (district, streets) in enumerate(told["districts"].items(), start=1):
        areas.append({"code": f"d{no}", "name": district, "level": "district", "parent": "city"})
        units.append(unit(f"d{no}", f"{district}政府", "district_government", "district", CENTRE, f"d{no}"))
        for place, street in enumerate(streets, start=1):
            code = f"d{no}-{place:02}"
            areas.append({"code": code, "name": street, "level": "street", "parent": f"d{no}"})
            kind = "street" if street.endswith("街道") else "township"
            units.append(
                unit(
                    code,
                    f"{street}办事处" if kind == "street" else f"{street}政府",
                    kind,
                    "street",
                    f"d{no}",
                    code,
                )
            )


def kind_of(name: str) -> str:
    """The kind of a city unit, by its name."""
    if any(word in name for word in POLICE):
        return "police"
    return "public_service" if any(word in name for word in COMPANIES) else "city_department"


def unit(code: str, name: str, kind: str, level: str, parent: str, area: str) -> Row:
    """A row of units.csv."""
    return {"code": code, "name": name, "kind": kind, "level": level, "parent": parent, "area": area}


def people(units: Iterable[Row]) -> list[Row]:
    """A sample person for each seat; logins are the unit's code and the role."""
    found = []
    for one in units:
        for role, title in CENTRE_SEATS if one["code"] == CENTRE else UNIT_SEATS:
            login, name = f"{one['code']}-{role}".replace("_", "-"), f"{one['name']}{title}（样例）"
            found.append({"login": login, "name": name, "unit": one["code"], "role": role})
    return found


def write(path: Path, rows: list[Row]) -> None:
    """One table."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
