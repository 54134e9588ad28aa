"""Decodes the bytes of a file as text, JSON, TOML or YAML within limits, for the readers of every format."""
