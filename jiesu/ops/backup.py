"""One archive of an installation: the database, the evidence files, and which field key sealed personal data.

The secrets are not in it: whoever finds the archive alone cannot read who asked for what.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.db import connection

from jiesu import __version__
from jiesu.kit import clock, crypto
from jiesu.ops.embedded import binary, plain_words
from jiesu.ops.installation import Installation
from jiesu.rules.verdict import Refusal

LABEL = "jiesu.json"
DUMP = "database.dump"
MEDIA = "media"


def keep(installation: Installation, target: Path) -> int:
    """Write the archive beside its final name and rename it when whole. Its size in bytes."""
    if target.exists():
        raise Refusal("%(path)s exists already: choose another name.", path=target)
    with plain_words(target), tempfile.TemporaryDirectory(dir=target.absolute().parent) as folder:
        dump, whole = Path(folder) / DUMP, Path(folder) / "whole.tar"
        _program("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", installation.url)
        label = Path(folder) / LABEL
        label.write_text(json.dumps({"jiesu": __version__, "at": clock.now().isoformat(), "key": _key()}))
        with tarfile.open(whole, "w") as tar:
            tar.add(label, LABEL)
            tar.add(dump, DUMP)
            if (installation.data / MEDIA).is_dir():
                tar.add(installation.data / MEDIA, MEDIA)
        whole.chmod(0o600)
        whole.rename(target)
    return target.stat().st_size


def bring(installation: Installation, source: Path, *, replace: bool) -> None:
    """Restore an archive. Refusal where the database holds something or personal data would stay sealed."""
    with plain_words(source), tempfile.TemporaryDirectory(dir=installation.data) as place:
        folder = Path(place)
        label = _unpack(source, folder)
        if label.get("key") != _key():
            raise Refusal(
                "The personal data in %(path)s were sealed with another field key: "
                "copy `secrets/field_key` of that installation into this one first.",
                path=source,
            )
        if not replace and connection.introspection.table_names():
            raise Refusal("The database holds something already: say --replace to throw it away.")
        _empty()
        connection.close()
        _program("pg_restore", "--no-owner", "--exit-on-error", "--single-transaction",
                 f"--dbname={installation.url}", str(folder / DUMP))  # fmt: skip
        if (folder / MEDIA).is_dir():
            shutil.copytree(folder / MEDIA, installation.data / MEDIA, dirs_exist_ok=True)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    if not source.exists():
        raise Refusal("There is no file %(path)s.", path=source)
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        label: dict[str, Any] = json.loads((folder / LABEL).read_text())
    except (tarfile.TarError, FileNotFoundError, ValueError):
        raise Refusal("%(path)s is not a whole archive made by `jiesu db backup`.", path=source) from None
    return label


def _key() -> str:
    """A fingerprint of the field key: tells two keys apart and says nothing about either."""
    return crypto.keyed_hash("the field key of this installation").hex()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


def _program(name: str, *words: str) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    done = subprocess.run(
        [binary(name), *words], capture_output=True, text=True, env=environment, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["?"]
        raise Refusal("%(program)s failed: %(why)s", program=name, why=lines[0])
