"""Readers of what is installed: `node_modules` and `site-packages`, as they lie on a disk, and nothing that is run.

`disk` is the one door: it gives names and bytes. The readers turn them into an `InstalledTree`, whose lock is judged as
if a lockfile had named it; `comparison` holds what lies there against the files of the artifact that was judged.
What package managers note about themselves is a hint and is never believed over the bytes.
"""

from collections.abc import Callable, Mapping

from pratique.installed import node_modules, site_packages
from pratique.installed.files import Files
from pratique.installed.inventory import InstalledTree

READERS: Mapping[str, Callable[[Files, str], InstalledTree]] = {
    "node_modules": node_modules.read,
    "site-packages": site_packages.read,
    "dist-packages": site_packages.read,
}
"""The reader of each kind of tree, by the name of its folder."""
