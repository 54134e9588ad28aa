"""The declarations of an artifact: install scripts, entry points, dependencies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.core.release import Hook


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The declarations inside an artifact, as its package manager reads them.

    Paths are relative to the package root. For an npm package: package.json and an implicit binding.gyp build;
    for a Python artifact: METADATA or PKG-INFO, entry_points.txt, setup.py, pyproject.toml and `.pth` files.
    """

    path: str | None
    """The file from which it was read; None if there is none, or if it could not be read (see `problem`)."""
    name: str | None = None
    version: str | None = None
    hooks: tuple[Hook, ...] = ()
    """Commands that run automatically during installation. For Python: `setup.py`, the in-tree build backend and
    each `.pth` file with a line that starts with `import`, as implicit hooks whose command is the path."""
    hook_lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each hook in the manifest, by hook name."""
    entries: tuple[str, ...] = ()
    """Files of this artifact that run when it is imported or required (main, exports, module, browser;
    top-level packages and modules of a wheel)."""
    import_roots: tuple[str, ...] = ()
    """Folders and archives of the artifact in which Python searches for modules, in addition to its root: those in a `.pth` file
    of a wheel, and those from which a source distribution is built. For Ruby: `require_paths`."""
    imported: Mapping[str, str] = field(default_factory=dict)
    """For a Python artifact: the import names that it installs, each with its folder or file."""
    plugins: tuple[str, ...] = ()
    """Files of a Python artifact that other programs load automatically through its entry point groups."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Command-line programs that it installs: name to file path (npm) or `module:function` (Python)."""
    scripts: Mapping[str, str] = field(default_factory=dict)
    """All scripts of the manifest (npm), because a hook may run another one with `npm run`."""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    """Ranges by name of all packages that an installation of this artifact adds (npm: dependencies and
    optionalDependencies; Python: Requires-Dist without extras)."""
    requires: tuple[str, ...] | None = None
    """The run-time requirements of a Python artifact, as in Requires-Dist, with conditions and extras; None: unknown
    before it is built."""
    bundled: tuple[str, ...] = ()
    problem: str | None = None
    """Why the manifest could not be read."""
