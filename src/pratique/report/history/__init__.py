"""Writes reports about history: the timeline of a package, the user's own packages, and packages that may be abandoned."""
