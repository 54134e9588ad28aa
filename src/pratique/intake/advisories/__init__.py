"""Bringing advisories into the index: recognise, read, count, compare with what was held, and only then replace."""
