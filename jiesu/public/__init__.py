"""Face for citizens: file a request, track it, rate it, published figures. No tables."""
