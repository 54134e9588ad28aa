"""The files that this release carries, beside this module: a snapshot, and the keys of its publisher."""

from pathlib import Path

CARRIED = Path(__file__).with_name("malicious.snapshot")
"""The snapshot; it needs no signature, since whoever can change it can change the program."""
KEYS = Path(__file__).with_name("keys.txt")
"""The publisher's public keys, one on each line (`signature.read_keys`). Empty until there is a publisher."""
