"""PyPI's simple index as the gate serves it."""
