"""评: the three rates (三率), the composite, score sheets and rankings, each figure with its orders."""
