"""What grams mean in general: small, nameless, and right about words that an installation has never seen together."""

from __future__ import annotations

import numpy as np

from jiesu.reading.general import FILE, general
from jiesu.reading.grams import codes, occurrences
from jiesu.reading.linear import unit
from jiesu.reading.space import BITS, ORDERS, Space, views

TEXTS = {
    "school": ["小学入学报名学位不够", "幼儿园老师收费", "初中分班补课的教育问题"],
    "pension": ["养老保险缴费年限", "退休金发放和社保卡", "工伤认定和失业保险"],
    "smoke": ["工厂废气刺鼻污染空气", "夜间噪音扰民环保", "污水直排河里发臭"],
}


def test_the_file_is_small_and_holds_numbers_alone() -> None:
    assert FILE.stat().st_size <= 4_000_000
    with np.load(FILE, allow_pickle=False) as file:
        kinds = {name: file[name].dtype for name in file}
        assert kinds == {"bucket": np.int32, "idf": np.float16, "scale": np.float16, "places": np.int8}
        bucket, places = file["bucket"], file["places"]
    assert len(np.unique(bucket)) == len(bucket) == len(places) and places.shape[1] == 112


def test_what_offices_answer_alike_lies_close_together() -> None:
    listed = [text for texts in TEXTS.values() for text in texts]
    raw = views([""] * len(listed), listed)
    space = Space.fit(raw, rare=1)
    place = unit(space(raw) @ general(space))
    near = place @ place.T
    kind = np.repeat(np.arange(3), 3)
    same = kind[:, None] == kind[None, :]
    np.fill_diagonal(near, np.nan)
    assert np.nanmean(near[same]) > np.nanmean(near[~same]) + 0.2


def test_names_that_few_people_bear_have_no_place() -> None:
    with np.load(FILE, allow_pickle=False) as file:
        bucket = set(file["bucket"].tolist())
    for name in ("欧阳锦瑟", "司马清霁"):
        for order, _, buckets in occurrences(codes([name], masked=True), ORDERS, BITS):
            assert order < 3 or not set(buckets.tolist()) & bucket
