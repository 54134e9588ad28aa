"""From an entry of a lock to the files that its client takes: where they are, for which platform, by which index."""
