from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiesu.reading.folding import flat, fold
from jiesu.reading.normalise import chinese_number, dates, mask, money, normalise, search_tokens, sentences
from jiesu.reading.personal import personal

PIECES = st.sampled_from(
    [
        "暖氣",
        "㎡",
        "①",
        "Abc",
        "电话",
        "13800000001",
        " ",
        "我叫",
        "欧阳建国",
        "，",
        "京A12345",
        "…",
        "漏水",
        "Ⅳ",
        "\n",
        "ﬁ",
    ]
)
TEXT = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=12).map("".join))


@given(TEXT)
def test_every_span_of_a_normalised_text_leads_back_to_what_made_it(text: str) -> None:
    done = normalise(text, masked=False)
    for i in range(len(done.text)):
        origin = done.origin(i, i + 1)
        assert done.text[i] in fold(text[origin.start : origin.end])
    assert done.origin(0, len(done.text)).text == text or not done.text


@given(TEXT)
def test_masking_keeps_the_length_and_is_settled_after_once(text: str) -> None:
    hidden = mask(text)
    assert len(hidden) == len(text) == len(flat(text))
    for found in personal(text):
        assert set(hidden[found.start : found.end]) == {"*"}


def test_width_traditional_characters_and_case_become_one_form() -> None:
    assert fold("暖氣不熱，ＡＢＣ１２㎡") == "暖气不热,abc12m2"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("联系电话１３８００００００００１", "１３８００００００００１"),
        ("身份证号11010119900307123X。", "11010119900307123X"),
        ("座机010-12345678转", "010-12345678"),
        ("车牌京A·12345违停", "京A·12345"),
        ("我叫欧阳建国,住三楼", "欧阳建国"),
        ("投诉人:李某某,电话", "李某某"),
        ("王女士反映", "王"),
        ("邮箱sample@example.com", "sample@example.com"),
    ],
)
def test_personal_data_is_masked(text: str, secret: str) -> None:
    assert secret not in mask(text)


@pytest.mark.parametrize(
    "text", ["幸福小区3号楼漏水", "从2023年5月1日起", "收费3500元", "12345热线", "公交88路"]
)
def test_ordinary_words_and_figures_are_not_masked(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [("二十三", 23), ("一万五", 15000), ("两百零三", 203), ("十五", 15), ("12", 12), ("楼", None)],
)
def test_numerals_have_their_value(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@given(st.integers(0, 9999))
def test_a_written_number_is_read_back(number: int) -> None:
    digits, units = "零一二三四五六七八九", ["千", "百", "十", ""]
    written, gap = "", False
    for place, digit in enumerate(map(int, f"{number:04d}")):
        if digit:
            written += ("零" if gap and written else "") + digits[digit] + units[place]
        gap = not digit
    assert chinese_number(written or "零") == number


def test_dates_and_sums_are_found_with_their_value() -> None:
    today = date(2022, 4, 1)
    found = [value for _, value in dates("2022年3月5日报修,十二月三日又报,昨天再报", today)]
    assert found == [date(2022, 3, 5), date(2021, 12, 3), date(2022, 3, 31)]
    assert [fen for _, fen in money("收费3.5万元,押金两百块")] == [3_500_000, 20_000]


def test_sentences_know_where_they_stand() -> None:
    text = " 水管漏了。请修!\n谢谢"
    spans = sentences(text)
    assert [s.text for s in spans] == ["水管漏了。", "请修!", "谢谢"]
    assert all(text[s.start : s.end] == s.text for s in spans)


def test_search_tokens_hold_characters_pairs_and_no_secret() -> None:
    tokens = search_tokens("漏水,电话13800000001")
    assert tokens[:3] == [("漏", 1), ("漏水", 1), ("水", 2)]
    assert not any("13800000001" in token for token, _ in tokens)
