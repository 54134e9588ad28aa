"""Reads advisories from their sources, stores them in an index and matches them against versions."""
