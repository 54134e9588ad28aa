"""The adapter for npm's registry protocol."""
