"""The contract as it was agreed. `python -m tests.faces.snapshot` (with Django's settings) writes it anew."""

from __future__ import annotations

import json
from pathlib import Path

import django

SNAPSHOT = Path(__file__).with_name("openapi.json")


def described() -> str:
    """What the api says of itself, in a stable order."""
    from jiesu.api.v1.contract import api

    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    django.setup()
    SNAPSHOT.write_text(described(), encoding="utf-8")
