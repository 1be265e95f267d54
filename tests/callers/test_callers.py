"""Who asked: sealed at rest, found by exact number, shown masked, read in clear with a reason, forgotten."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from jiesu.callers import actions, queries
from jiesu.callers.actions import NewParty
from jiesu.callers.models import AccessLog, Party
from jiesu.callers.sight import Field
from jiesu.rules.reach import Actor, Seat
from jiesu.rules.terms import Desk, Role
from jiesu.rules.verdict import Refusal
from tests.builders import town

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PHONE = "13800000001"
NAME = "样例张三"


def actor(role: Role) -> Actor:
    return Actor(f"person:{role}", str(role), (Seat(role, "centre", "/centre/"),))


def somebody(**more: Any) -> Party:
    return actions.remember(**{"name": NAME, "phone": PHONE, "address_no": "3号楼501", "at": AT} | more)


@pytest.mark.req("R493", part="sealed at rest, masked when shown")
@pytest.mark.django_db
def test_no_personal_value_is_in_the_database_in_clear() -> None:
    somebody()
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM callers_party p")
        row = cursor.fetchone()[0]
    for clear in (PHONE, NAME, "501"):
        assert clear not in row
        assert clear.encode().hex() not in row


@pytest.mark.django_db
def test_every_personal_column_is_in_the_inventory() -> None:
    plain = {"id", "kind", "minor", "first_seen", "anonymised_at"}
    columns = {f"callers_party.{field.column}" for field in Party._meta.fields if field.column not in plain}
    assert {line.column for line in queries.inventory()} == columns
    assert all(line.purpose and line.retention_years for line in queries.inventory())


@pytest.mark.django_db
def test_the_same_number_and_name_is_the_same_party_however_it_is_written() -> None:
    first = somebody()
    for phone in ("138 0000 0001", "+86 138-0000-0001", "0086 13800000001", "１３８０００００００１"):
        assert somebody(phone=phone) == first
    assert queries.by_phone("+8613800000001") == first
    assert list(queries.parties_named("样例 张三")) == [first]


@pytest.mark.django_db
def test_a_land_line_is_found_with_its_area_code() -> None:
    party = somebody(phone="010-6500 0001")
    assert queries.by_phone("+86 10 65000001") == party
    assert queries.by_phone("65000001") is None


@pytest.mark.django_db
def test_a_household_shares_a_number_and_keeps_its_names() -> None:
    first, second = somebody(), somebody(name="样例李四")
    assert first != second
    assert [party.pk for party in queries.parties_with_phone(PHONE)] == [second.pk, first.pk]
    assert (first.masked_name, second.masked_name) == ("样**", "样**")


@pytest.mark.django_db
def test_two_people_of_one_name_without_a_number_are_two_people() -> None:
    assert somebody(phone="") != somebody(phone="")


@pytest.mark.django_db
def test_a_new_house_number_replaces_the_one_that_was_known() -> None:
    party = somebody()
    assert somebody(address_no="5号楼1") == party
    party.refresh_from_db()
    assert actions.clear_value(party, "address_no", by=actor(Role.AGENT), at=AT, why="上门") == "5号楼1"


@pytest.mark.parametrize(
    "told",
    [{"phone": "无"}, {"phone": "12"}, {"name": "", "phone": ""}, {"kind": "cat"}, {"name": "样" * 121}],
    ids=["no digits", "too short", "nobody", "no kind", "too long"],
)
@pytest.mark.django_db
def test_what_names_nobody_is_refused_without_saying_the_value(told: dict[str, str]) -> None:
    with pytest.raises(Refusal) as refused:
        somebody(**told)
    assert PHONE not in str(refused.value)
    assert not Party.objects.exists()


@pytest.mark.django_db
def test_a_form_that_nobody_vouches_for_changes_nothing_of_a_known_requester() -> None:
    known = actions.remember(name="样例甲", phone="13800000001", address_no="3号楼501", at=AT)
    again = actions.remember(
        name="样例甲", phone="13800000001", address_no="9号楼", minor=True, at=AT, trusted=False
    )
    assert again.pk == known.pk
    stored = Party.objects.get(pk=known.pk)
    assert not stored.minor
    assert bytes(stored.address_no_sealed or b"") == bytes(known.address_no_sealed or b"")


@pytest.mark.django_db
def test_many_are_remembered_in_two_queries_and_in_order(django_assert_num_queries: Any) -> None:
    known = somebody(phone="13800000002")
    people = [NewParty(NAME, f"138000000{n:02d}") for n in (1, 2, 1, 3)] + [NewParty(), NewParty("样例无号")]
    with django_assert_num_queries(2):
        made = actions.remember_many(people, at=AT)
    assert made[1] == known.pk and made[0] == made[2] and made[0] != made[3] and made[4] is None
    assert len(made) == len(people)
    assert Party.objects.count() == 4


@pytest.mark.django_db
def test_a_party_is_shown_masked() -> None:
    party = somebody()
    assert (party.masked_name, party.masked_phone, party.masked_address_no) == (
        "样**",
        "138****0001",
        "*号楼***",
    )
    assert PHONE not in repr(party) and NAME not in str(party)


@pytest.mark.django_db
def test_each_desk_shows_only_the_fields_of_its_roles() -> None:
    party = somebody()
    handler = queries.card(party, Desk.HANDLING, actor(Role.HANDLER))
    leader = queries.card(party, Desk.HANDLING, actor(Role.MAIN_LEADER))
    agent_there = queries.card(party, Desk.HANDLING, actor(Role.AGENT))
    assert (handler.name, handler.phone, handler.address_no) == ("样**", "138****0001", "*号楼***")
    assert (leader.name, leader.phone) == ("样**", "")
    assert agent_there == queries.Card("person")


@pytest.mark.django_db
def test_a_confidential_request_hides_the_person_from_the_units() -> None:
    party = somebody()
    assert queries.card(party, Desk.HANDLING, actor(Role.HANDLER), confidential=True) == queries.Card(
        "person"
    )
    assert queries.card(party, Desk.INTAKE, actor(Role.AGENT), confidential=True).phone == "138****0001"


@pytest.mark.django_db
def test_a_clear_value_is_given_out_only_with_a_reason_that_is_kept() -> None:
    party = somebody()
    with pytest.raises(Refusal, match="Say why"):
        actions.clear_value(party, "phone", by=actor(Role.AGENT), at=AT, why="  ")
    assert not AccessLog.objects.exists()
    clear = actions.clear_value(
        party, Field.PHONE, by=actor(Role.AGENT), at=AT, why="回电核实", order="2026030200001"
    )
    assert clear == PHONE
    read = queries.reads(party).get()
    assert (read.by, read.field, read.why, read.at) == ("person:agent", "phone", "回电核实", AT)


@pytest.mark.django_db
def test_a_read_that_is_taken_back_gives_nothing_away_and_leaves_nothing() -> None:
    with pytest.raises(Refusal, match="no personal value"):
        actions.clear_value(somebody(), "minor", by=actor(Role.AGENT), at=AT, why="x")
    assert not AccessLog.objects.exists()


@pytest.mark.django_db
def test_the_log_of_reads_cannot_be_changed() -> None:
    actions.clear_value(somebody(), "name", by=actor(Role.AGENT), at=AT, why="核实")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessLog.objects.update(why="another reason")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AccessLog.objects.all().delete()


@pytest.mark.django_db
def test_who_was_forgotten_is_found_no_more_and_the_row_stays_for_the_counts() -> None:
    party = actions.anonymise(somebody(), at=AT)
    assert queries.by_phone(PHONE) is None and not queries.parties_named(NAME).exists()
    assert (party.masked_name, party.masked_phone) == ("", "")
    assert actions.clear_value(party, "phone", by=actor(Role.AGENT), at=AT, why="x") == ""
    assert actions.anonymise(party, at=datetime(2027, 1, 1, tzinfo=UTC)).anonymised_at == AT
    assert somebody() != party


@pytest.mark.parametrize("clear", [NAME, "𠮷田太郎", "o'Brien \\ %s", "歐陽"])
@pytest.mark.django_db
def test_any_name_comes_back_as_it_was_written(clear: str) -> None:
    party = Party.objects.get(pk=somebody(name=clear).pk)
    assert actions.clear_value(party, "name", by=actor(Role.AGENT), at=AT, why="核实") == clear


@pytest.mark.req("R491")
@pytest.mark.django_db
def test_the_inventory_and_the_log_of_reads_are_pages_without_personal_values() -> None:
    sample = town()
    party = somebody()
    actions.clear_value(party, "phone", by=actor(Role.AGENT), at=AT, why="回电核实", order="2026030200001")
    client = Client()
    client.force_login(
        sample.person(Role.SUPERVISOR, "centre"), backend="django.contrib.auth.backends.ModelBackend"
    )
    inventory = client.get("/callers/").content.decode()
    log = client.get("/callers/reads/").content.decode()
    assert "callers_party.phone_sealed" in inventory
    assert "回电核实" in log and "2026030200001" in log and PHONE not in log
    client.force_login(
        sample.person(Role.HANDLER, "lake"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert client.get("/callers/reads/").status_code == 403
