"""哨: streets whistle, departments report in, both are scored (吹哨报到)."""
