"""Reads pip's configuration."""
