"""A folder that the walk visits."""

from __future__ import annotations  # Python 3.9

from typing import NamedTuple

from .disk import Listing


class Folder(NamedTuple):
    """A folder with the names in it and above it."""

    path: str
    """The path relative to the searched root; "" for the root."""
    name: str
    above: str
    """The name of the parent folder."""
    further: str
    """The name of the parent's parent."""
    listing: Listing
    in_tree: bool = False
    """Whether the folder is inside `node_modules` or `site-packages`."""
