"""Sealing, finding and digesting, against the published vectors."""

from __future__ import annotations

import dataclasses

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from pytest_django import Settings

from jiesu.kit import crypto
from jiesu.rules.verdict import Refusal

BOTH = pytest.mark.parametrize("family", ["intl", "gm"])


def test_sm3_agrees_with_the_vector_of_gbt_32905() -> None:
    assert (
        crypto.digest(b"abc", "gm").hex()
        == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    )


def test_sha_256_agrees_with_the_vector_of_fips_180() -> None:
    assert (
        crypto.digest(b"abc", "intl").hex()
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


def test_the_sm4_of_the_gm_profile_agrees_with_the_vector_of_gbt_32907() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    block = Cipher(crypto.named("gm").cipher(key), modes.ECB()).encryptor()
    assert block.update(key).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_agrees_with_the_vector_of_rfc_8998() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    plain = bytes.fromhex(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa"
    )
    box = Cipher(crypto.named("gm").cipher(key), modes.GCM(nonce)).encryptor()
    box.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    sealed = box.update(plain) + box.finalize()
    assert sealed.hex().startswith("17f399f08c67d5ee19d0dc9969c4bb7d")
    assert box.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_the_aes_of_the_intl_profile_agrees_with_the_vector_of_fips_197() -> None:
    key = bytes(range(32))
    block = Cipher(crypto.named("intl").cipher(key), modes.ECB()).encryptor()
    assert (
        block.update(bytes.fromhex("00112233445566778899aabbccddeeff")).hex()
        == "8ea2b7ca516745bfeafc49904b496089"
    )
    assert isinstance(crypto.named("intl").cipher(key), algorithms.AES)


def test_the_quick_way_seals_and_hashes_what_the_long_way_does(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed, found = crypto.seal_text("样例张三"), crypto.keyed_hash("样例张三")
    digest = crypto.digest(b"abc")
    slow = dataclasses.replace(crypto.named("intl"), quick="")
    monkeypatch.setattr(crypto, "PROFILES", {"intl": slow})
    monkeypatch.setattr(crypto, "_BY_MARK", {slow.mark: slow})
    assert crypto.open_text(sealed) == "样例张三"
    assert (crypto.keyed_hash("样例张三"), crypto.digest(b"abc")) == (found, digest)


@BOTH
def test_what_is_sealed_opens_again_and_never_looks_the_same_twice(family: str, settings: Settings) -> None:
    settings.CRYPTO = family
    one, two = crypto.seal_text("示例 13800000001"), crypto.seal_text("示例 13800000001")
    assert one != two
    assert crypto.open_text(one) == crypto.open_text(two) == "示例 13800000001"
    assert b"13800000001" not in one


def test_a_value_sealed_under_one_profile_opens_after_a_change_to_the_other(
    settings: Settings,
) -> None:
    settings.CRYPTO = "intl"
    blob = crypto.seal_text("示例")
    settings.CRYPTO = "gm"
    assert crypto.open_text(blob) == "示例"


@BOTH
@pytest.mark.parametrize("place", [0, 5, -1])
def test_a_touched_value_does_not_open(family: str, place: int, settings: Settings) -> None:
    settings.CRYPTO = family
    blob = bytearray(crypto.seal_text("示例"))
    blob[place] ^= 3
    with pytest.raises(Refusal):
        crypto.open_text(bytes(blob))


def test_another_installation_cannot_open_a_value_nor_find_by_it(settings: Settings) -> None:
    blob, found = crypto.seal_text("示例"), crypto.keyed_hash("示例")
    settings.FIELD_KEY = "the-key-of-another-house"
    assert crypto.keyed_hash("示例") != found
    with pytest.raises(Refusal):
        crypto.open_text(blob)


@BOTH
def test_equal_texts_are_found_by_equal_hashes(family: str, settings: Settings) -> None:
    settings.CRYPTO = family
    assert crypto.keyed_hash("13800000001") == crypto.keyed_hash("13800000001")
    assert crypto.keyed_hash("13800000001") != crypto.keyed_hash("13800000002")
    assert len(crypto.keyed_hash("x")) == len(crypto.digest(b"x")) == 32


def test_an_unknown_profile_is_refused(settings: Settings) -> None:
    settings.CRYPTO = "rot13"
    with pytest.raises(Refusal, match="rot13"):
        crypto.seal_text("示例")
