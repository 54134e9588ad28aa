"""Reads npm's configuration."""
