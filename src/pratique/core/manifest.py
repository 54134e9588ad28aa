"""What an artifact declares: install scripts, entry points, dependencies."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pratique.core.release import Hook


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The declarations inside an artifact, as its package manager would read them.

    Paths are relative to the package root. For an npm package: package.json and an implicit binding.gyp build;
    for a Python artifact: METADATA or PKG-INFO, entry_points.txt, setup.py, pyproject.toml and `.pth` files.
    """

    path: str | None
    """The file it was read from; None when there is none, or it could not be read (see `problem`)."""
    name: str | None = None
    version: str | None = None
    hooks: tuple[Hook, ...] = ()
    """Commands that run by themselves at install time. For Python: `setup.py`, the in-tree build backend and
    each `.pth` file with a line that starts with `import`, as implicit hooks whose command is the path."""
    hook_lines: Mapping[str, int] = field(default_factory=dict)
    """Line of the manifest on which a hook is written, by hook name."""
    entries: tuple[str, ...] = ()
    """Files of this artifact that run when it is imported or required (main, exports, module, browser;
    top-level packages and modules of a wheel)."""
    import_roots: tuple[str, ...] = ()
    """Folders and archives of the artifact in which Python looks for modules beside its root: those that a `.pth` file
    of a wheel names, and those from which a source distribution is built. Those in which Ruby looks: `require_paths`."""
    imported: Mapping[str, str] = field(default_factory=dict)
    """For a Python artifact: the names by which what it installs is imported, each with the folder or file of it."""
    plugins: tuple[str, ...] = ()
    """Files of a Python artifact that it offers to other programs by the groups of its entry points: these load them, unasked."""
    commands: Mapping[str, str] = field(default_factory=dict)
    """Command-line programs it installs: name to file path (npm) or `module:function` (Python)."""
    scripts: Mapping[str, str] = field(default_factory=dict)
    """All scripts of the manifest (npm), since a hook may start another one with `npm run`."""
    dependencies: Mapping[str, str] = field(default_factory=dict)
    """Names to ranges, of all that an install of this artifact pulls in (npm: dependencies and
    optionalDependencies; Python: Requires-Dist without extras)."""
    requires: tuple[str, ...] | None = None
    """What a Python artifact needs at run time, as Requires-Dist writes it, with conditions and extras; None: not known
    before it is built."""
    bundled: tuple[str, ...] = ()
    problem: str | None = None
    """Why the manifest could not be read."""
