"""Finds the client that installs the packages of a folder: from its lockfile, its package.json, and this machine."""

import json
import re
import shutil
import subprocess  # noqa: TID251 - only asks an installed client for its version
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pratique.core.names import Ecosystem
from pratique.core.script_report import Client
from pratique.errors import Reference, UsageError

Bytes = Callable[[str], bytes | None]
"""Returns the bytes of a file of the folder; None if there is none."""
Installed = Callable[[str], str | None]
"""Returns the version of an installed program; None if it is not installed."""

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,6})\.(\d{1,6})(?:[-+][0-9A-Za-z.+-]{1,60})?")
_MANAGER = re.compile(r"(npm|pnpm|yarn|bun)@(\d[0-9A-Za-z.+-]{0,80})\Z")
_TIMEOUT_S = 20.0
_LOCKS: Mapping[str, str] = {
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
}


@dataclass(frozen=True, slots=True)
class _Since:
    """What a client does from a major version on."""

    major: int
    blocks: bool
    form: str | None
    note: str


_TABLE: Mapping[str, tuple[_Since, ...]] = {
    "npm": (
        _Since(12, blocks=True, form="npm", note=""),
        _Since(
            0,
            blocks=False,
            form=None,
            note="npm before version 12 runs install scripts without approval: set `ignore-scripts=true` in .npmrc, and run "
            "`npm rebuild NAME` for approved packages, or upgrade to npm 12",
        ),
    ),
    "pnpm": (
        _Since(10, blocks=True, form="pnpm", note="`pnpm approve-builds` approves every later version"),
        _Since(
            0,
            blocks=False,
            form=None,
            note="pnpm before version 10 runs install scripts without approval: set `ignore-scripts=true` in .npmrc, "
            "or upgrade to pnpm 10",
        ),
    ),
    "yarn": (
        _Since(4, blocks=True, form="yarn", note=""),
        _Since(
            0,
            blocks=False,
            form=None,
            note="this yarn runs install scripts without approval: set `ignore-scripts true` in .yarnrc (yarn 1) or "
            "`enableScripts: false` in .yarnrc.yml (yarn 2 and 3), or upgrade to yarn 4",
        ),
    ),
    "bun": (
        _Since(
            0,
            blocks=True,
            form="bun",
            note="bun cannot approve one version: an approval lets the scripts of every later version run, which "
            "`pratique scripts --check` notices only before the installation",
        ),
    ),
}
_OTHERS: Mapping[Ecosystem, tuple[str, str]] = {
    Ecosystem.PYPI: (
        "pip or uv",
        (
            "no client for PyPI reads approvals: the decisions are only in the record, and `pratique scripts --check` compares "
            "them; `--only-binary :all:` (pip) or `--no-build` (uv) runs no build at all"
        ),
    ),
    Ecosystem.RUBYGEMS: (
        "gem or bundler",
        "no client for RubyGems reads approvals: the decisions are only in the record, and `pratique scripts --check` compares them",
    ),
}
"""The clients without approvals, each with what is to be done."""


def client_of(
    ecosystem: Ecosystem, lock: str, format_: str, beside: Bytes, *, given: str | None, installed: Installed
) -> Client:
    """Return the client for one ecosystem of a folder.

    `lock` is the filename of its lockfile and `format_` the format with its version; `given` is `NAME@VERSION` from the command
    line. Raises UsageError for a client that is not known.
    """
    if ecosystem in _OTHERS:
        name, note = _OTHERS[ecosystem]
        return Client(name=name, version=None, why=f"from {lock}", blocks=False, note=note)
    of_lock = _LOCKS.get(lock, "npm")
    name, version, why = _named(of_lock, lock, format_, beside, given, installed)
    if version is None:
        return Client(
            name=name,
            version=None,
            why=why,
            blocks=False,
            note=f"the version of {name} is not known, so nothing is written for it: set `packageManager` in package.json, "
            f"or use `--client {name}@VERSION`",
        )
    major = int(version.partition(".")[0])
    since = next(row for row in _TABLE[name] if major >= row.major)
    note = since.note
    if since.form == "npm" and _lacks_addresses(beside(lock)):
        note = (
            f"npm ignores the approval of one version of a package that has no `resolved` address in {lock}: set "
            "`omit-lockfile-registry-resolved=false` in .npmrc and write the lockfile again, or approve the name of the package"
        )
    return Client(name=name, version=version, why=why, blocks=since.blocks, form=since.form, note=note)


def _lacks_addresses(lock: bytes | None) -> bool:
    """Return True if a package of a package-lock.json has no address; npm knows its version by nothing else.

    Source: lib/script-allowed.js of @npmcli/arborist in npm 12.2.
    """
    try:
        document = json.loads(lock or b"null")
    except (ValueError, RecursionError):
        return False
    packages = document.get("packages") if isinstance(document, dict) else None
    if not isinstance(packages, dict):
        return False
    return any(
        "node_modules/" in path
        and isinstance(entry, dict)
        and not {"resolved", "link", "inBundle"} & entry.keys()
        for path, entry in packages.items()
    )


def _named(
    of_lock: str, lock: str, format_: str, beside: Bytes, given: str | None, installed: Installed
) -> tuple[str, str | None, str]:
    """Return the name and the version of a client, and how they were found."""
    if given is not None:
        name, chosen = _given(given)
        if name == of_lock:
            return name, chosen, "from --client"
    manager = _package_manager(beside)
    if manager is not None and manager[0] == of_lock:
        return of_lock, manager[1], f"from {lock} and `packageManager` in package.json"
    if of_lock == "yarn" and format_.endswith(" v1"):
        return of_lock, "1.22.0", f"from {lock}, which yarn 1 wrote"
    version = installed(of_lock)
    if version is not None:
        return of_lock, version, f"from {lock} and the installed {of_lock}"
    return of_lock, None, f"from {lock}"


def _given(text: str) -> tuple[str, str]:
    found = _MANAGER.match(text)
    if found is None:
        raise UsageError(
            Reference.USAGE,
            f"--client {text[:80]!r} is not a client with a version",
            hint="use npm@12.1.0, pnpm@11.0.0, yarn@4.9.0 or bun@1.3.0",
        )
    return found[1], found[2]


def _package_manager(beside: Bytes) -> tuple[str, str] | None:
    try:
        document = json.loads(beside("package.json") or b"null")
    except (ValueError, RecursionError):
        return None
    value = document.get("packageManager") if isinstance(document, dict) else None
    found = _MANAGER.match(value.partition("+")[0]) if isinstance(value, str) else None
    return None if found is None else (found[1], found[2])


def installed_version(program: str) -> str | None:
    """Return the version of a program on this machine; None if it is not installed or does not say."""
    path = shutil.which(program)
    if path is None:
        return None
    try:
        ran = subprocess.run(  # noqa: S603 - the program that the user's PATH has by this name, with one fixed word
            [path, "--version"],
            capture_output=True,
            timeout=_TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
            cwd="/",
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(ran.stdout[:200].decode("ascii", "replace"))
    return None if found is None else found[0]
