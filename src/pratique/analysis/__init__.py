"""Inspect: from the bytes of an artifact (and of its baseline) to findings."""
