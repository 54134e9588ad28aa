"""Locates the bundled snapshot and the public keys of its publisher."""

from pathlib import Path

CARRIED = Path(__file__).with_name("malicious.snapshot")
"""The path of the bundled snapshot.

The bundled snapshot needs no signature, because anybody who can change this file can also change the program.
"""
DIGEST = Path(__file__).with_name("malicious.snapshot.sha256")
"""The SHA-256 of the bundled snapshot in hexadecimal digits.

`scripts/snapshot` writes the digest after a complete check of the snapshot.
"""
KEYS = Path(__file__).with_name("keys.txt")
"""The publisher's public keys, one per line (`signature.read_keys`).

The key file is empty, because no publisher of snapshots exists yet.
"""
