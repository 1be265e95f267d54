"""The kind of a request by its cues."""

from __future__ import annotations

import re

import pytest

from jiesu.intake.words import type_read
from jiesu.reading.kinds import TABLE, _shipped, cues_of, kind_of, pieces
from jiesu.rules.terms import RequestType


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("", "请问公积金怎么提取,需要什么材料?", RequestType.INQUIRY),
        ("", "建议在路口增设红绿灯,方便行人过街。", RequestType.SUGGESTION),
        ("夜间施工", "我要投诉工地半夜还在施工,噪音扰民,无人管。", RequestType.COMPLAINT),
        ("", "举报某某公司偷税漏税。", RequestType.REPORT),
        ("", "表扬社区工作人员,感谢他们。", RequestType.PRAISE),
        ("路灯坏了", "路灯坏了一个星期没人修", RequestType.HELP),
    ],
)
def test_a_request_is_read_by_its_cues_and_else_by_its_own_words(
    title: str, text: str, kind: RequestType
) -> None:
    assert type_read(title, text) is kind


def test_shares_add_up_and_the_cues_speak_for_the_kind() -> None:
    found = kind_of("请问什么时候开工", "请问什么时候可以开工?")
    assert found.kind == "咨询" and 0.5 < found.share <= 1
    assert any(cue in "请问什么时候" for cue in cues_of("请问什么时候可以开工?", "咨询"))
    assert cues_of("请问", "表扬") == ()
    table = {"kinds": ["a", "b"], "begin": [0.0, 0.0], "cues": {"求助": [0, 100]}}
    assert kind_of("求助", "", table).kind == "b" and kind_of("", "", table).share == 0.5


def test_the_shipped_table_is_small_and_holds_no_numbers() -> None:
    assert TABLE.stat().st_size <= 200_000
    cues = _shipped()["cues"]
    assert not [cue for cue in cues if re.search(r"\d", cue)] and max(map(len, cues)) <= 4
    assert "^路灯" in pieces("路灯坏了", "") and "坏了$" in pieces("路灯坏了", "")
