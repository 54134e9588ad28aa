"""Bytes of a file to text, JSON, TOML and YAML, bounded: shared by the readers of every format."""
