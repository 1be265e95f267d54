"""派: suggest, dispatch, forward, object and rule."""
