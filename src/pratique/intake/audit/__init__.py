"""Hold what is in a project against the index of advisories, and say what fixes it."""
