"""Race tests really commit, so their tables are emptied afterwards: only tests may truncate the ledger."""

from __future__ import annotations

import pytest
from django.db import connection


@pytest.fixture(autouse=True)
def _tests_may_truncate(transactional_db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET jiesu.tests = 'yes'")
