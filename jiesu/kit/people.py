"""The names behind the keys of actors ("person:login", "system:…"), for records that keep keys."""

from __future__ import annotations

from functools import cached_property

from django.contrib.auth import get_user_model

from jiesu.kit.words import label
from jiesu.rules.terms import Role


class Names:
    """Names by key; one query, when the first person is asked for. Make one for each page."""

    @cached_property
    def _people(self) -> dict[str, str]:
        rows = get_user_model()._default_manager.values_list("login", "name")
        return {f"person:{login}": str(name) for login, name in rows}

    def __call__(self, key: str) -> str:
        """The name; of the house itself its role; nothing for nobody."""
        if not key or key.startswith("system"):
            return label(Role.SYSTEM) if key else ""
        return self._people.get(key, key.removeprefix("person:"))

    def keys(self, text: str) -> list[str]:
        """The keys of the people whose name has the text."""
        return [key for key, name in self._people.items() if text and text in name]
