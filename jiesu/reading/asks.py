"""What a citizen wants: the clauses that ask, demand or propose (诉求要素), the best first.

A clause asks by what it holds (希望 …, 请 … 尽快 …, 要求 …, 建议 …, 能否 …, 什么时候 …?); it goes on over
the clauses behind it while they belong to the wish. Courtesies (请多关照, 谢谢) and rhetorical questions (难道 …?)
ask for nothing. What weighs: how strongly it asks, how much it says beyond 希望有关部门处理, whether it stands at the
end. Plain Chinese in the folded form of `folding.flat`; the weights are chosen by hand (without unit).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LAG = 1.2
"""What says so much less than the best is left out (chosen on the half that served to write the rules)."""
LONGEST = 50
"""A wish that is longer is cut at a comma."""
_SENTENCE = re.compile(
    "[。!?;\n]+|(?<=[一-鿿])\\.(?=[一-鿿])|(?<=[一-鿿,.、:])(?=[(]?[0-9]{1,2}[.、)][一-鿿])"
)
_STRONG = (
    "恳请|恳求|垦请|叩请|叩求|强烈(?:要求|请求|希望|建议|呼吁|反对)|坚决(?:要求|反对|堵住)|迫切(?:希望|要求)|"
    "请求|(?<![按照合的种项])要求(?![,?]|$)(?!我们|我|业主|赔|被|是|的|施|整改|各|他|她|村|只|必须|交)|"
    "(?:(?<!看到了)(?<!的)(?<!有)|(?<=[诚切烈心]的))希望(?![和与,]|$)|盼望|热切盼望|期望|期待|"
    "(?<!的)(?<![些点个条])建议(?![一二三四五,:]|$)|倡议|(?:[现特]|我|本人|故)申请|呼吁|敬请|烦请|望(?=相关|有关|"
    "部门|上级|领导|政府|贵|各|您|你|能|给|尽|处|予|部|市|县|区|省|局|书记|答|回|解|查|采)|忘(?=各位|领导|政府)"
    "|(?<![提邀申聘宴报])请(?!问|客|挖|车|律|师|保|过|假|教|示|人|来|工|了|不|他|她|看|注意|见|您关注|"
    "随)(?=[一-鿿0-9a-z])|求(?=各|领导|政府|有关|解|助|您|帮)|盼(?!着)|责令|应(?:该|当)?(?=向|立即|尽快|增|设|"
    "取消|加|放|开|将|把|给)|必须(?:尽快|立即|马上)|(?<!为了)尽快|为何不(?:能)?|是否可以|能不能|能否|可否|"
    "不知可否|可不可以"
)
_QUESTION = (
    "请问|咨询|想问|试问|问一下|想知道|想了解|是否|是不是|有没有|会不会|该不该|要不要|需不需要|何时|什么时候|"
    "什么时间|多久|多少|几时|怎么(?:办|样|处理|解决|还|申请|才|算)|如何|为什么|为何|有何|凭什么|哪些|哪里|到底|"
    "究竟"
)
_WISH, _ASKED = re.compile(_STRONG), re.compile(_QUESTION)
_OPENERS = frozenset({"请问", "咨询", "想问", "试问", "想知道", "想了解"})
_TURN = re.compile("恳|叩|强烈|请|希望|望|求")
_NUMBERED = re.compile(
    "[ \n]*(?:[(]?[0-9一二三四五六]{1,2}[.、)]|[第其][一二三四五六],?|另外|同时|所以|因此|故|并且|而且)"
)
_MARKED = re.compile("[吗呢么]?\\?|[吗呢]$")
RHETORIC = re.compile(
    "难道|何在|岂|这就是|天理|谁给|凭什么|良心|何以|这样的吗|假的吗|搞笑|说明什么|置于何|有什么用|什么作用|罔顾|"
    "视而不见|合不合理$"
)
_COURTESY = re.compile(
    "谢谢|感谢|感激|您好|你好|致礼|敬礼|此致|打扰|(?:请|望)(?:您|领导)?(?:多多?)?(?:关照|谅解|见谅|理解|支持)|"
    "冬安|祝(?:您|愿|各)|请查看|请看|请来往|特此投诉|百忙"
)
_PLAIN = re.compile(
    "相关|有关|部门|领导|政府|上级|各级|尽快|及时|能够|能|够|希望|恳请|请求|要求|强烈|望|请|给予|予以|解决|处理|"
    "介入|重视|关注|问题|此事|这个|我们|老百姓|一下|出面|帮忙|帮助|做主|为|我|您|你|市|县|区|书记|局|厅|长|一|个|"
    "的|了|盼"
)
_TOLD = re.compile(
    "(?:多次|曾|已经?|之前|我|我们|业主|他们|村民|群众|居民|去|去年|当时)[^,]{0,14}(?:要求|请求|申请|建议|投诉|"
    "希望)|被要求|(?:按|符合|未达|达到)[^,]{0,8}要求|单位要求|(?:公司|物业|学校|开发商|社区|村里|银行|医院|法院|"
    "局)[^,]{0,4}(?:要求|建议)(?!$)|答复|回复说|承诺"
)
_NARRATIVE = re.compile(
    "^(?:但是?|然而|可是?|因为|由于|目前|现在|结果|导致|造成|严重|原来|其实|谢|感|万分|此致|特此|不胜|拜托|以上|"
    "理由|这样(?!我)|本人|我是|我们是|前|昨|今)"
)
_ABOUT = re.compile("^(?:关于|反映|投诉|举报|咨询)")


@dataclass(frozen=True, slots=True)
class Ask:
    """A wish that the text names: half-open span, how well it says what is wanted (without unit), and by which word."""

    start: int
    end: int
    weight: float
    cue: str


def asks(plain: str, title: int = 0) -> list[Ask]:
    """The wishes in a folded text whose first `title` characters are the title, the best first."""
    found: list[Ask] = []
    for start, end in _pieces(plain, _SENTENCE, 0, len(plain)):
        found += _in_sentence(plain, start, end, title)
    top = max((ask.weight for ask in found), default=0.0)
    return sorted((ask for ask in found if ask.weight > top - LAG), key=lambda ask: (-ask.weight, -ask.start))


def _pieces(plain: str, cut: re.Pattern[str], start: int, stop: int) -> list[tuple[int, int]]:
    """The pieces of a text between the cuts; a question mark stays with its sentence."""
    pieces, last = [], start
    for match in cut.finditer(plain, start, stop):
        end = match.start() + (1 if match.group()[:1] == "?" else 0)
        if plain[last:end].strip():
            pieces.append((last, end))
        last = match.end()
    if plain[last:stop].strip():
        pieces.append((last, stop))
    return pieces


_GOES_ON = re.compile(
    "(?:[并且也]|同时)?(?:并|且|再|也|责令|让|把|将|给(?!我们带)|还(?=我|市|老|百|人|路|居)|别|不要|勿|统一|改为|"
    "改走|改到|增[加设开派]|取消|撤销|加强|加大|确保|保障|保证|尽快|尽早|及时|早日|以(?:便|免|平|维|保)|维护|"
    "缩短|减少|延长|处理|解决|予以|给予|彻底|彻查|严查|查处|追究|恢复|整治|治理|拆除|清理|修复|维修|制止|督促|"
    "协调|落实|为[^,]{1,12}(?:做主|主持|考虑|排忧)|优化|完善|对[^,]{2,16}(?:进行|给予)|公开|公布|告知|答复|回复|"
    "列入|设立|设置|建立|安装|兑现|迅速|立即|真正)"
)
"""What a clause begins with that goes on with the wish before it."""
_INSIDE = re.compile('[“"《(][^”"》)。]{1,60}[”"》)]')
_EDGE = " \n,.?…·:"
_COMMA = re.compile("[,:]+")


def _in_sentence(plain: str, start: int, end: int, title: int) -> list[Ask]:
    """The wishes of one sentence: a clause with a cue and what belongs to it."""
    away = [match.span() for match in _INSIDE.finditer(plain, start, end)]
    clauses = _clauses(plain, start, end, away)
    found: list[Ask] = []
    for place, (first, last) in enumerate(clauses):
        if found and first < found[-1].end:
            continue
        cue = _cue(plain, first, last, end)
        if not cue:
            continue
        stop = last
        for a, b in clauses[place + 1 :]:
            asked = cue in _OPENERS and plain[end - 1] == "?"
            goes_on = asked or _GOES_ON.match(plain, a, b)
            if b - first > LONGEST or not goes_on or _COURTESY.search(plain, a, b):
                break
            stop = b
        first, stop = _trimmed(plain, first, stop, cue)
        found.append(Ask(first, stop, _weight(plain, first, stop, cue, title), cue))
    return found


def _clauses(plain: str, start: int, end: int, away: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The clauses of a sentence; a comma within quotation marks or brackets does not part them."""
    clauses: list[tuple[int, int]] = []
    for a, b in _pieces(plain, _COMMA, start, end):
        if clauses and any(x < a < y for x, y in away):
            clauses[-1] = (clauses[-1][0], b)
        else:
            clauses.append((a, b))
    return clauses


def _trimmed(plain: str, start: int, end: int, cue: str) -> tuple[int, int]:
    """Without marks at the ends and numbers in front; from the cue on where much stands before it."""
    before = plain[start:end].find(cue)
    if (before >= 16 and _WISH.match(cue)) or (before >= 6 and _TURN.match(cue)):
        start += before
    lead = _NUMBERED.match(plain, start, end)
    start = lead.end() if lead else start
    while end > start and plain[end - 1] in _EDGE:
        end -= 1
    while start < end and plain[start] in _EDGE:
        start += 1
    return start, end


def _cue(plain: str, start: int, end: int, sentence: int) -> str:
    """By which word a clause asks, or nothing."""
    said = plain[start:end]
    if RHETORIC.search(said) or (_COURTESY.search(said) and len(_PLAIN.sub("", said)) < 14):
        return ""
    strong = _WISH.search(said)
    if strong and (not _TOLD.search(said) or said.startswith(strong.group())):
        return strong.group()
    match = _ASKED.search(said)
    if match and match.group() in _OPENERS and end < sentence and len(_PLAIN.sub("", said)) < 10:
        return match.group() if plain[sentence - 1] == "?" else ""
    asked = _MARKED.search(plain[start : sentence + 1]) if end == sentence else None
    if match and (
        asked or match.group() in ("请问", "咨询", "想问", "想知道", "想了解", "何时", "什么时候", "是否")
    ):
        return match.group()
    return "?" if asked else ""


def _weight(plain: str, start: int, end: int, cue: str, title: int) -> float:
    """How well a wish says what is wanted."""
    said = plain[start:end]
    strong = _WISH.search(said) is not None and cue not in _OPENERS
    weight = 2.0 if strong else 1.2
    weight -= 0.5 if cue in ("尽快", "申请", "为什么", "为何", "如何", "?", "到底", "究竟") else 0.0
    weight += min(1.0, len(_PLAIN.sub("", said)) / 15)
    weight += 0.6 * start / max(1, len(plain))
    if start < title:
        weight -= 0.3 if _ABOUT.match(said) else 0.1
    return weight
