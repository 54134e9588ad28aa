"""Measures `pratique hook`: made-up names against real ones, and the time of a repeated question."""
