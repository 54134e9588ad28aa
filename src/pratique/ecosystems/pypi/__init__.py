"""Supports PyPI: URLs, listings, versions, metadata and the files that Python loads."""
