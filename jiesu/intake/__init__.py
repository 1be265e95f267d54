"""接: intake. Records what citizens ask, answers or transfers it at once, merges duplicates, accepts the rest."""
