"""Of what the whole process is watched (全流程预警), and what is counted live."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from jiesu.rules.norms import WorkStage
from jiesu.rules.terms import OrderState, Term


class Watched(Term):
    """A warning of one of the eight stages; each is a set of orders (R341)."""

    RECEIVE_LATE = ("receive_late", "逾期未接件的工单", "Orders not claimed in time")
    PASS_ON_LATE = ("pass_on_late", "逾期未派到人的工单", "Orders not passed on in time")
    RESPOND_LATE = ("respond_late", "逾期未联系诉求人的工单", "Orders without contact in time")
    HANDLE_NEAR = ("handle_near", "即将到期的工单", "Orders near their limit")
    HANDLE_LATE = ("handle_late", "超期的工单", "Orders past their limit")
    NO_RESULT = ("no_result", "逾期无结果的工单", "Orders without a result in time")
    BARE = ("bare", "待审核但无办结材料的工单", "Submitted without any material")
    REVIEW_LATE = ("review_late", "待审核签批且已超期的工单", "In review past their limit")
    FOLLOW_UP_LATE = ("follow_up_late", "逾期未回访的工单", "Orders not followed up in time")
    NOT_DOUBLE_YES = ("not_double_yes", "非双是的工单", "Orders that are not double-yes")
    DEMAND_LATE = ("demand_late", "督办逾期未答复的工单", "Demands not answered in time")
    DEMAND_OPEN = ("demand_open", "督办待核实的工单", "Demands waiting to be verified")
    LOWERING = ("lowering_now", "本期拉低三率的工单", "Orders that lower the running rates")


STAGES: Mapping[WorkStage, tuple[Watched, ...]] = MappingProxyType(
    {
        WorkStage.RECEIVE: (Watched.RECEIVE_LATE,),
        WorkStage.PASS_ON: (Watched.PASS_ON_LATE,),
        WorkStage.RESPOND: (Watched.RESPOND_LATE,),
        WorkStage.HANDLE: (Watched.HANDLE_NEAR, Watched.HANDLE_LATE, Watched.NO_RESULT),
        WorkStage.REVIEW: (Watched.BARE, Watched.REVIEW_LATE),
        WorkStage.FOLLOW_UP: (Watched.FOLLOW_UP_LATE, Watched.NOT_DOUBLE_YES),
        WorkStage.SUPERVISE: (Watched.DEMAND_LATE, Watched.DEMAND_OPEN),
        WorkStage.ASSESS: (Watched.LOWERING,),
    }
)


class Live(Term):
    """What is counted of the orders that are open now (实时动态监测, R339)."""

    ALL = ("all_open", "在办合计", "All that are open")
    RECORDED = ("open_recorded", "待受理", "To be accepted")
    ACCEPTED = ("open_accepted", "待派单", "To be dispatched")
    DISPATCHED = ("open_dispatched", "单位办理中", "With the units now")
    NEAR = ("open_near", "24小时内到期", "Due within 24 hours")
    LATE = ("open_late", "超期", "Limit passed")
    ANSWERED = ("open_answered", "待回访", "To be followed up")
    RATED = ("open_rated", "待归档", "To be closed")


STATES: Mapping[Live, tuple[OrderState, ...]] = MappingProxyType(
    {
        Live.RECORDED: (OrderState.RECORDED,),
        Live.ACCEPTED: (OrderState.ACCEPTED, OrderState.CONSULTED),
        Live.DISPATCHED: (OrderState.DISPATCHED,),
        Live.NEAR: (OrderState.DISPATCHED,),
        Live.LATE: (OrderState.DISPATCHED,),
        Live.ANSWERED: (OrderState.REPLIED, OrderState.DRAWN),
        Live.RATED: (OrderState.RATED,),
    }
)
