"""What the database itself guarantees, and where personal data may lie."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from jiesu.callers.sight import INVENTORY

APPEND_ONLY = ("orders_event", "orders_seal", "orders_sealedhead")
PERSONAL = ("phone", "mobile", "id_number", "id_card", "address_no", "caller_name", "requester_name")
SEALED = ("_sealed", "_hash")


def house_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("jiesu.")]


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say() -> None:
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_every_room_has_one_last_migration() -> None:
    loader = MigrationLoader(connection=None)
    assert loader.detect_conflicts() == {}


@pytest.mark.django_db
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.req(
    "R492", part="the ledger's own tables; that a changed line is found is proven with the spine"
)
def test_the_ledger_has_its_guards(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bit_or(tgtype::int) FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'",
            [table],
        )
        kinds = cursor.fetchone()[0] or 0
    delete, update = 8, 16
    assert kinds & delete, f"nothing keeps lines of {table} from being deleted"
    assert kinds & update, f"nothing keeps lines of {table} from being changed"


@pytest.mark.django_db
def test_the_ledger_refuses_to_be_emptied() -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE orders_event CASCADE")


def test_personal_data_lies_with_the_callers_only() -> None:
    faults = [
        f"{model.__module__}.{model.__name__}.{field.name}"
        for model in house_models()
        if not model.__module__.startswith("jiesu.callers.")
        for field in model._meta.get_fields()
        if field.name in PERSONAL or field.name.endswith(SEALED[:1])
    ]
    assert not faults


def test_every_personal_column_is_in_the_inventory_and_every_line_of_it_exists() -> None:
    columns = {
        f"{model._meta.db_table}.{field.column}"
        for model in house_models()
        if model.__module__.startswith("jiesu.callers.")
        for field in model._meta.concrete_fields
    }
    listed = {line.column for line in INVENTORY}
    assert {c for c in columns if c.endswith(SEALED)} <= listed
    assert listed <= columns


def test_every_model_says_what_it_is() -> None:
    bare = [
        f"{m.__module__}.{m.__name__}"
        for m in house_models()
        if (m.__doc__ or "").startswith(f"{m.__name__}(")
    ]
    assert not bare, f"models without a docstring: {bare}"
