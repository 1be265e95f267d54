"""Reading before anything was learned: by the names of categories, and from the first confirmed cases."""

from __future__ import annotations

import numpy as np
import pytest

from jiesu.reading.beginner import Beginner

NAMED = {
    "a1": ("城乡建设", "住房保障与房地产", "物业服务与管理"),
    "a2": ("城乡建设", "城市建设和市政管理", "园林绿化环卫"),
    "b1": ("教育文体", "考试招生", "招生录取"),
    "c1": ("交通运输", "城市交通", "公共交通"),
    "d1": ("劳动和社会保障", "劳动关系", "工资报酬"),
    "e1": ("环境保护", "环境污染", "噪声污染"),
    "f1": ("卫生计生", "医疗卫生", "医疗纠纷"),
}


@pytest.fixture(scope="module")
def beginner() -> Beginner:
    return Beginner.of(NAMED)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("小区物业收了物业费却没有人管理", "a1"),
        ("孩子今年录取的名单什么时候公布，招生办电话打不通", "b1"),
        ("老板拖欠我们农民工的血汗钱三个月，一直没有发放", "d1"),  # no character pair of 工资报酬
        ("楼下烧烤店每天半夜还在唱歌，吵得睡不着觉", "e1"),  # none of 噪声污染
        ("末班车太早，下班以后没有车回家，希望增加班次", "c1"),
    ],
)
def test_names_alone_tell_the_category(beginner: Beginner, text: str, label: str) -> None:
    (found,) = beginner.predict([text])
    assert found.label == label and found.known
    assert found.top[0] == (label, found.confidence) and len(found.top) == 3
    assert sum(share for _, share in found.top) <= 1 + 1e-9


def test_words_of_a_category_speak_for_it() -> None:
    named = {"x": ("甲类",), "y": ("乙类",)}
    text = "门口的柳絮太多了"
    (unknown,) = Beginner.of(named).predict([text])
    (found,) = Beginner.of(named, {"y": ("柳絮", "飞絮")}).predict([text])
    assert found.label == "y" and found.confidence > max(unknown.confidence, 0.6)


def test_what_says_nothing_is_not_known(beginner: Beginner) -> None:
    assert not beginner.predict(["……"])[0].known
    assert not Beginner.of({}).predict(["小区停水"])[0].known


def test_confirmed_cases_teach_what_no_name_says(beginner: Beginner) -> None:
    asked = "杨树毛子到处飞，眼睛都睁不开"
    assert beginner.predict([asked])[0].label != "a2"
    cases = ["杨树毛子太多，请修剪杨树", "满街杨树毛子，请换树种", "小区里杨树飞毛，过敏了"]
    taught = beginner.taught(cases, ["a2"] * 3)
    assert taught.predict([asked])[0].label == "a2"
    assert beginner.predict([asked])[0].label != "a2", "the one that taught was not changed"
    assert taught.predict(["小区物业收了物业费却没有人管理"])[0].label == "a1"
    assert beginner.taught(cases, ["unknown"] * 3) is beginner


def test_the_shared_pieces_are_shown_and_nothing_of_a_person(beginner: Beginner) -> None:
    assert beginner.deciding(("物业", "物业服务太差"), "a1")[0] == "物业服务"
    assert beginner.deciding("招生录取", "nothing") == ()
    named = Beginner.of({"x": ("欧阳锦瑟",), "y": ("路灯",)})
    assert named.deciding("我叫欧阳锦瑟，路灯不亮", "x") == ()


def test_planted_names_and_numbers_change_nothing(beginner: Beginner) -> None:
    plain = ["我叫*，电话*，小区物业不管", "我叫*，电话*，公交车不来"]
    planted = ["我叫欧阳锦瑟，电话13800000001，小区物业不管", "我叫欧阳锦瑟，电话13800000001，公交车不来"]
    assert np.allclose(beginner.scores(plain), beginner.scores(planted))
    one, other = (beginner.taught(texts, ["a1", "c1"]) for texts in (plain, planted))
    assert np.allclose(one.scores(["欧阳锦瑟"]), other.scores(["欧阳锦瑟"]))
