"""An installation: its data folder, its secrets, the address of its database. Known before Django is.

Everything that Jiesu keeps beside the database lies in the data folder: `secrets/` (0700), `media/`, and
`pg/` where the embedded server is used. DATABASE_URL names another server instead.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from jiesu.ops.embedded import Server, plain_words
from jiesu.rules.verdict import Refusal

SECRETS = ("secret_key", "field_key")
WRONG_URL = "DATABASE_URL must look like postgresql://user:password@host:5432/name."


@dataclass(frozen=True, slots=True)
class Installation:
    """The data folder and, where DATABASE_URL is given, the address of the database."""

    data: Path
    given_url: str = ""

    @classmethod
    def here(cls, data: str | None) -> Installation:
        """The installation that --data, JIESU_DATA and DATABASE_URL speak of; ./.jiesu without them."""
        folder = Path(data or os.environ.get("JIESU_DATA") or ".jiesu").absolute()
        return cls(folder, os.environ.get("DATABASE_URL", ""))

    @property
    def server(self) -> Server:
        """The embedded server. Refusal where DATABASE_URL names another."""
        if self.given_url:
            raise Refusal("DATABASE_URL names the database: Jiesu neither starts nor stops that server.")
        return Server(self.data)

    @property
    def url(self) -> str:
        """The address of the database."""
        return self.given_url or self.server.url()

    def create(self) -> bool:
        """Make sure that the data folder and its secrets exist. True where they are new."""
        with plain_words(self.data):
            new = not self.data.exists()
            for name in ("media", "static"):
                (self.data / name).mkdir(parents=True, exist_ok=True)
            folder = self.data / "secrets"
            folder.mkdir(mode=0o700, exist_ok=True)
            for name in SECRETS:
                _make_secret(folder / name)
            return new

    def enter(self) -> None:
        """Put the installation into the environment that Django's settings read."""
        _check_url(self.given_url)
        os.environ["JIESU_DATA"] = str(self.data)
        os.environ["DATABASE_URL"] = self.url
        os.environ["DJANGO_SETTINGS_MODULE"] = "jiesu.config.settings"


def _make_secret(path: Path) -> None:
    """A new secret, readable by nobody else; it appears whole or not at all, and the first one stays."""
    if path.exists():
        return
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(secrets.token_urlsafe(48) + "\n")
    with suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()


def _check_url(url: str) -> None:
    if not url:
        return
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("postgresql", "postgres") and parts.path.strip("/") and (parts.port or 1)
    except ValueError:
        good = False
    if not good:
        raise Refusal(WRONG_URL)
