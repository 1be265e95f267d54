"""治: monthly topics, calendar, plans (主动治理). The room is kept free; it comes with proactive governance."""
