"""Store: who speaks to the city (诉求人). Personal data lives here and nowhere else."""
