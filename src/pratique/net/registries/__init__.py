"""Registries: listings and artifacts, which registry to ask, and what is kept of their answers."""
