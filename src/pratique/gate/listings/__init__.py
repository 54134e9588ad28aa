"""Fetches listings from the registry, marks refused files, and caches the result."""
