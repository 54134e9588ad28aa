"""Decodes lockfiles as text, JSON, TOML or YAML within size limits, for the parsers of all formats."""
