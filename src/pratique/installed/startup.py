"""Detects files in site-packages that Python runs at every start, and recognizes harmless lines in these files.

Source: Python documentation, `site`: Python runs each line of a `.pth` file that starts with `import` and a blank, and imports the
modules `sitecustomize` and `usercustomize`. Known harmless lines are written by virtualenv before 20.27, by editable installs of
setuptools, meson-python and scikit-build-core, and for declared namespace packages. The line in coverage.py's documentation is also
harmless.
"""

import re

from pratique.analysis.rules.startup_file_shipped import is_namespace_line

MOST_BYTES = 1024 * 1024
CUSTOMISERS = frozenset({"sitecustomize", "usercustomize"})

_EDITABLE = re.compile(r"import (__editable___\w+_finder); ?\1\.install\(\)\s*\Z")
_BUILT = re.compile(r"import (_\w+_editable(?:_loader)?)\s*\Z")
_COVERAGE = frozenset({"import coverage; coverage.process_startup()"})


def is_startup(path: str) -> bool:
    """Return True if Python reads the file at a path below site-packages at every start."""
    name, inside, _ = path.partition("/")
    return (not inside and name.endswith(".pth")) or name.partition(".")[0] in CUSTOMISERS


def running_lines(data: bytes) -> tuple[tuple[int, str], ...]:
    """Return the lines of a `.pth` file that Python runs, with line numbers. Lines of namespace packages are omitted."""
    lines = data.decode("utf-8", "replace").splitlines()
    return tuple(
        (number, line)
        for number, line in enumerate(lines, start=1)
        if line.startswith(("import ", "import\t")) and not is_namespace_line(line)
    )


def shim_of(line: str, *, editable: bool) -> str | None:
    """Return the module that a known harmless line imports, so that the module is checked instead of the line.

    Return None for any other line, and "" if no module needs to be checked.
    """
    line = line.strip()
    if line == "import _virtualenv":
        return "_virtualenv"
    if line in _COVERAGE:
        return ""
    if (found := _EDITABLE.match(line)) is not None:
        return found[1]
    if editable and _BUILT.match(line) is not None:
        return ""
    return None
