"""Chromium and a Chinese font for the browser tests: found, or installed where allowed (root and apt).

Exit status 0: there; 3: not there and not to be had (the tests then skip loudly, or fail in CI).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OTHER_FONT = ("fonts-wqy-microhei",)
HOW = "Browser tests need Chromium and a Chinese font. On Debian: apt install chromium fonts-noto-cjk"


def browser() -> str | None:
    """The path of a Chromium."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font with Chinese characters."""
    if not shutil.which("fc-list"):
        return False
    done = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False)
    return bool(done.stdout.strip())


def main() -> int:
    """Install what is missing, where that is allowed."""
    if browser() and has_chinese_font():
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing chromium and a Chinese font for the browser tests …", flush=True)
        apt("update")
        if not browser():
            apt("install", "chromium", "fontconfig")
            apt("install", "chromium-l10n")  # dates in Chinese in the pictures; Debian parts it off
        if not has_chinese_font() and not apt("install", "fonts-noto-cjk"):
            apt("install", *OTHER_FONT)
        if browser() and has_chinese_font():
            return 0
    print(f"WARNING: {HOW}", file=sys.stderr)
    return 3


def apt(command: str, *packages: str) -> bool:
    """apt-get without questions."""
    words = ["apt-get", "-qq", "-y", "--no-install-recommends", command, *packages]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(words, env=environment, stdout=subprocess.DEVNULL, check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
