"""Several matters in one text, as the words themselves part them: a proposal, which the agent corrects."""

from __future__ import annotations

import re

SHORTEST = 6
_ENDS = "。！？!?；;\n"
_CUT = re.compile(
    rf"(?<=[{_ENDS}])\s*(?=(?:另外|此外|还有(?:就是|一件事|一个)?|同时还|再有|再就是|另一件|第[二三四五六七八九]|[二三四五六]是|其[二三四]|"
    r"[2-9][.、)）]|[②③④⑤⑥]))"
)
_MARK = re.compile(
    r"^(?:(?:另外|此外|还有一件事|还有就是|还有一个|还有|再有|再就是|另一件(?:事)?)(?:是)?|第[一二三四五六七八九](?:个问题|件事|点|，)?|"
    r"[一二三四五六]是|其[一二三四]|[1-9][.、)）]|[①②③④⑤⑥])[，,：:、\s]*"
)


def matters(text: str) -> list[str]:
    """The matters of a text, at least one; words that only lead over are left out."""
    found = [_MARK.sub("", part.strip()) for part in _CUT.split(text.strip())]
    kept = [part for part in found if len(part) >= SHORTEST]
    return kept or [text.strip()]
