"""The declarations of an artifact: install scripts, entry points, dependencies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.core.release import Hook


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The declarations inside an artifact, as its package manager reads them.

    Paths are relative to the package root. For an npm package, the sources are package.json and the implicit build
    with binding.gyp. For a Python artifact, the sources are METADATA or PKG-INFO, entry_points.txt, setup.py,
    pyproject.toml and `.pth` files.
    """

    path: str | None
    """The path of the manifest file; None if there is no manifest, or if it could not be read (see `problem`)."""
    name: str | None = None
    version: str | None = None
    hooks: tuple[Hook, ...] = ()
    """Commands that run automatically during installation. Python artifacts have implicit hooks: `setup.py`, the in-tree build
    backend, and each `.pth` file with a line that starts with `import`. The command of an implicit hook is the path."""
    hook_lines: Mapping[str, int] = field(default_factory=dict)
    """The line of each hook in the manifest, by hook name."""
    entries: tuple[str, ...] = ()
    """Files of the artifact that run when a program imports the package (main, exports, module, browser; top-level packages and
    modules of a wheel)."""
    import_roots: tuple[str, ...] = ()
    """Folders and archives of the artifact in which Python searches for modules, in addition to the root.

    The paths of a Python artifact come from a `.pth` file of a wheel, or from the build of a source distribution. For
    Ruby, these folders are `require_paths`.
    """
    imported: Mapping[str, str] = field(default_factory=dict)
    """For a Python artifact: the installed import names, each with its folder or file."""
    plugins: tuple[str, ...] = ()
    """Files of a Python artifact that other programs load automatically through entry point groups."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Installed command-line programs: name to file path (npm) or `module:function` (Python)."""
    scripts: Mapping[str, str] = field(default_factory=dict)
    """All scripts of an npm manifest. A hook may run any of these scripts with `npm run`."""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    """The version ranges of all packages that an installation of this artifact adds, by name (npm: dependencies and
    optionalDependencies; Python: Requires-Dist without extras)."""
    requires: tuple[str, ...] | None = None
    """The run-time requirements of a Python artifact, as in Requires-Dist, with conditions and extras; None if unknown before a
    build."""
    bundled: tuple[str, ...] = ()
    problem: str | None = None
    """The reason why the manifest could not be read."""
