"""主体: whom requests are about. A register of parties, which orders name them, and what one sees of a party."""
