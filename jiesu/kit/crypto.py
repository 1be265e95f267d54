"""Seals personal text, makes keyed hashes for finding it again, and digests the ledger.

Two provider profiles, chosen by settings.CRYPTO: "intl" (AES-256-GCM, HMAC-SHA-256, SHA-256) and
"gm" (SM4-GCM, HMAC-SM3, SM3: GB/T 32907, GB/T 32905). The blob carries its profile, so that what was
sealed under one profile still opens after the installation has changed to the other.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hmac import digest as mac_of
from types import MappingProxyType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import BlockCipherAlgorithm, Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from jiesu.rules.verdict import Refusal

NONCE = 12
TAG = 16


@dataclass(frozen=True, slots=True)
class Profile:
    """One family of algorithms; `mark` is the first byte of everything it seals.

    `quick`: the name under which the standard library has the hash in one call, and whether the cipher has a
    box of its own (AES-GCM); the same bytes as the long way, sooner.
    """

    name: str
    mark: bytes
    cipher: Callable[[bytes], BlockCipherAlgorithm]
    key_bytes: int
    hash: Callable[[], hashes.HashAlgorithm]
    quick: str = ""


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "intl": Profile("intl", b"\x01", algorithms.AES, 32, hashes.SHA256, "sha256"),
        "gm": Profile("gm", b"\x02", algorithms.SM4, 16, hashes.SM3),
    }
)
_BY_MARK = {profile.mark: profile for profile in PROFILES.values()}


def profile() -> Profile:
    """The profile of this installation. Refusal where settings.CRYPTO names none."""
    return named(settings.CRYPTO)


def named(name: str) -> Profile:
    """The profile of that name."""
    try:
        return PROFILES[name]
    except KeyError:
        raise Refusal("There is no crypto profile “%(name)s”; choose intl or gm.", name=name) from None


def seal_text(plain: str) -> bytes:
    """The text, sealed: mark (1) + nonce (12) + ciphertext + tag (16). Two seals of one text differ."""
    return _seal(profile(), _key(profile(), "field"), os.urandom(NONCE), plain.encode())


def open_text(blob: bytes | memoryview) -> str:
    """The text that was sealed, under whichever profile. Refusal where key or blob do not fit."""
    data = bytes(blob)
    family = _BY_MARK.get(data[:1])
    if family is None or len(data) < 1 + NONCE + TAG:
        raise Refusal("This value cannot be opened: it was not sealed by this installation.")
    try:
        return _open(family, _key(family, "field"), data).decode()
    except InvalidTag:
        raise Refusal("This value cannot be opened: it was not sealed by this installation.") from None


def keyed_hash(text: str) -> bytes:
    """32 bytes by which an equal text is found again, worthless without the installation's key."""
    family = profile()
    if family.quick:
        return mac_of(_key(family, "find"), text.encode(), family.quick)
    mac = hmac.HMAC(_key(family, "find"), family.hash())
    mac.update(text.encode())
    return mac.finalize()


def digest(data: bytes, family: str = "") -> bytes:
    """32 bytes: SHA-256 or SM3 of the data, by `family` ("intl", "gm") or the installation's profile."""
    chosen = named(family) if family else profile()
    if chosen.quick:
        return hashlib.new(chosen.quick, data).digest()
    summed = hashes.Hash(chosen.hash())
    summed.update(data)
    return summed.finalize()


def _seal(family: Profile, key: bytes, nonce: bytes, plain: bytes) -> bytes:
    if family.quick:
        return family.mark + nonce + _box(key).encrypt(nonce, plain, family.mark)
    box = Cipher(family.cipher(key), modes.GCM(nonce)).encryptor()
    box.authenticate_additional_data(family.mark)
    body = box.update(plain) + box.finalize()
    return family.mark + nonce + body + box.tag


def _open(family: Profile, key: bytes, blob: bytes) -> bytes:
    if family.quick:
        return _box(key).decrypt(blob[1 : 1 + NONCE], blob[1 + NONCE :], family.mark)
    nonce, body, tag = blob[1 : 1 + NONCE], blob[1 + NONCE : -TAG], blob[-TAG:]
    box = Cipher(family.cipher(key), modes.GCM(nonce, tag)).decryptor()
    box.authenticate_additional_data(family.mark)
    return box.update(body) + box.finalize()


def _key(family: Profile, use: str) -> bytes:
    """The key of one use, derived from the installation's secret: a key never serves two ends."""
    return _derive(settings.FIELD_KEY, family.name, use)


@lru_cache(maxsize=4)
def _box(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=16)
def _derive(secret: str, name: str, use: str) -> bytes:
    family = PROFILES[name]
    length = family.key_bytes if use == "field" else 32
    return HKDF(family.hash(), length, salt=b"jiesu", info=f"{name}/{use}".encode()).derive(secret.encode())
