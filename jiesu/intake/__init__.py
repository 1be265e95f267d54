"""接: record, answer, accept, transfer to 110/119/120, merge duplicates; import."""
