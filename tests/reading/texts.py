"""Small Chinese requests written for these tests: three categories, clearly apart."""

from __future__ import annotations

import random

PARTS = {
    "供暖": (
        ["暖气不热", "室温只有十度", "供暖管道漏水", "暖气片冰凉", "热力公司不来维修"],
        ["希望尽快恢复供暖", "请热力公司检修管网"],
    ),
    "噪音": (
        ["楼下酒吧半夜放音乐", "工地夜间施工噪音大", "广场舞音响声音太大", "装修电钻吵得睡不着"],
        ["希望制止噪音扰民", "请城管夜间巡查"],
    ),
    "路灯": (
        ["路灯坏了一个月", "胡同里路灯不亮", "晚上漆黑看不清路", "灯杆倾斜有危险"],
        ["希望修复路灯", "请照明中心更换灯泡"],
    ),
}
PLACES = ["幸福小区", "和平街", "春风里", "光明路", "安宁胡同", "永乐花园"]


def sample(count: int = 120, seed: int = 0) -> tuple[list[str], list[str], list[str]]:
    """(subjects, bodies, labels)."""
    rng = random.Random(seed)
    subjects, bodies, labels = [], [], []
    for i in range(count):
        label = list(PARTS)[i % 3]
        facts, wants = PARTS[label]
        place = rng.choice(PLACES)
        subjects.append(f"{place}{rng.choice(facts)}")
        bodies.append(
            f"您好,我住在{place},{rng.choice(facts)},已经{rng.randint(2, 30)}天。{rng.choice(wants)},谢谢。"
        )
        labels.append(label)
    return subjects, bodies, labels
