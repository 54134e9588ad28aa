"""Lists legitimate differences between an artifact and its installed copy, each with its reason.

Sources: pacote of npm 7 to 11 (`.gitignore` becomes `.npmignore`), Yarn 1 (`.yarn-metadata.json`), Bun (`.bun-tag`); node-gyp,
node-pre-gyp and prebuild-install for files that install hooks build or download; the PyPA's "Recording installed projects" for
files that installers write beside the modules; PEP 3147 for byte code.
"""

import re
from dataclasses import dataclass

from pratique.core.names import Ecosystem


@dataclass(frozen=True, slots=True)
class Allowance:
    """A pattern for files of an installed copy that may differ from the artifact, or that the artifact may lack."""

    ecosystem: Ecosystem
    paths: re.Pattern[str]
    """A pattern that must match the whole path of a file inside its package."""
    why: str
    hooked: bool = False
    """Whether the allowance applies only to packages with an install hook."""


def _line(ecosystem: Ecosystem, paths: str, why: str, *, hooked: bool = False) -> Allowance:
    return Allowance(ecosystem, re.compile(paths), why, hooked)


ALLOWANCES: tuple[Allowance, ...] = (
    _line(Ecosystem.NPM, r"(?:.*/)?\.(?:git|npm)ignore", "npm renames .gitignore"),
    _line(
        Ecosystem.NPM,
        r"\.yarn-metadata\.json|\.yarn-tarball\.tgz|\.bun-tag",
        "metadata of the package manager",
    ),
    _line(
        Ecosystem.NPM,
        r"(?:.*/)?(?:build|build-tmp[^/]*|prebuilds|lib/binding)/.*",
        "built or fetched by its install hook",
        hooked=True,
    ),
    _line(Ecosystem.PYPI, r"(?:.*/)?__pycache__/[^/]+\.pyc", "byte code"),
    _line(
        Ecosystem.PYPI,
        r"[^/]+\.dist-info/(?:INSTALLER|RECORD|REQUESTED|direct_url\.json|uv_[a-z_]+\.json)",
        "metadata of the installer",
    ),
)
"""All legitimate differences. The first allowance that matches a file is used."""


def allowance(ecosystem: Ecosystem, path: str, *, hooked: bool) -> str | None:
    """Return why a file may be added or differ from the artifact; None if no allowance matches."""
    fitting = (
        line.why
        for line in ALLOWANCES
        if line.ecosystem is ecosystem and (hooked or not line.hooked) and line.paths.fullmatch(path)
    )
    return next(fitting, None)
