"""Vocabulary of the registers: kinds of talk, ways of guidance, what a hot issue hangs on."""

from __future__ import annotations

from jiesu.rules.terms import Term


class Talk(Term):
    """Kinds of talk with a unit (点评、约谈)."""

    COMMENT = ("comment", "点评", "Comment")
    TALK = ("interview", "约谈", "Talk with its head")
    DISCIPLINE = ("discipline_talk", "纪检监察组约谈", "Talk by the discipline group")


class Manner(Term):
    """How a session of guidance was held (R285)."""

    ONLINE = ("online", "线上", "Online")
    OFFLINE = ("offline", "线下", "On site")


class Promise(Term):
    """Whether what was promised in a talk was done by the next month (R248)."""

    KEPT = ("kept", "已兑现", "Kept")
    PARTLY = ("partly_kept", "部分兑现", "Partly kept")
    BROKEN = ("broken", "未兑现", "Not kept")
