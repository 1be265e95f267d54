"""Whom a request is about: by the form of the name and by what is said of it."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.reading.parties import Known, Register, complained, normal, parties, taught
from tests.reading.endless import ends

ROLES = (
    ("投诉阳光幼儿园", "阳光幼儿园乱收费，不退学费。", "阳光幼儿园", "school"),
    ("", "福来超市卖过期食品，态度恶劣。", "福来超市", "shop"),
    ("", "幸福家园小区电梯故障频发，物业一直推脱不修。", "幸福家园小区", "compound"),
    ("", "我是宏远建材有限公司的员工，公司拖欠工资三个月。", "宏远建材有限公司", "company"),
    ("", "康宁医院医生态度恶劣，多收费用。", "康宁医院", "hospital"),
    ("建议508路延长", "建议508路延长至东站，与311路重合太多。", "508路", "transit"),
    ("", "试问新河街道办事处，你们为什么不管？", "新河街道办事处", "office"),
    ("麦甜甜欠薪三个月", "老板不见了。", "麦甜甜", "company"),
)


@pytest.mark.req("R358", part="the party is read; its profile is proven by the room of insight")
@pytest.mark.parametrize(("title", "text", "name", "kind"), ROLES)
def test_the_party_is_told_by_its_name_and_its_role(title: str, text: str, name: str, kind: str) -> None:
    found = complained(title, text)
    assert [(party.plain, party.kind) for party in found] == [(name, kind)]
    assert found[0].reasons
    start, end = found[0].span
    assert f"{title}\n{text}"[start:end] == found[0].name


@pytest.mark.parametrize(
    "text",
    [
        "请教育局牵头查一查，给家长一个答复。",
        "我家住幸福家园小区，想咨询养老保险怎么办理。",
        "施工噪音严重影响翠湖小学学生上课。",
        "位于福来超市对面的洗车摊污水横流。",
        "向物业反映多次无果，希望有关部门处理。",
        "样例社区健身设施坏了，没有人修。",
        "华鼎世家居民反映停车乱。",
    ],
)
def test_who_is_asked_suffers_lives_there_or_only_says_where_is_not_complained_about(text: str) -> None:
    assert complained("", text) == []


def test_several_candidates_come_with_their_reasons_likeliest_first() -> None:
    found = parties("", "翠湖小区物业与恒大开发商互相推诿，小区漏水没人管。投诉翠湖小区物业乱收费。")
    assert len(found) >= 2 and found[0].plain == "翠湖小区物业"
    assert all(a.weight >= b.weight for a, b in itertools.pairwise(found))
    assert all(party.reasons for party in found)


@pytest.mark.parametrize(
    "text",
    [
        "投诉王建国先生在楼道堆放杂物，噪音扰民。",
        "举报人张伟，联系电话13800001234，投诉邻居李女士违建。",
        "我叫陈晓明，邻居拖欠我的钱，身份证110101199003071234。",
    ],
)
def test_a_private_person_is_never_a_party(text: str) -> None:
    for party in parties("", text):
        assert not any(name in party.name for name in ("王建国", "张伟", "李女士", "陈晓明", "1380000"))
    assert complained("", text) == []


@pytest.mark.parametrize(
    ("name", "whole", "short", "branch"),
    [
        ("甲市乙区幸福物业管理有限公司（望京分公司）", "幸福物业管理有限公司", "幸福物业管理", "望京分公司"),
        ("ＡＢＣ集团", "abc集团", "abc", ""),
        ("福来超市东街店", "福来超市", "福来超市", "东街店"),
        ("“金鼎”大酒店", "金鼎大酒店", "金鼎大酒店", ""),
        ("丙县井头镇医院", "井头镇医院", "井头镇医院", ""),
        ("阳光小区", "阳光小区", "阳光小区", ""),
        ("丙县草塘村砖厂", "草塘村砖厂", "草塘村砖厂", ""),
    ],
)
def test_one_form_for_the_names_of_one_party(name: str, whole: str, short: str, branch: str) -> None:
    found = normal(name)
    assert (found.whole, found.short, found.branch) == (whole, short, branch)


def test_a_known_party_is_found_by_its_other_name() -> None:
    register = Register([Known("p1", "property", ("首开望京物业", "首望物业"))])
    found = complained("", "首望物业不修电梯，投诉首望物业乱收费。", known=register)
    assert [(party.plain, party.key, party.kind) for party in found] == [("首开望京物业", "p1", "property")]


def test_names_are_learned_from_those_who_corrected() -> None:
    pairs = [("首望物业", "p1"), ("首望物业", "p1"), ("金鼎", "p2"), ("阳光", "p3"), ("阳光", "p4")]
    assert taught(pairs) == {"首望物业": "p1"}


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_is_read_and_spans_hold(text: str, title: str) -> None:
    for party in parties(title, text):
        start, end = party.span
        assert 0 <= start < end <= len(title) + 1 + len(text)
        assert f"{title}\n{text}"[start:end] == party.name


def test_reading_a_long_text_ends() -> None:
    text = "幸福家园小区物业公司推脱，恒大开发商不管，投诉福来超市。" * 60
    with ends():
        assert parties("", text)
