"""One module per command of `jiesu`."""
