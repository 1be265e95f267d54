"""办: claim, assign to a handler, contact, act, submit, review, sign off."""
