"""Report a file that Python runs at every start.

What it finds: the rule finds a `.pth` file with a line that starts with `import`, or a `sitecustomize` or
`usercustomize` module, in a folder that a wheel installs into site-packages. The `site` module of Python runs these
lines and modules at every start of the interpreter, even if no code uses the package. The rule does not report
namespace-package files of setuptools (`*-nspkg.pth`), which it recognises by the code in them, not by their names.
The finding about a file that the baseline ships with the same bytes is only a note.

Why it matters: a startup file runs in every Python process of the environment, without a visible import.

Seen in: litellm 1.82.8 (2026-03-24), Hades (2026-06-07, 37 wheels).

False alarms: the rule reports test tools, coverage tools and editable-install shims, which ship such files on
purpose; see `pratique help crater` for the counts.

What to do: read the line. If the package needs the reported startup line, add a waiver for this release.
"""

import re
from collections.abc import Iterator

from pratique.analysis.rule import Threat, rule
from pratique.analysis.subject import Subject
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location
from pratique.core.names import Ecosystem
from pratique.core.tree import File

# What setuptools writes for a declared namespace package (setuptools/namespaces.py): it makes one module object
# and appends one folder to its path. Anything beyond these words does not match.
_NAMESPACE_LINE = re.compile(
    r"import sys, types, os;"
    r"(has_mfs = sys\.version_info > \(3, 5\);)?"
    r"p = os\.path\.join\([\w.()\[\]' ]{1,60}, \*\([\w', .-]{1,200}\)\);"
    r"[\w .,;:=()'\"\[\]\n-]{0,900}"
    r"\(p not in mp\) and mp\.append\(p\)\s*\Z"
)
_FORBIDDEN = (
    "exec",
    "eval",
    "compile",
    "open",
    "__import__",
    "subprocess",
    "system",
    "urllib",
    "base64",
    "getattr",
)
_LONGEST = 1500
_AT_START = frozenset({"pth", "sitecustomize", "usercustomize"})


@rule(
    "startup-file-shipped",
    ".pth file with code that runs at every start of Python",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
    ecosystems=[Ecosystem.PYPI],
)
def startup_file_shipped(subject: Subject) -> Iterator[Finding]:
    """Yield a finding for each line or module that Python runs at every start."""
    for hook in subject.contents.manifest.hooks:
        file = subject.contents.tree.get(hook.command) if hook.name in _AT_START else None
        if file is None:
            continue
        for number, line in _running_lines(hook.name, file):
            fresh = subject.is_new(file.path)
            known = subject.previous is not None and not fresh
            yield startup_file_shipped.finding(
                "Python runs this line at every start"
                + (
                    ", as with the baseline"
                    if known
                    else ""
                    if subject.previous is None
                    else "; new in this release"
                ),
                Location(file.path, number),
                evidence=line[:200],
                severity=Severity.LOW if known else Severity.HIGH,
                confidence=Confidence.HIGH if subject.previous is not None else Confidence.MEDIUM,
            )


def _running_lines(hook: str, file: File) -> Iterator[tuple[int, str]]:
    """Yield the lines that Python runs, with their numbers. For a module, yield only the first line."""
    lines = file.data.decode("utf-8", "replace").splitlines()
    if hook != "pth":
        yield 1, lines[0] if lines else ""
        return
    for number, line in enumerate(lines, start=1):
        if line.startswith(("import ", "import\t")) and not is_namespace_line(line):
            yield number, line


def is_namespace_line(line: str) -> bool:
    """Return True if a line is exactly the line that setuptools writes for a namespace package."""
    if len(line) > _LONGEST or _NAMESPACE_LINE.match(line) is None:
        return False
    for honest in ("__import__('importlib.util')", "__import__('importlib.machinery')"):
        line = line.replace(honest, "")
    return not any(word in line for word in _FORBIDDEN) and line.count("import ") == 1
