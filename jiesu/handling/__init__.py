"""办: claim, assign to a named handler, contact, act, submit with evidence, review, send back, sign off.

Law: regulation art 14 (a named unit and person), 15 (contact and reply), 16 (leaders answer for the reply).
"""
