"""Locates the bundled snapshot and the keys of its publisher."""

from pathlib import Path

CARRIED = Path(__file__).with_name("malicious.snapshot")
"""The bundled snapshot; it needs no signature, because anybody who can change it can also change the program."""
KEYS = Path(__file__).with_name("keys.txt")
"""The publisher's public keys, one per line (`signature.read_keys`). Empty until there is a publisher."""
