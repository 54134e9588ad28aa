"""The state folder: where it is, its files, and how much it may hold."""
