"""Parses values in registry responses: JSON, times and URLs."""
