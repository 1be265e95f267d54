"""A title for a request that has none: the clause that says most (标题), masked; extractive, nothing invented."""

from __future__ import annotations

import math
import re
from collections import Counter

from jiesu.reading.locate import places
from jiesu.reading.personal import mask
from jiesu.reading.quality import ASK, pairs

TITLE = 30
_COURTESY = re.compile("^(?:尊敬的|您好|你好|谢谢|感谢|此致|敬礼|祝|打扰|领导)[^。]{0,14}$")
_LEADING = re.compile(
    "^(?:\\d+[.、]|[一二三][、.]|尊敬的[^:：,，]{0,12}|您好|你好|领导[^:：,，]{0,4}|本人|我是|我们是|我|请问|就是|但是|因为|所以|而且|现在|关于)+"
)
_HELLO = re.compile("尊敬的|您好|你好|领导|局长|书记|市长|谢谢|感谢|打扰|诉求编号|来电|网友")


def headline(text: str, *, limit: int = TITLE) -> str:
    """A title: the clause that says most of what the text speaks of, asks, names a place and comes early; masked."""
    clean = mask(text.strip())
    clauses = [c.strip() for c in re.split("[。!?！？；;,，\n:：]", clean)]
    counts = Counter(pair for clause in clauses for pair in pairs(clause))
    cut = [_LEADING.sub("", clause) for clause in clauses]
    named = [i for i, c in enumerate(cut) if len(c) >= 6 and not _COURTESY.match(c) and not _HELLO.search(c)]
    if not named:
        return clean if len(clean) <= limit else clean[: limit - 1] + "…"
    best = max(named, key=lambda i: (_telling(cut[i][:limit], i, counts), -i))
    found = cut[best]
    if len(found) < 12 and best + 1 in named and cut[best + 1] not in found:
        found = f"{found}，{cut[best + 1]}"
    return found if len(found) <= limit else found[: limit - 1] + "…"


def _telling(clause: str, place: int, counts: Counter[str]) -> float:
    """How much a clause says: its mean weight, more for a place and a wish, less late in the text or when short."""
    own = pairs(clause)
    value = sum(math.log1p(counts[pair]) for pair in own) / (len(own) + 4)
    value *= (1.4 if places(clause) else 1.0) * (1.5 if ASK.search(clause) else 1.0)
    return value * min(1.0, len(clause) / 12) / (1 + 0.1 * place)
