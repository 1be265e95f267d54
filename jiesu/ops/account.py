"""PostgreSQL refuses to run as root. This is the account that it runs as where `jiesu` is started by root."""

from __future__ import annotations

import os
import pwd
from functools import cache
from pathlib import Path
from typing import TypedDict


class RunAs(TypedDict, total=False):
    """The words of subprocess.run that change the account."""

    user: int
    group: int
    extra_groups: list[int]


def uid() -> int:
    """Whose the server's files are."""
    account = _account()
    return account.pw_uid if account else os.geteuid()


def run_as() -> RunAs:
    """How to start a program as the server's account."""
    if (account := _account()) is None:
        return {}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def hand_over(folder: Path, programs: Path) -> None:
    """As root: give the folder to the server's account and let it pass to it and to the programs.

    Nothing above them becomes readable; the folders on the way only let pass (o+x).
    """
    if (account := _account()) is None:
        return
    os.chown(folder, account.pw_uid, account.pw_gid)
    for way in (folder.parent, programs.parent):
        _let_pass(way)
    if programs.stat().st_mode & 0o005 != 0o005:
        for path in (programs, *programs.rglob("*")):
            mode = path.lstat().st_mode
            if not path.is_symlink():
                path.chmod(mode | (0o055 if mode & 0o100 else 0o044))


def _let_pass(folder: Path) -> None:
    for path in (folder, *folder.parents):
        mode = path.stat().st_mode
        if not mode & 0o001:
            path.chmod(mode | 0o001)


@cache
def _account() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")
