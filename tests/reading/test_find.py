"""Near-copies, topics, places, alarms, replies."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.reading.elements import Why, elements
from jiesu.reading.headline import headline
from jiesu.reading.locate import Gazetteer, Place, places, teach
from jiesu.reading.personal import mask
from jiesu.reading.place_names import place_names
from jiesu.reading.quality import answers, check_reply, grade
from jiesu.reading.sensitive import needs_person, urgency
from jiesu.reading.similar import BANDS, Index, bands, bands_many, pairs
from jiesu.reading.summary import summary
from jiesu.reading.topics import Message, core, flagged_after, surges, topics
from tests.reading.endless import ends
from tests.reading.texts import sample

STORY = (
    "幸福小区三号楼的电梯从上周三开始反复停运,老人上下楼十分困难,"
    "物业一直推脱说配件没有到货,希望有关部门督促尽快修好。"
)


def edited(text: str, share: float, seed: int) -> str:
    rng, signs = random.Random(seed), list(text)
    for _ in range(int(len(text) * share)):
        signs[rng.randrange(len(signs))] = rng.choice("天地玄黄宇宙洪荒")
    return "".join(signs)


def test_a_text_with_a_tenth_of_it_changed_is_found() -> None:
    subjects, bodies, _ = sample(200)
    index = Index.build([(i, s + b) for i, (s, b) in enumerate(zip(subjects, bodies, strict=True))])
    index.add("story", STORY)
    assert all(index.query(edited(STORY, 0.1, seed))[0].key == "story" for seed in range(10))
    assert index.query("完全无关的一句话,讲的是别的事情") == []


def test_bands_are_few_stable_and_know_no_number() -> None:
    assert len(bands(STORY)) == BANDS and bands(STORY) == bands(STORY.replace(",", "\uff0c"))
    assert bands("我叫欧阳锦瑟,电话13800000001,水管漏水") == bands("我叫司马长风,电话13900000002,水管漏水")
    assert bands("") == []


@given(st.text(alphabet="路灯不亮12３４ａＢ。，\n\t ㎡樓臺ABC*é\ud800𠀀①", max_size=60))
def test_one_text_alone_has_the_keys_that_it_has_among_many(text: str) -> None:
    assert bands_many([text]).tolist() == bands_many([text, "x"])[:1].tolist()
    clean = mask(text)
    assert bands_many([clean], masked=True).tolist() == bands_many([clean, "x"], masked=True)[:1].tolist()


def test_an_index_keeps_no_personal_data() -> None:
    index = Index.build([("1", "我叫欧阳锦瑟,电话13800000001,家里漏水")])
    index.add("2", "投诉人:李某某,电话13800000001,家里漏水")
    kept = "".join(index.texts)
    assert "锦瑟" not in kept and "13800000001" not in kept and "李某" not in kept


def test_pairs_are_named_once_in_the_order_given() -> None:
    found = pairs([("a", STORY), ("b", "路灯坏了一个月没人修理,晚上漆黑一片"), ("c", edited(STORY, 0.05, 1))])
    assert [(one, other) for one, other, _ in found] == [("a", "c")]


def crowd() -> list[Message]:
    subjects, bodies, _ = sample(60)
    others = [
        Message(f"o{i}", s, b, f"2026-01-{i % 28 + 1:02d} 08:00:00")
        for i, (s, b) in enumerate(zip(subjects, bodies, strict=True))
    ]
    tellings = [
        "捆绑销售车位不买不给签合同",
        "开发商强制搭售车位",
        "车位捆绑销售太霸道",
        "买房必须买车位不合理",
        "退还车位定金",
    ]
    return others + [
        Message(f"h{i}", f"锦绣滨河苑{t}", f"锦绣滨河苑的开发商{t},业主意见很大", f"2026-01-1{i} 09:00:00")
        for i, t in enumerate(tellings)
    ]


@pytest.mark.req("R357")
def test_a_mass_request_is_found_with_place_first_and_last() -> None:
    messages = crowd()
    found = next(t for t in topics(messages) if "h0" in t.members)
    assert set(found.members) == {f"h{i}" for i in range(5)}
    assert found.place == "锦绣滨河苑" and "车位" in found.title
    assert (found.first[:10], found.last[:10]) == ("2026-01-10", "2026-01-14")
    assert flagged_after(found, messages) in (3, 4)
    assert [t.rank for t in topics(messages)] == list(range(1, len(topics(messages)) + 1))


def told(key: str, place: str, days: list[int], *, sender: str = "") -> list[Message]:
    return [
        Message(
            f"{key}{i}",
            f"{place}车位捆绑销售",
            f"{place}的开发商捆绑销售车位,不买不给签合同。",
            str(date(2026, 1, 1) + timedelta(days=day)),
            sender or f"{key}{i}",
        )
        for i, day in enumerate(days)
    ]


@pytest.mark.req("R383")
def test_heat_counts_the_people_who_say_the_same_of_one_place() -> None:
    subjects, bodies, _ = sample(60)
    others = [
        Message(f"o{i}", s, b, "2026-01-05") for i, (s, b) in enumerate(zip(subjects, bodies, strict=True))
    ]

    def heat(*more: Message) -> dict[str, float]:
        return {t.members[0][0]: t.heat for t in topics([*others, *more])}

    six = told("a", "锦绣滨河苑", [0, 1, 2, 3, 4, 5])
    assert heat(*six)["a"] == 6, "all six say nearly the same"
    assert heat(*told("a", "锦绣滨河苑", [0, 1, 2, 3, 4, 5], sender="x"))["a"] == 0, "one person is no crowd"
    eight = told("b", "春风里社区", list(range(8)))
    ranked = [t for t in topics([*others, *six, *eight]) if t.members[0][0] in "ab"]
    assert [t.members[0][0] for t in ranked] == ["b", "a"] and ranked[0].rank < ranked[1].rank


def test_a_core_leaves_out_whoever_stands_far_from_the_rest() -> None:
    likeness = np.full((6, 6), 0.1)
    likeness[:4, :4] = 0.5
    np.fill_diagonal(likeness, 0)
    assert core(likeness, 0.4) == 4 and core(likeness, 0.05) == 6 and core(likeness, 0.6) == 0
    assert core(likeness[:2, :2], 0.4) == 0, "fewer than three are no topic"


@pytest.mark.req("R346")
def test_a_burst_is_told_from_a_weekly_pattern() -> None:
    weekly = [2, 2, 2, 2, 2, 20, 20] * 5
    assert [i for i in surges(weekly) if i >= 21] == []
    assert surges([*weekly, 25])[-1] == 35


BOOK = Gazetteer(
    [
        Place("d1", ("东城区",), "district", "/d1/"),
        Place("s1", ("安宁街道",), "street", "/d1/s1/"),
        Place("c1", ("春风里社区", "春风里"), "community", "/d1/s1/c1/", ((0, 0), (1, 0), (1, 1), (0, 1))),
        Place("d2", ("西城区",), "district", "/d2/"),
        Place("c2", ("春风里社区", "春风里"), "community", "/d2/s2/c2/"),
    ]
)


def test_a_place_is_found_down_to_the_community_with_reasons() -> None:
    first = BOOK.locate("东城区春风里3号楼对面路灯坏了")[0]
    assert first.place.code == "c1" and any("上级" in reason for reason in first.reasons)
    assert BOOK.locate("路灯坏了", point=(0.5, 0.5))[0].place.code == "c1"
    assert BOOK.locate("春風里路灯坏了", within="/d2/")[0].place.code == "c2"


def test_two_places_of_one_name_are_asked_for() -> None:
    found = BOOK.locate("春风里路灯坏了")
    assert {c.place.code for c in found} == {"c1", "c2"} and BOOK.ambiguous(found)
    assert BOOK.ambiguous([]) and not BOOK.ambiguous(BOOK.locate("东城区春风里"))


def test_history_teaches_new_names() -> None:
    book = Gazetteer(BOOK.entries)
    assert teach(book, [("锦绣滨河苑漏水", "c1")] * 3 + [("锦绣家园停电", "c2")] * 2) == 1
    assert book.locate("锦绣滨河苑电梯坏了")[0].place.code == "c1"
    assert [p.text for p in places("家住幸福小区附近")] == ["幸福小区"]


def test_extreme_words_alarm_unless_denied() -> None:
    assert urgency("再不解决我就跳楼")[0] == 5
    assert urgency("社区组织火灾演练,预防煤气泄漏")[0] == 0
    assert urgency("我没有想自杀")[0] == 0
    assert urgency("真的不想活了")[0] == 5
    assert urgency("咨询公积金怎么提取")[0] == 0
    assert needs_person("路灯不亮", request_type="举报") == ("report",)
    assert needs_person("孩子在学校被殴打") == ("minor", "violence")


REQUEST = (
    "我叫李建国,电话13800000001。幸福小区楼下饭店油烟扰民,每天"
    "晚上十点还在炒菜,物业公司一直不管。希望责令安装油烟净化器。"
)
GOOD = (
    "您好,经核实,幸福小区楼下饭店未装油烟净化器,5月6日我街道工作人员"
    "已责令整改,咨询电话010-00000000。感谢您的理解。"
)


def test_a_good_reply_passes_and_a_poor_one_is_told_why() -> None:
    assert check_reply(REQUEST, GOOD) == []
    assert {"short", "off_topic", "no_action", "no_date", "no_person"} <= {
        f.code for f in check_reply(REQUEST, "您好,已转有关单位。")
    }
    assert "leak" in {f.code for f in check_reply(REQUEST, GOOD + "来电人李建国,手机13800000001。")}
    assert "copied" in {f.code for f in check_reply(REQUEST, GOOD, earlier=[GOOD])}
    assert "impolite" in {f.code for f in check_reply(REQUEST, GOOD + "不要无理取闹。")}
    assert not answers(REQUEST, "公积金提取请到窗口办理")
    said = {
        f.code
        for f in check_reply(
            REQUEST, "您好,据查,幸福小区饭店油烟扰民属实,城管执法中队现场督促物业公司整改,感谢理解。"
        )
    }
    assert not said & {"no_action", "no_person", "promise_only"}


def test_a_grade_counts_what_is_said_once_and_its_grounds() -> None:
    longer = GOOD + "根据《餐饮业油烟管理办法》规定,一、该店须在七日内装好净化设备;二、街道每周复查一次。"
    assert 0 < grade(REQUEST, GOOD) < grade(REQUEST, longer) <= 100
    assert grade(REQUEST, GOOD * 3) == grade(REQUEST, GOOD), "a sentence said again says nothing"
    assert grade(REQUEST, "您好,已转有关单位。") == 0
    for fault in ("来电人李建国,手机13800000001。", "不要无理取闹。"):
        assert grade(REQUEST, longer + fault) <= 20
    assert grade(REQUEST, longer, earlier=[longer]) <= 20


def test_a_summary_is_short_extracted_and_masked() -> None:
    long = REQUEST + "".join(f"第{i}次反映时工作人员说会处理,结果没有下文。" for i in range(20))
    short = summary(long)
    assert len(short) <= 200 and "13800000001" not in short and "李建国" not in short
    assert "油烟" in short
    assert len(headline(long)) <= 30 and "李建国" not in headline(long)


def test_the_elements_of_a_request_are_filled_in() -> None:
    found = elements("", "2023年5月1日起,幸福小区楼下饭店油烟扰民,物业公司不管,希望责令整改。谢谢!")
    assert [e.text for e in found.times] == ["2023年5月1日"]
    assert [e.text for e in found.places] == ["幸福小区楼下"]
    assert [e.text for e in found.targets] == ["幸福小区楼下饭店", "物业公司"]
    assert {e.why for e in found.targets} == {Why.ROLE}
    assert [e.text for e in found.wants] == ["希望责令整改"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("我家住在A3区梅溪路示例壹号小区3栋2单元，楼上漏水", "A3区梅溪路示例壹号小区3栋2单元"),
        ("K4县样板大道与东四路交叉口没有红绿灯", "K4县样板大道与东四路交叉口"),
        ("样板路18号对面的样板河黑臭", "样板路18号对面的样板河"),
        ("样板河路夜市门面噪音扰民", "样板河路夜市"),
        ("业主反映西地省A市样板镇样板村五组没有自来水", "西地省A市样板镇样板村五组"),
        ("请问线路走向和公交线路怎么走，全体家庭都想知道", ""),
    ],
)
def test_a_place_is_the_longest_whole_phrase(text: str, place: str) -> None:
    found = elements("", text).places
    assert (found[0].text if found else "") == place


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("近两个月每天晚上11点到凌晨2点施工", ["近两个月", "每天晚上11点到凌晨2点"]),
        ("从2018年3月起一直没有通水，上个月又停电", ["2018年3月", "上个月"]),
        ("根据楚发〔2018〕12号文件，本人生于1960年5月", []),
    ],
)
def test_a_time_is_that_of_the_matter(text: str, times: list[str]) -> None:
    assert [e.text for e in elements("", text).times] == times


@pytest.mark.parametrize(
    ("text", "want"),
    [
        (
            "楼下饭店扰民，我们多次要求物业处理无果。恳请领导责令其停业，还居民安静的夜晚！谢谢领导！",
            "恳请领导责令其停业，还居民安静的夜晚",
        ),
        ("该店未按要求排放油烟，难道没人管吗？", ""),
        ("退休以后医保断了，请问能否补缴？", "请问能否补缴"),
    ],
)  # fmt: skip
def test_a_wish_is_no_courtesy_and_no_reproach(text: str, want: str) -> None:
    found = elements("", text).wants
    assert (found[0].text if found else "") == want


def test_a_summary_says_where_who_when_and_what_is_wanted() -> None:
    tale = "".join(f"我们小区的居民都知道这样的日子真是难过呀第{i}天了，" for i in range(12))
    text = f"您好！自2020年5月起，样板小区物业公司私自停水。{tale}大家都很无奈。希望责令物业恢复供水。谢谢！"
    short = summary(text, title="样板小区停水")
    assert len(short) <= 200 and "…" in short
    assert all(
        words in short for words in ("样板小区停水", "2020年5月", "物业公司私自停水", "希望责令物业恢复供水")
    )
    assert "您好" not in short and "谢谢" not in short


@pytest.mark.parametrize(
    "text",
    [
        "楼上的邻居每天晚上都在大声吵闹，已经反映多次，但是一直没有得到解决，希望尽快处理。" * 200,
        "11111111路" * 20 + "甲乙路",
        "小区" * 60 + "甲小区",
        "1" * 400 + "天",
        "人民大一" * 60 + "甲路",
    ],
)
def test_reading_a_text_ends_whatever_it_says(text: str) -> None:
    with ends():
        place_names(text)
