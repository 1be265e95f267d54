"""督: urge, supervise, investigate, sampled checks, leaders' lists, meetings, clues (督办)."""
