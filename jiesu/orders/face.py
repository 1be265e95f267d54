"""What the rooms may use of the spine. Everything else in jiesu.orders is private to it."""

from jiesu.orders.advance import advance, advance_many, done, gather, hold
from jiesu.orders.advance import open_order as open
from jiesu.orders.births import headline
from jiesu.orders.bulk import open_many
from jiesu.orders.chain import iso
from jiesu.orders.finding import Copy, near, search
from jiesu.orders.index import catch_up
from jiesu.orders.ledger import Report, fold, rebuild, seal, seal_all, verify
from jiesu.orders.matter import matter_of
from jiesu.orders.models import Assignment, Event, Mark, Order, Seal
from jiesu.orders.moves import Birth, Move, NewOrder, Opened
from jiesu.orders.queries import (
    Spoken,
    find,
    open_verbs_for,
    sees_all,
    share_of,
    shares,
    shares_of,
    timeline,
    told_by,
    tray,
    visible_shares,
    visible_to,
)
from jiesu.orders.sheet import verb_url
from jiesu.orders.story import Story, clock_story, lifted_due
from jiesu.orders.swift import Begun, begin, open_accepted, opened_with
from jiesu.orders.telling import categories, category, category_name
from jiesu.orders.tracking import tracking_code
from jiesu.orders.volume import begun, fold_volumes, received
from jiesu.orders.watch import approvals, order_due, take, told, untold, watch
from jiesu.orders.words import (
    as_read,
    facts_read,
    hides,
    of_type,
    search_for,
    title_for,
    type_asked,
    type_bar,
    type_counted,
    type_facet,
)

__all__ = [
    "Assignment",
    "Begun",
    "Birth",
    "Copy",
    "Event",
    "Mark",
    "Move",
    "NewOrder",
    "Opened",
    "Order",
    "Report",
    "Seal",
    "Spoken",
    "Story",
    "advance",
    "advance_many",
    "approvals",
    "as_read",
    "begin",
    "begun",
    "catch_up",
    "categories",
    "category",
    "category_name",
    "clock_story",
    "done",
    "facts_read",
    "find",
    "fold",
    "fold_volumes",
    "gather",
    "headline",
    "hides",
    "hold",
    "iso",
    "lifted_due",
    "matter_of",
    "near",
    "of_type",
    "open",
    "open_accepted",
    "open_many",
    "open_verbs_for",
    "opened_with",
    "order_due",
    "rebuild",
    "received",
    "seal",
    "seal_all",
    "search",
    "search_for",
    "sees_all",
    "share_of",
    "shares",
    "shares_of",
    "take",
    "timeline",
    "title_for",
    "told",
    "told_by",
    "tracking_code",
    "tray",
    "type_asked",
    "type_bar",
    "type_counted",
    "type_facet",
    "untold",
    "verb_url",
    "verify",
    "visible_shares",
    "visible_to",
    "watch",
]
