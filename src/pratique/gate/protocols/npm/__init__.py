"""Contains the adapter for npm's registry protocol."""
