"""Pages of the directory: lists, sheets, and bringing files in."""
