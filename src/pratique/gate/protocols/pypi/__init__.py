"""The adapter for PyPI's simple index."""
