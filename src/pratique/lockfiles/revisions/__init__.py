"""Reads the releases of many revisions of one lockfile, and parses only the entries that changed."""
