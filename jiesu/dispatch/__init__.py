"""派: suggest, dispatch in all modes, forward down the tree, object and rule.

Law: regulation art 11-12 (competence), 14 (the first receiver leads), 17 (a community assists), 派单异议审核.
"""
