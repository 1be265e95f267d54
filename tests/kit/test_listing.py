"""Lists: what is seen is what is downloaded; paging by keys; filters; no query that grows with the rows."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import IntegerField, QuerySet, Value
from django.db.models.functions import Length, NullIf
from django.http import HttpResponseBase
from django.test import RequestFactory
from django.utils.translation import override
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from jiesu.kit import export
from jiesu.kit.listing import Column, Facet, Listing, Page, respond
from jiesu.kit.stamps import Stamp
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import RequestType, Role
from tests.builders import AT

pytestmark = pytest.mark.django_db


def groups(names: Iterable[str]) -> QuerySet[Group]:
    Group.objects.bulk_create(Group(name=name) for name in names)
    empty = NullIf(Length("name"), Value(4), output_field=IntegerField())
    return Group.objects.annotate(length=empty)


def listing(rows: Any, **more: Any) -> Listing:
    columns = (Column("name", "Name", sort="name"), Column("length", "Length", sort="length"))
    return Listing("Groups", rows, columns, **{"order": ("name",), **more})


def get(made: Listing, query: str = "") -> HttpResponseBase:
    request = RequestFactory().get(f"/groups/{query}")
    request.actor = Actor("person:sample", "示例", (Seat(Role.ADMIN),))  # type: ignore[attr-defined]
    with override("en"):
        return respond(request, made)


def page(made: Listing, query: str = "") -> Page:
    return made.page(RequestFactory().get(f"/groups/{query}"))


def shown(answer: HttpResponseBase) -> list[str]:
    return [
        html.unescape(cell)
        for cell in re.findall(r'<td data-title="Name">(.*?)</td>', answer.content.decode())
    ]  # type: ignore[attr-defined]


def written(answer: HttpResponseBase) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith(export.BOM)
    return list(csv.reader(io.StringIO(text.removeprefix(export.BOM))))


def test_page_csv_and_json_say_the_same_rows() -> None:
    made = listing(groups(f"group {n:02d}" for n in range(30)))
    seen = shown(get(made))
    assert len(seen) == 30
    assert [row[0] for row in written(get(made, "?format=csv"))[1:]] == seen
    assert [row["name"] for row in json.loads(get(made, "?format=json").content)["rows"]] == seen  # type: ignore[attr-defined]


def test_the_csv_holds_every_row_that_fits_and_the_page_only_fifty() -> None:
    made = listing(groups(f"group {n:03d}" for n in range(120)))
    assert len(shown(get(made))) == 50
    assert len(written(get(made, "?format=csv"))) == 121


def walk(made: Listing, query: str, way: str) -> tuple[list[Any], str]:
    """All rows from page to page in one direction, and the address of the last page."""
    rows: list[Any] = []
    while True:
        here = page(made, query)
        rows = rows + here.slice.rows if way == "following" else here.slice.rows + rows
        onward = getattr(here, way)
        if not onward:
            return rows, query
        query = onward[len("/groups/") :]


@pytest.mark.parametrize("sort", ["", "name", "-name", "length", "-length"])
def test_paging_by_keys_meets_every_row_once_forwards_and_backwards(sort: str) -> None:
    made = listing(groups("x" * (3 + n % 4) + f"{n}" for n in range(23)), size=5)
    start = f"?sort={sort}" if sort else ""
    forwards, last = walk(made, start, "following")
    assert len({row.pk for row in forwards}) == len(forwards) == 23
    backwards, first = walk(made, last, "preceding")
    assert [row.pk for row in backwards] == [row.pk for row in forwards]
    assert page(made, first).slice.rows == forwards[:5]


def test_rows_without_a_value_come_last_both_ways() -> None:
    rows = groups(["aa", "bbbb", "ccc"])
    assert [row.name for row in page(listing(rows), "?sort=length").slice.rows] == ["aa", "ccc", "bbbb"]
    assert [row.name for row in page(listing(rows), "?sort=-length").slice.rows] == ["ccc", "aa", "bbbb"]


def test_a_page_holds_still_while_rows_come_in_before_it() -> None:
    made = listing(groups(f"m{n}" for n in range(6)), size=3)
    onward = page(made).following[len("/groups/") :]
    Group.objects.create(name="a new one")
    assert [row.name for row in page(made, onward).slice.rows] == ["m3", "m4", "m5"]


@pytest.mark.parametrize("cursor", ["x", "!!!", "bnVsbA", "WzEsMiwzLDRd", "W3sieiI6MX0sMV0"])
def test_a_cursor_that_does_not_read_shows_the_first_page(cursor: str) -> None:
    made = listing(groups(["a", "b"]), size=1)
    assert [row.name for row in page(made, f"?after={cursor}").slice.rows] == ["a"]


def test_the_number_of_queries_does_not_grow_with_the_rows(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    made = listing(groups(f"g{n}" for n in range(3)))
    with django_assert_num_queries(2):
        get(made)
    groups(f"h{n}" for n in range(47))
    with django_assert_num_queries(2):
        get(made)


def test_the_count_is_capped() -> None:
    assert page(listing(groups(f"g{n}" for n in range(1000)))).count == "999+"


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"])
def test_no_cell_of_a_csv_is_taken_for_a_formula(bad: str) -> None:
    (_, row) = written(get(listing(groups([bad])), "?format=csv"))
    assert row[0].lstrip("\ufeff").startswith("'")


def opened(answer: HttpResponseBase) -> Any:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    answer.file_to_stream.close()  # type: ignore[attr-defined]
    return book.active


def test_the_workbook_has_the_rows_of_the_csv_and_no_formula(monkeypatch: pytest.MonkeyPatch) -> None:
    made = listing(groups(["=1+1", "b", "c"]), stamp=Stamp(AT, "East", AT.date(), AT.date()))
    sheet = opened(get(made, "?format=xlsx"))
    told = written(get(made, "?format=csv"))
    names = [row[0].value for row in sheet]
    assert [name.lstrip("'") for name in names[:-1]] == [row[0].lstrip("'") for row in told[:-1]]
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    assert names[-1] == "As of 2026-03-02 09:00 · scope: East · 2026-03-02 – 2026-03-02"
    monkeypatch.setattr(export, "MOST_IN_A_SHEET", 2)
    cut = [row[0].value for row in opened(get(made, "?format=xlsx"))]
    assert cut[3] == "There are more rows than a sheet takes; the CSV file has all of them.", (
        "never cut silently"
    )


def test_what_is_always_chosen_offers_no_nothing_and_counts_as_no_filter() -> None:
    facet = Facet("by", "By", [("a", "A"), ("b", "B")], lambda rows, _value: rows, always=True)
    made = listing(groups(["x"]), facets=(facet,))
    text = get(made, "?by=b").content.decode()  # type: ignore[attr-defined]
    assert '<option value="">' not in text and '<option value="b" selected>' in text
    assert not page(made, "?by=b").narrowing


def test_numbers_stay_numbers_in_a_csv() -> None:
    made = Listing("Points", [{"points": -3}], (Column("points", "Points"),))
    assert written(get(made, "?format=csv"))[1] == ["-3"]


def test_markup_in_a_row_is_shown_and_not_obeyed() -> None:
    answer = get(listing(groups(["<script>alert(1)</script>"])))
    assert b"<script>alert" not in answer.content  # type: ignore[attr-defined]
    assert shown(answer) == ["<script>alert(1)</script>"]


def test_masked_values_stay_masked_in_every_form() -> None:
    made = Listing("People", [{"phone": "13800000001"}], (Column("phone", "Phone", kind="mask"),))
    for query in ("", "?format=json"):
        assert b"13800000001" not in get(made, query).content  # type: ignore[attr-defined]
    assert written(get(made, "?format=csv"))[1] == ["138****0001"]


ROWS = [{"kind": RequestType.HELP, "n": 2}, {"kind": RequestType.PRAISE, "n": 1}]


def kinds(**more: Any) -> Listing:
    facets = (Facet("kind", "Kind", RequestType),)
    return Listing("Kinds", ROWS, (Column("kind", "Kind"), Column("n", "N", sort="n")), facets=facets, **more)


def test_a_facet_narrows_and_an_unknown_choice_asks_nothing() -> None:
    assert page(kinds(), "?kind=praise").slice.rows == [ROWS[1]]
    assert page(kinds(), "?kind=nonsense").slice.rows == ROWS


def test_only_declared_columns_sort() -> None:
    assert [row["n"] for row in page(kinds(), "?sort=n").slice.rows] == [1, 2]
    assert page(kinds(), "?sort=kind").slice.rows == ROWS


def test_a_facet_over_the_database_uses_its_lookup() -> None:
    made = listing(groups(["ab", "cd"]), facets=(Facet("q1", "Part", [("a", "A")], "name__startswith"),))
    assert [row.name for row in page(made, "?q1=a").slice.rows] == ["ab"]
    assert len(page(made, "?q1=b").slice.rows) == 2


def test_a_search_uses_the_rooms_own_way_of_searching() -> None:
    made = listing(groups(["ab", "cd"]), search=lambda rows, text: rows.filter(name__contains=text))
    assert [row.name for row in page(made, "?q=d").slice.rows] == ["cd"]
    assert page(made, "?q=d").narrows


def test_a_list_in_memory_is_paged_too() -> None:
    made = Listing("Ranks", [{"n": n} for n in range(7)], (Column("n", "N"),), size=3)
    assert [row["n"] for row in walk(made, "", "following")[0]] == list(range(7))


def test_an_empty_list_says_so_and_offers_the_next_step() -> None:
    made = listing(
        Group.objects.none(), order=("name",), empty="Nobody yet.", empty_action=("Add one", "/add/")
    )
    text = get(made).content.decode()  # type: ignore[attr-defined]
    assert "Nobody yet." in text
    assert 'href="/add/"' in text


def test_a_file_names_its_columns_and_limits_as_the_page_does() -> None:
    """A column named by a term by its word, never its code; a limit at the end of a day as 24:00 of that day."""
    columns = (
        Column("name", RequestType.HELP, value="name"),
        Column("due", "Limit", lambda _row: datetime(2026, 3, 2, 16, tzinfo=UTC), kind="due"),
    )
    made = Listing(RequestType.HELP, groups(["one"]), columns, order=("name",))
    rows = written(get(made, "?format=csv"))
    assert rows[0][0] in (RequestType.HELP.en, RequestType.HELP.zh) and rows[1] == ["one", "2026-03-02 24:00"]
    assert [cell.value for cell in opened(get(made, "?format=xlsx"))[1]] == [RequestType.HELP.en, "Limit"]
    assert json.loads(get(made, "?format=json").content)["title"] == RequestType.HELP.en  # type: ignore[attr-defined]


def test_a_filter_does_not_lose_what_else_the_address_asks() -> None:
    """A list that its address chooses (a figure, a unit) stays that list when it is filtered or cleared."""
    made = listing(groups(["one", "two"]), facets=(Facet("name", "Name", kind="text"),))
    shown = get(made, "?figure=open&name=one&after=x&sort=name").content.decode()  # type: ignore[attr-defined]
    assert '<input type="hidden" name="figure" value="open">' in shown
    assert 'type="hidden" name="name"' not in shown and 'name="after"' not in shown
    assert 'href="/groups/?figure=open"' in shown
    assert page(made, "?name=one").clear_url == "/groups/"


def test_a_filter_that_is_typed_suggests_codes_by_their_names() -> None:
    facet = Facet("name", "Name", lambda: [("one", "The first")], kind="text")
    shown = get(listing(groups(["one", "two"]), facets=(facet,)), "?name=two").content.decode()  # type: ignore[attr-defined]
    assert 'list="o-name"' in shown and '<option value="one">The first</option>' in shown
    assert ">two</td>" in shown and ">one</td>" not in shown, "another word may be typed too"
