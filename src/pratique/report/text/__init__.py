"""Writes the report for a terminal."""
