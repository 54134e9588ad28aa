"""Report installed code that belongs to no package.

What it finds: the rule finds code in an installed tree that belongs to no package and runs: a `.pth` file with lines
that Python runs at every start, a `sitecustomize` or `usercustomize` module, or a module that is loaded instead of an
installed one. Below `node_modules`, the rule finds a file or folder of code that is not a package but may be loaded
as a package. The rule applies only if Pratique checks installed trees (`pratique check --installed`).

Why it matters: no lockfile, registry or installation record lists code without a package, so tools that judge
packages do not read such code.

Seen in: the `.pth` files that the litellm 1.82.8 (2026-03-24) and Hades (2026-06-07) wheels wrote, and that remain
when the package is removed.

False alarms: the rule reports startup files that people write themselves, such as for coverage tools. The rule does
not report the lines that coverage.py, virtualenv, setuptools, meson-python and scikit-build-core write.

What to do: read the file. If you do not know where the reported file comes from, treat the machine as compromised.
If you wrote the file, add a waiver with its digest: `package = "pypi:site-packages"` or `"npm:node_modules"`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from pratique.analysis.rule import Threat, rule
from pratique.core.finding import Confidence, Finding, Severity
from pratique.core.location import Location


@dataclass(frozen=True, slots=True)
class Unowned:
    """A file that belongs to no package, and the reason why its code runs."""

    path: str
    why: str


@rule(
    "unowned-code",
    "installed code that no package owns",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    threat=Threat.BAD_CODE,
)
def unowned_code(subject: Unowned) -> Iterator[Finding]:
    """Yield a finding for the file."""
    yield unowned_code.finding(f"{subject.path}: {subject.why}", Location(subject.path))
