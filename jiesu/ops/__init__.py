"""Face of the command line: the command jiesu. No tables."""
