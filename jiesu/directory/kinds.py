"""The words of the directory: kinds of unit, levels, kinds of name. Source: requirements d.4, R510-R564."""

from __future__ import annotations

from jiesu.rules.terms import Term


class AreaLevel(Term):
    """Levels of the area tree (city, district, street, community, grid)."""

    CITY = ("city", "市", "City")
    DISTRICT = ("district", "区", "District")
    STREET = ("street", "街道(乡镇)", "Street or township")
    COMMUNITY = ("community", "社区(村)", "Community or village")
    GRID = ("grid", "网格", "Grid")


class UnitLevel(Term):
    """On which level of government a unit stands."""

    CITY = ("city", "市级", "City level")
    DISTRICT = ("district", "区级", "District level")
    STREET = ("street", "街乡级", "Street level")
    COMMUNITY = ("community", "社区级", "Community level")


class UnitKind(Term):
    """What a unit is. Kinds decide in which table of the assessment it stands, never what code does."""

    CITY_CENTRE = ("city_centre", "市民热线服务中心", "City hotline centre")
    CITY_GOVERNMENT = ("city_government", "市政府", "City government")
    LEADING_GROUP = ("leading_group", "领导小组", "Leading group")
    DISTRICT_GOVERNMENT = ("district_government", "区政府", "District government")
    COMMAND_CENTRE = ("command_centre", "区级指挥中心", "District command centre")
    STREET = ("street", "街道", "Street")
    TOWNSHIP = ("township", "乡镇", "Township")
    CITY_DEPARTMENT = ("city_department", "市级部门", "City department")
    DISTRICT_DEPARTMENT = ("district_department", "区级部门", "District department")
    PUBLIC_SERVICE = ("public_service", "公共服务企事业单位", "Public-service enterprise")
    REQUEST_CENTRE = ("request_centre", "诉求中心", "Request centre")
    COMMUNITY = ("community", "社区", "Community")
    VILLAGE = ("village", "村", "Village")
    SECTION = ("section", "科室", "Section")
    ENFORCEMENT = ("enforcement", "综合行政执法队", "Enforcement team")
    POLICE = ("police", "公安机关", "Police")
    ENTERPRISE_DESK = ("enterprise_desk", "企业服务专席", "Enterprise desk")
    INSPECTION = ("inspection", "督查考核部门", "Inspection body")
    SPECIAL_TEAM = ("special_team", "专班", "Special team")
    REPAIR_TEAM = ("repair_team", "应急抢修队伍", "Emergency repair team")
    TUTOR_TEAM = ("tutor_team", "业务导师队伍", "Business tutor team")
    TECHNICAL_TEAM = ("technical_team", "技术保障队伍", "Technical support team")
    OTHER = ("other", "其他单位", "Other unit")


class NameKind(Term):
    """What else a place or unit is called."""

    ALIAS = ("alias", "别名", "Also called")
    FORMER = ("former", "原名", "Formerly")
