"""Recorded-like answers of registries; every host is an example."""

from pathlib import Path


def sample(name: str) -> bytes:
    """Read a sample file."""
    return (Path(__file__).parent / name).read_bytes()
