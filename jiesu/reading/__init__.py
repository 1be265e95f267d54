"""Reading citizen text (读): normalise, classify, locate, similar. No Django, no network."""
