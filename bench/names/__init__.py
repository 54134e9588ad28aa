"""Popular names and the names that look like them: making the lists, and measuring."""
