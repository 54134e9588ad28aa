"""Contains the adapter for PyPI's simple index."""
