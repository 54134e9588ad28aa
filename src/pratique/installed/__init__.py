"""Reads installed packages from `node_modules` and `site-packages` folders without running any code.

`disk` reads file names and bytes. The readers return an `InstalledTree`, which is judged like a lockfile. `comparison` compares the
installed files with those of the judged artifact. Metadata that package managers store in the tree is only a hint and never
overrides the installed bytes.
"""

from collections.abc import Callable, Mapping

from pratique.installed import gem_specifications, node_modules, site_packages
from pratique.installed.files import Files
from pratique.installed.inventory import InstalledTree

READERS: Mapping[str, Callable[[Files, str], InstalledTree]] = {
    "node_modules": node_modules.read,
    "site-packages": site_packages.read,
    "dist-packages": site_packages.read,
}
"""The reader for each kind of installed tree, by the name of the tree's folder."""
AUDITED: Mapping[str, Callable[[Files, str], InstalledTree]] = {
    **READERS,
    "specifications": gem_specifications.read,
}
"""As `READERS`, with the trees whose files are not compared with artifacts, and which only `audit` reads."""
