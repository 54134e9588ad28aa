"""Advisories: read from their sources, kept in an index, held against versions."""
