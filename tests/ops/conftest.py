"""A place for servers: pytest's own temporary folders close themselves to the account that PostgreSQL runs as."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """An empty folder that goes away with the tests of its module."""
    folder = Path(tempfile.mkdtemp(prefix="jiesu-ops-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def fresh() -> Iterator[Path]:
    """An empty folder that goes away with its test."""
    folder = Path(tempfile.mkdtemp(prefix="jiesu-ops-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
