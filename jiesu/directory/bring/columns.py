"""How the columns of a directory may be called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from jiesu.kit.tables import header_name

FIELDS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "areas": {
            "code": ("code", "编码", "代码", "区域编码", "区划代码"),
            "name": ("name", "名称", "区域名称", "区域"),
            "level": ("level", "级别", "层级"),
            "parent": ("parent", "上级", "上级编码", "上级区域"),
            "aliases": ("aliases", "别名"),
            "former_name": ("former_name", "原名", "曾用名"),
            "renamed_on": ("renamed_on", "更名日期"),
            "population": ("population", "人口", "常住人口"),
            "boundary": ("boundary", "边界", "geojson"),
            "valid_from": ("valid_from", "生效日期", "开始日期"),
            "valid_to": ("valid_to", "失效日期", "结束日期"),
        },
        "units": {
            "code": ("code", "编码", "代码", "单位编码", "机构编码"),
            "name": ("name", "名称", "单位名称", "机构名称", "单位"),
            "short_name": ("short_name", "简称"),
            "kind": ("kind", "类别", "类型", "单位类别", "单位类型"),
            "level": ("level", "级别", "层级"),
            "parent": ("parent", "上级", "上级单位", "上级编码"),
            "line": ("line", "业务指导单位", "条线单位", "条线上级"),
            "area": ("area", "区域", "辖区", "所属区域"),
            "public_service": ("public_service", "is_public_service", "公共服务企事业单位"),
            "round_the_clock": ("round_the_clock", "7x24", "7×24"),
            "contact": ("contact", "联系科室", "联系人"),
            "aliases": ("aliases", "别名"),
            "former_name": ("former_name", "原名", "曾用名"),
            "renamed_on": ("renamed_on", "更名日期"),
            "valid_from": ("valid_from", "生效日期", "开始日期"),
            "valid_to": ("valid_to", "失效日期", "结束日期"),
        },
        "people": {
            "login": ("login", "登录名", "账号", "工号"),
            "name": ("name", "姓名"),
            "email": ("email", "邮箱", "电子邮箱"),
            "language": ("language", "语言"),
            "unit": ("unit", "单位", "单位编码", "所属单位"),
            "role": ("role", "角色"),
            "post": ("post", "职务"),
            "valid_from": ("valid_from", "生效日期", "任职日期"),
            "valid_to": ("valid_to", "失效日期", "离任日期"),
        },
        "sources": {
            "code": ("code", "编码", "代码", "来源编码"),
            "name": ("name", "名称", "来源名称", "热线名称"),
            "channel": ("channel", "渠道"),
            "number": ("number", "号码", "热线号码"),
            "owner": ("owner", "主管单位", "归属单位"),
            "merged_on": ("merged_on", "并入日期"),
            "forwards": ("forwards", "转入12345"),
            "counts": ("counts_in_assessment", "counts", "纳入考核"),
        },
        "roster": {
            "unit": ("unit", "单位", "单位编码", "值班单位"),
            "login": ("login", "登录名", "账号", "工号"),
            "role": ("role", "角色"),
            "post": ("post", "岗位", "值班岗位", "值班电话"),
            "starts": ("starts", "值班开始", "上班时间"),
            "ends": ("ends", "值班结束", "下班时间"),
            "every": ("every", "轮班天数", "每隔天数"),
            "until": ("until", "轮至", "排班至"),
        },
    }
)
NEEDED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "areas": ("code", "name", "level"),
        "units": ("code", "name", "kind"),
        "people": ("login", "name"),
        "sources": ("code", "name", "channel"),
        "roster": ("unit", "login", "starts", "ends"),
    }
)
TITLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "areas": ("area", "区域", "区划"),
        "units": ("unit", "单位", "机构"),
        "people": ("people", "person", "人员", "用户"),
        "sources": ("source", "来源", "热线"),
        "roster": ("roster", "值班", "排班"),
    }
)
_TELLING = (
    ("roster", "starts"),
    ("people", "login"),
    ("sources", "channel"),
    ("units", "kind"),
    ("areas", "level"),
)
_YEAR = re.compile(r"(?:population|人口|常住人口)\D*(\d{4})\D*")


def fields_of(what: str, headers: Iterable[str]) -> dict[str, str]:
    """Field -> header, for the headers that are known."""
    there = set(headers)
    found = {}
    for name, words in FIELDS[what].items():
        header = next((h for word in words if (h := header_name(word)) in there), None)
        if header is not None:
            found[name] = header
    return found


def kind_of(title: str, headers: Iterable[str]) -> str:
    """What a table holds: by its title, else by a column that only this kind has; else empty."""
    for what, words in TITLES.items():
        if any(word in title.lower() for word in words):
            return what
    listed = list(headers)
    return next((what for what, field in _TELLING if field in fields_of(what, listed)), "")


def year_of(header: str) -> int | None:
    """The year in a header like “人口2023”."""
    match = _YEAR.fullmatch(header)
    return int(match.group(1)) if match else None
