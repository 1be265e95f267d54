"""告: reads the ledger, tells people, keeps what was told."""
