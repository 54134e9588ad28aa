"""Locates the bundled snapshot and the public keys of its publisher."""

from pathlib import Path

CARRIED = Path(__file__).with_name("malicious.snapshot")
"""The path of the bundled snapshot.

The bundled snapshot needs no signature, because anybody who can change this file can also change the program.
"""
KEYS = Path(__file__).with_name("keys.txt")
"""The publisher's public keys, one per line (`signature.read_keys`). The file is empty, because no publisher exists yet."""
