"""Store: the text of the law in dated, immutable versions; in_force(topic, at)."""
