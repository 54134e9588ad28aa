"""Imports advisories into the index: reads and counts them, compares them with the stored ones, and only then replaces those."""
