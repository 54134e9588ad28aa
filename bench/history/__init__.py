"""How often benign releases show each signal of history."""
