"""Inventory: what an artifact ships beside source, looked at without running, loading or unpacking it to disk.

`take` gives an `Inventory`, a plain value: native code, byte code without its source, pickles, pictures that carry
more than a picture, blanks that carry data, files that are not what their names say, and archives inside the artifact.
"""

from pratique.analysis.inventory.inventory import Inventory
from pratique.analysis.inventory.taking import take

__all__ = ["Inventory", "take"]
