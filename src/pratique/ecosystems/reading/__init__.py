"""Parses values in registry responses: JSON, times, URLs."""
