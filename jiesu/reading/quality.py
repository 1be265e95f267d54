"""What a reply lacks before it is signed, and how complete it is.

Sources: requirements R075-R079 (replies name the action, date and person), R074 (screening); privacy rules of
`personal`. Findings are advice with a reason; the person who signs decides.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from jiesu.reading.folding import flat
from jiesu.reading.normalise import dates, sentences
from jiesu.reading.personal import personal
from jiesu.reading.similar import alike, plain

_POLITE = re.compile("您好|你好|尊敬的|感谢|谢谢|抱歉|歉意|理解|敬请|祝您")
_RUDE = re.compile("无理取闹|胡说|不归我|不关我|爱找谁|没空|别再打|多管闲事|刁民|活该|自己想办法|与我无关")
_ACTION = re.compile(
    "已(?:经)?[^,。;]{0,12}(?:修复|处理|清理|整改|拆除|完成|解决|安装|更换|责令|处罚|约谈|联系|协调|核实|退还|发放|支付|恢复|疏通|清运|立案|停止)"
    "|(?:工作人员|执法人员|我们|我局|我街道|我镇|我公司)[^。;]{0,30}(?:现场|前往|到达|检查|核查|调查|维修|约谈)|经(?:核实|调查|查|核查|了解|现场)"
    "|据(?:查|了解|核实)|(?:立即|迅速|第一时间)?组织[^。;]{0,24}(?:调查|核实|核查|处理|整治|检查)|现场(?:核实|查看|检查|勘察|勘查|调查|督促|走访)"
    "|(?:责成|责令|督促|训诫|劝导|约谈|走访)了?[^。;]{2,}"
)
_PROMISE = re.compile("将(?:于|在|尽快|会)?|计划|拟|预计|下一步")
_PERSON = re.compile(
    "负责人|工作人员|经办人|承办人|联系人|科室|(?:局|科|所|站|街道|社区|办|中心|物业|公司)[^,。;]{0,8}(?:同志|主任|科长|工作人员|负责)|联系电话|咨询电话"
    "|(?:拨打|致电|联系)[^。;]{0,24}(?:电话|热线|[0-9*]{4,})|(?:执法|施工|专项)(?:人员|队员|中队|大队|工作小组|工作组)|(?:交警|城管|社区|街道|住建局|公安局?|派出所)[^,。;]{0,12}(?:组织|前往|联系|开展|进行|核实|高度重视)"
)
_EMPTY = re.compile("^(?:您好[,,!!]?)?(?:已收悉|已阅|已转|正在处理|请耐心等待|收到|知悉)[^。]{0,20}[。.!]?$")
_GROUNDS = re.compile("根据|按照|依据|《|规定|条例|办法|号文")
_STEPS = re.compile("[一二三四五六][、是]|第[一二三四五六]|[(]?\\d[)、]|首先|其次|同时|此外|另外|下一步")
_GROSS = frozenset({"short", "impolite", "leak", "copied"})
LEAST_SAID, ALL_SAID, GROSS = (
    20,
    800,
    20,
)  # characters that say nothing, and all; the most that a gross fault leaves
ASK = re.compile(
    "请问|咨询|希望|要求|请求|建议|恳请|盼|能否|能不能|是否|何时|什么时候|为什么|怎么|如何|望(?!江|京|城)|投诉|举报|求助|诉求|反映"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a reply lacks or does wrong: its code and a sentence in Chinese."""

    code: str
    reason: str


def check_reply(request: str, reply: str, *, earlier: Sequence[str] = ()) -> list[Finding]:
    """What should be mended before sign-off; `earlier` are replies to other orders (copied text)."""
    text = flat(reply.strip())
    checks = (
        ("short", len(text) < 20 or bool(_EMPTY.match(text)), "答复过于简短，没有实质内容"),
        ("off_topic", not answers(request, reply), "答复没有提到诉求中的关键事项"),
        ("no_action", not _ACTION.search(text), "没有写明做了什么"),
        (
            "no_date",
            not dates(text) and not re.search("[当今昨次]日|\\d+个?工作日|月底|年底", text),
            "没有写明时间",
        ),
        ("no_person", not _PERSON.search(text), "没有写明由谁办理或联系谁"),
        (
            "promise_only",
            bool(_PROMISE.search(text)) and not _ACTION.search(text),
            "只有打算，没有已采取的措施",
        ),
        ("impolite", bool(_RUDE.search(text)), "用语生硬"),
        ("no_courtesy", not _POLITE.search(text), "缺少礼貌用语"),
        ("leak", bool(_leaks(request, reply)), "泄露了诉求人的个人信息"),
        ("copied", _copied(request, reply, earlier), "与诉求原文或其他答复雷同"),
    )
    return [Finding(code, reason) for code, wrong, reason in checks if wrong]


def grade(request: str, reply: str, *, earlier: Sequence[str] = ()) -> int:
    """How complete a reply is, 0 to 100: what it says (no sentence counts twice, each further one counts less), the
    grounds it names, the points it takes in turn. A gross fault leaves at most GROSS."""
    text = flat(reply.strip())
    said = sum(map(len, {span.text for span in sentences(text)}))
    length = math.log(min(max(said, LEAST_SAID), ALL_SAID) / LEAST_SAID) / math.log(ALL_SAID / LEAST_SAID)
    grounds, steps = (
        math.log1p(min(most, len(pattern.findall(text)))) / math.log1p(most)
        for pattern, most in ((_GROUNDS, 4), (_STEPS, 5))
    )
    value = round(100 * (0.9 * length + 0.05 * grounds + 0.05 * steps))
    gross = _GROSS & {finding.code for finding in check_reply(request, reply, earlier=earlier)}
    return min(value, GROSS) if gross else value


def answers(request: str, reply: str) -> bool:
    """Whether the reply takes up what the request speaks of (shared rare pairs of characters)."""
    asked, said = pairs(request), pairs(reply)
    if len(asked) < 4:
        return True
    return len(asked & said) >= min(4, max(1, len(asked) // 20))


def pairs(text: str) -> set[str]:
    """The pairs of characters that a text is about: without those that every request holds."""
    return {
        piece[i : i + 2]
        for piece in re.findall("[一-鿿]+", ASK.sub(" ", flat(text)))
        for i in range(len(piece) - 1)
        if piece[i : i + 2] not in _STOP
    }


_STOP = frozenset(
    re.split(
        ",",
        "您好,你好,我们,你们,他们,这个,那个,什么,没有,可以,就是,现在,问题,情况,进行,相关,有关,部门,领导,谢谢,感谢,处理,工作,要求,希望,"
        "一个,因为,所以,但是,如果,已经,不能,不是,还是,还有,反映,回复,支持,理解,尊敬,敬的",
    )
)


def _leaks(request: str, reply: str) -> list[str]:
    """Identity of the requester in the reply: a full name, a personal number, or a name the request gave."""
    leaks = [
        reply[f.start : f.end]
        for f in personal(reply)
        if f.kind in ("id", "mobile", "card", "plate", "email")
    ]
    names = {request[f.start : f.end] for f in personal(request) if f.kind == "name" and f.end - f.start > 1}
    return leaks + [name for name in names if name in reply]


def _copied(request: str, reply: str, earlier: Sequence[str]) -> bool:
    mine = plain(reply)
    others = [plain(request), *map(plain, earlier)]
    return len(mine) >= 20 and any(alike(mine, other, least=0.9) >= 0.9 for other in others)
