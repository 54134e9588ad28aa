"""npm's configuration."""
