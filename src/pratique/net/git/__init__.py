"""git repositories, read by git for their objects alone."""
