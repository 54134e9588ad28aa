"""Parses lockfiles.

Each module of this package parses the bytes of one lockfile format into a `Lock` and performs no I/O. `LOCKFILES` lists
the supported formats. To add a format, write a parser module and add an entry to `LOCKFILES`. Parsers raise only
`ParseError`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from pratique.core.lock import Lock
from pratique.core.names import Ecosystem
from pratique.lockfiles.pypi.pip.includes import include_path, merge

__all__ = ["LOCKFILES", "LockFormat", "format_for", "include_path", "merge"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockFormat:
    """A lockfile format: its name, ecosystem, filename patterns and parser.

    A filename pattern is a case-sensitive `fnmatch` pattern. A pattern with a slash, such as `a/*.txt`, also matches the folder
    name.
    """

    name: str
    ecosystem: Ecosystem | None
    """The package ecosystem; None if the format lists packages of several ecosystems."""
    filenames: tuple[str, ...]
    parse: Callable[[bytes], Lock]
    installs: bool = True
    """Whether package managers install from this format.

    Package managers do not install from inventories (SBOMs), so Pratique reads an inventory only if the user specifies its path.
    """


# Most runs meet one format: its reader is imported then.


def _bun_lock(data: bytes) -> Lock:
    from pratique.lockfiles.npm import bun_lock  # noqa: PLC0415 - see above

    return bun_lock.parse(data)


def _cyclonedx(data: bytes) -> Lock:
    from pratique.lockfiles.sbom import cyclonedx  # noqa: PLC0415 - see above

    return cyclonedx.parse(data)


def _gemfile_lock(data: bytes) -> Lock:
    from pratique.lockfiles.rubygems import gemfile_lock  # noqa: PLC0415 - see above

    return gemfile_lock.parse(data)


def _package_lock(data: bytes) -> Lock:
    from pratique.lockfiles.npm import package_lock  # noqa: PLC0415 - see above

    return package_lock.parse(data)


def _pdm_lock(data: bytes) -> Lock:
    from pratique.lockfiles.pypi import pdm_lock  # noqa: PLC0415 - see above

    return pdm_lock.parse(data)


def _pipfile_lock(data: bytes) -> Lock:
    from pratique.lockfiles.pypi import pipfile_lock  # noqa: PLC0415 - see above

    return pipfile_lock.parse(data)


def _pnpm_lock(data: bytes) -> Lock:
    from pratique.lockfiles.npm.pnpm import pnpm_lock  # noqa: PLC0415 - see above

    return pnpm_lock.parse(data)


def _poetry_lock(data: bytes) -> Lock:
    from pratique.lockfiles.pypi import poetry_lock  # noqa: PLC0415 - see above

    return poetry_lock.parse(data)


def _pylock(data: bytes) -> Lock:
    from pratique.lockfiles.pypi import pylock  # noqa: PLC0415 - see above

    return pylock.parse(data)


def _requirements(data: bytes) -> Lock:
    from pratique.lockfiles.pypi.pip import requirements  # noqa: PLC0415 - see above

    return requirements.parse(data)


def _spdx(data: bytes) -> Lock:
    from pratique.lockfiles.sbom import spdx  # noqa: PLC0415 - see above

    return spdx.parse(data)


def _uv_lock(data: bytes) -> Lock:
    from pratique.lockfiles.pypi import uv_lock  # noqa: PLC0415 - see above

    return uv_lock.parse(data)


def _yarn_lock(data: bytes) -> Lock:
    from pratique.lockfiles.npm.yarn import yarn_lock  # noqa: PLC0415 - see above

    return yarn_lock.parse(data)


LOCKFILES: tuple[LockFormat, ...] = (
    LockFormat(
        name="CycloneDX",
        ecosystem=None,
        filenames=("bom.json", "*.cdx.json", "*.cyclonedx.json"),
        parse=_cyclonedx,
        installs=False,
    ),
    LockFormat(
        name="Gemfile.lock",
        ecosystem=Ecosystem.RUBYGEMS,
        # The last is how Bundler calls the locks of further Gemfiles (`BUNDLE_GEMFILE`), such as Appraisal's.
        filenames=("Gemfile.lock", "gems.locked", "*.gemfile.lock"),
        parse=_gemfile_lock,
    ),
    LockFormat(
        name="Pipfile.lock",
        ecosystem=Ecosystem.PYPI,
        filenames=("Pipfile.lock",),
        parse=_pipfile_lock,
    ),
    LockFormat(
        name="SPDX",
        ecosystem=None,
        filenames=("*.spdx.json",),
        parse=_spdx,
        installs=False,
    ),
    LockFormat(
        name="bun.lock",
        ecosystem=Ecosystem.NPM,
        filenames=("bun.lock",),
        parse=_bun_lock,
    ),
    LockFormat(
        name="package-lock",
        ecosystem=Ecosystem.NPM,
        filenames=("package-lock.json", "npm-shrinkwrap.json"),
        parse=_package_lock,
    ),
    LockFormat(
        name="pdm.lock",
        ecosystem=Ecosystem.PYPI,
        filenames=("pdm.lock",),
        parse=_pdm_lock,
    ),
    LockFormat(
        name="pnpm-lock",
        ecosystem=Ecosystem.NPM,
        filenames=("pnpm-lock.yaml", "pnpm-lock.*.yaml"),
        parse=_pnpm_lock,
    ),
    LockFormat(
        name="poetry.lock",
        ecosystem=Ecosystem.PYPI,
        filenames=("poetry.lock",),
        parse=_poetry_lock,
    ),
    LockFormat(
        name="pylock.toml",
        ecosystem=Ecosystem.PYPI,
        filenames=("pylock.toml", "pylock.*.toml"),
        parse=_pylock,
    ),
    LockFormat(
        name="requirements.txt",
        ecosystem=Ecosystem.PYPI,
        # `requirements/*.txt` is any text file in a folder of that name; other text files are not taken for requirements.
        filenames=(
            "requirements.txt",
            "requirements[-_.]*.txt",
            "*[-_.]requirements.txt",
            "requirements/*.txt",
            "constraints.txt",
            "constraints[-_.]*.txt",
            "*[-_.]constraints.txt",
        ),
        parse=_requirements,
    ),
    LockFormat(
        name="uv.lock",
        ecosystem=Ecosystem.PYPI,
        filenames=("uv.lock", "*.py.lock"),
        parse=_uv_lock,
    ),
    LockFormat(
        name="yarn.lock",
        ecosystem=Ecosystem.NPM,
        filenames=("yarn.lock",),
        parse=_yarn_lock,
    ),
)
"""All supported lockfile formats."""


def format_for(filename: str) -> LockFormat | None:
    """Return the lockfile format for a filename, or for a path with `/`; None if the file is not a known lockfile."""
    parts = filename.split("/")
    for format_ in LOCKFILES:
        for pattern in format_.filenames:
            if fnmatchcase("/".join(parts[-1 - pattern.count("/") :]), pattern):
                return format_
    return None
