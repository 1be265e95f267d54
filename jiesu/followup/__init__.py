"""访: draw, call, SMS, answer, re-handle until double-yes (双是)."""
