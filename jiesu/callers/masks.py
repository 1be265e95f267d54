"""How personal values are shown and how they are written before they are compared. Pure functions."""

from __future__ import annotations

import re
import unicodedata

_NOT_DIAL = re.compile(r"[^\d+*#]")
_MOBILE = re.compile(r"1[3-9]\d{9}")


def clean_phone(text: str) -> str:
    """One way of writing a number: full width folded, blanks and marks out, +86 and 0086 away.

    "+86 138 0000 0001" and "13800000001" are the same; "010-6500 0001" becomes "01065000001".
    Foreign numbers keep their "+". Empty where there is no digit.
    """
    number = _NOT_DIAL.sub("", unicodedata.normalize("NFKC", text))
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.startswith("+86"):
        number = number[3:]
        if number and not _MOBILE.fullmatch(number) and not number.startswith("0") and len(number) >= 9:
            number = "0" + number
    elif re.fullmatch(r"86" + _MOBILE.pattern, number):
        number = number[2:]
    elif re.fullmatch(r"0" + _MOBILE.pattern, number):
        number = number[1:]
    return number if any(c.isdigit() for c in number) else ""


def clean_name(text: str) -> str:
    """One way of writing a name: full width folded, blanks out, upper case for Latin letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def mask_name(name: str) -> str:
    """张三丰 -> 张**. Only the first character stays; a name of one character goes wholly."""
    name = name.strip()
    if len(name) <= 1:
        return "*" * len(name)
    return name[0] + "*" * min(len(name) - 1, 2)


def mask_phone(phone: str) -> str:
    """13800001234 -> 138****1234; shorter numbers keep their last two digits at most."""
    if len(phone) >= 11:
        return f"{phone[:3]}****{phone[-4:]}"
    if len(phone) >= 7:
        return "*" * (len(phone) - 2) + phone[-2:]
    return "*" * len(phone)


def mask_number(text: str) -> str:
    """Every digit and every Latin letter of a house number is hidden: 3号楼2单元501 -> *号楼*单元***."""
    return re.sub(r"[0-9A-Za-z０-９一二三四五六七八九十百零]", "*", text)


def is_dialable(number: str) -> bool:
    """Whether a cleaned number can be dialled: three to twenty digits."""
    return bool(re.fullmatch(r"\+?[\d*#]{3,20}", number)) and sum(c.isdigit() for c in number) >= 3
