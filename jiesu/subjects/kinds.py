"""The words of the room: what kinds of party there are, and to which trade (行业) a party belongs."""

from __future__ import annotations

from collections.abc import Mapping

from jiesu.rules.terms import Term


class SubjectKind(Term):
    """What sort of party it is; the codes are those of `reading.party_forms`."""

    COMPANY = ("company", "企业", "Company")
    PROPERTY = ("property", "物业服务企业", "Property manager")
    DEVELOPER = ("developer", "房地产开发企业", "Property developer")
    WORKS = ("works", "施工单位", "Building contractor")
    TRANSIT = ("transit", "公交线路或客运企业", "Line or company of public transport")
    BANK = ("bank", "金融机构", "Bank or insurer")
    SCHOOL = ("school", "学校或培训机构", "School or training centre")
    HOSPITAL = ("hospital", "医疗或养老机构", "Hospital or care home")
    PLATFORM = ("platform", "网络平台", "Internet platform")
    SHOP = ("shop", "商户", "Shop, restaurant or venue")
    COMPOUND = ("compound", "居住小区", "Residential compound")
    COMMITTEE = ("committee", "居（村）委会或业委会", "Residents' or owners' committee")
    OFFICE = ("office", "机关单位", "Office")


class Industry(Term):
    """The trade of a party (行业)."""

    PROPERTY = ("property", "物业管理", "Property management")
    ESTATE = ("estate", "房地产开发", "Property development")
    BUILDING = ("building", "建筑施工", "Building")
    TRANSPORT = ("transport", "交通运输", "Transport")
    FINANCE = ("finance", "金融保险", "Finance and insurance")
    EDUCATION = ("education", "教育培训", "Education and training")
    HEALTH = ("health", "医疗养老", "Health and care")
    INTERNET = ("internet", "互联网平台", "Internet platforms")
    CATERING = ("catering", "餐饮住宿", "Catering and lodging")
    RETAIL = ("retail", "商业零售", "Retail")
    LEISURE = ("leisure", "文体休闲", "Sport and leisure")
    EXPRESS = ("express", "快递物流", "Parcels and logistics")
    UTILITIES = ("utilities", "水电气热", "Water, power, gas and heat")
    MAKING = ("making", "生产加工", "Manufacturing and farming")
    PUBLIC = ("public", "机关和基层组织", "Offices and committees")
    OTHER = ("other", "其他行业", "Other trades")


LOCAL = frozenset(
    {
        SubjectKind.PROPERTY, SubjectKind.WORKS, SubjectKind.SCHOOL, SubjectKind.HOSPITAL, SubjectKind.SHOP,
        SubjectKind.COMPOUND, SubjectKind.COMMITTEE, SubjectKind.OFFICE,
    }
)  # fmt: skip
"""Kinds of which two districts may each have one of the same name: such a party belongs to its district."""

_OF_KIND: Mapping[SubjectKind, Industry] = {
    SubjectKind.PROPERTY: Industry.PROPERTY, SubjectKind.COMPOUND: Industry.PROPERTY,
    SubjectKind.DEVELOPER: Industry.ESTATE, SubjectKind.WORKS: Industry.BUILDING,
    SubjectKind.TRANSIT: Industry.TRANSPORT, SubjectKind.BANK: Industry.FINANCE,
    SubjectKind.SCHOOL: Industry.EDUCATION, SubjectKind.HOSPITAL: Industry.HEALTH,
    SubjectKind.PLATFORM: Industry.INTERNET, SubjectKind.SHOP: Industry.RETAIL,
    SubjectKind.COMMITTEE: Industry.PUBLIC, SubjectKind.OFFICE: Industry.PUBLIC,
}  # fmt: skip
_OF_WORD: tuple[tuple[str, Industry], ...] = (
    ("物业", Industry.PROPERTY), ("房地产", Industry.ESTATE), ("置业", Industry.ESTATE),
    ("物流", Industry.EXPRESS), ("快递", Industry.EXPRESS), ("速递", Industry.EXPRESS), ("邮政", Industry.EXPRESS),
    ("热力", Industry.UTILITIES), ("供暖", Industry.UTILITIES), ("燃气", Industry.UTILITIES),
    ("自来水", Industry.UTILITIES), ("供电", Industry.UTILITIES), ("电力", Industry.UTILITIES),
    ("供水", Industry.UTILITIES), ("建筑", Industry.BUILDING), ("建设工程", Industry.BUILDING),
    ("装饰", Industry.BUILDING), ("驾校", Industry.EDUCATION), ("教育", Industry.EDUCATION),
    ("培训", Industry.EDUCATION), ("饭", Industry.CATERING), ("餐", Industry.CATERING), ("酒店", Industry.CATERING),
    ("宾馆", Industry.CATERING), ("火锅", Industry.CATERING), ("烧烤", Industry.CATERING),
    ("酒楼", Industry.CATERING), ("健身", Industry.LEISURE), ("公园", Industry.LEISURE), ("景区", Industry.LEISURE),
    ("网吧", Industry.LEISURE), ("ktv", Industry.LEISURE), ("影城", Industry.LEISURE), ("酒吧", Industry.LEISURE),
    ("银行", Industry.FINANCE), ("保险", Industry.FINANCE), ("公交", Industry.TRANSPORT), ("地铁", Industry.TRANSPORT),
    ("客运", Industry.TRANSPORT), ("厂", Industry.MAKING), ("养殖", Industry.MAKING), ("矿", Industry.MAKING),
)  # fmt: skip
"""Words of a name that tell its trade, the first that fits (assumed; whoever keeps the register sets it right)."""


def industry_of(kind: SubjectKind, name: str) -> Industry:
    """The trade that a party's name and kind suggest."""
    if kind in (SubjectKind.COMPANY, SubjectKind.SHOP):
        found = next((industry for word, industry in _OF_WORD if word in name), None)
        return found or _OF_KIND.get(kind, Industry.OTHER)
    return _OF_KIND[kind]
