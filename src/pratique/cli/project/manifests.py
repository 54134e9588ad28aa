"""Finds manifests without a lockfile, each with its client and the command that creates the lockfile."""

import json
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement

from pratique.errors import ParseError, Reference

_MOST_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A manifest of a project, with its client and the command that creates the lockfile."""

    name: str
    client: str
    command: str
    """The command that creates the lockfile in the project's folder."""
    lock: str
    refused: str = ""
    """The reason why `check --resolve` does not run the client, or ""."""
    trusts: str = ""
    """The reason why resolving needs --trust-project, such as the project's own code, or ""."""


def manifests_in(folder: Path, installed: Callable[[str], bool]) -> Iterator[Manifest]:
    """Yield one manifest for each ecosystem in a folder.

    `installed` returns True if a client is installed on this machine.
    """
    if (folder / "package.json").is_file():
        yield _node(_json(folder / "package.json"), workspace=(folder / "pnpm-workspace.yaml").is_file())
    found = _python(folder, installed)
    if found is not None:
        yield found
    for name in ("Gemfile", "gems.rb"):
        if (folder / name).is_file():
            yield Manifest(
                name=name,
                client="bundle",
                command="bundle lock",
                lock="Gemfile.lock" if name == "Gemfile" else "gems.locked",
                trusts=f"bundle runs {name} as code",
            )
            return


def _node(document: dict[str, Any], *, workspace: bool) -> Manifest:
    wanted = document.get("packageManager")
    client, _, version = wanted.partition("@") if isinstance(wanted, str) else ("npm", "", "")
    match client:
        case "pnpm":
            command = "pnpm install --lockfile-only --ignore-scripts"
            why = "pnpm-workspace.yaml can configure code that pnpm runs" if workspace else ""
            return Manifest(
                name="package.json", client="pnpm", command=command, lock="pnpm-lock.yaml", trusts=why
            )
        case "bun":
            command = "bun install --lockfile-only --ignore-scripts"
            return Manifest(name="package.json", client="bun", command=command, lock="bun.lock")
        case "yarn" if version.startswith("1."):
            why = "yarn 1 creates a lockfile only during an install"
            command = "yarn install --ignore-scripts"
            return Manifest(
                name="package.json", client="yarn", command=command, lock="yarn.lock", refused=why
            )
        case "yarn":
            command = "yarn install --mode=update-lockfile"
            why = "yarn runs the release and the plugins that the project's .yarnrc.yml specifies"
            return Manifest(
                name="package.json", client="yarn", command=command, lock="yarn.lock", refused=why
            )
    command = "npm install --package-lock-only --ignore-scripts"
    return Manifest(name="package.json", client="npm", command=command, lock="package-lock.json")


def _python(folder: Path, installed: Callable[[str], bool]) -> Manifest | None:
    if (folder / "pyproject.toml").is_file():
        return _pyproject(_toml(folder / "pyproject.toml"), installed)
    if (folder / "Pipfile").is_file():
        why = "pipenv may build packages to read their dependencies, which runs their code"
        return Manifest(
            name="Pipfile", client="pipenv", command="pipenv lock", lock="Pipfile.lock", refused=why
        )
    for name in ("setup.py", "setup.cfg"):
        if (folder / name).is_file():
            why = f"reading the dependencies of {name} runs the project's own build"
            command = f"uv pip compile --universal --generate-hashes {name} -o requirements.txt"
            return Manifest(name=name, client="uv", command=command, lock="requirements.txt", refused=why)
    return None


def _pyproject(document: dict[str, Any], installed: Callable[[str], bool]) -> Manifest | None:
    tool, project = _table(document, "tool"), _table(document, "project")
    if "poetry" in tool:
        why = "poetry may build packages to read their dependencies, which runs their code"
        return Manifest(
            name="pyproject.toml", client="poetry", command="poetry lock", lock="poetry.lock", refused=why
        )
    if "pdm" in tool:
        why = "pdm may build packages to read their dependencies, which runs their code"
        return Manifest(name="pyproject.toml", client="pdm", command="pdm lock", lock="pdm.lock", refused=why)
    if not project:
        return None
    if "dependencies" in _texts(project, "dynamic"):
        why = "the dependencies are dynamic, so reading them runs the project's own build"
        return Manifest(name="pyproject.toml", client="uv", command="uv lock", lock="uv.lock", refused=why)
    if "uv" in tool or installed("uv"):
        return Manifest(name="pyproject.toml", client="uv", command="uv lock", lock="uv.lock")
    return Manifest(name="pyproject.toml", client="pip", command="pip lock .", lock="pylock.toml")


def dependencies(folder: Path) -> tuple[str, ...]:
    """Return the dependencies in a pyproject.toml as requirements.

    Raise ParseError for a requirement with a URL, which may need a build, and for a requirement that pip could read as
    an option.
    """
    found = []
    for text in _texts(_table(_toml(folder / "pyproject.toml"), "project"), "dependencies"):
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            raise _refused(text, "is not a valid requirement") from error
        if requirement.url is not None:
            raise _refused(text, "contains a URL, which pip may build")
        found.append(str(requirement))
    return tuple(found)


def _refused(text: str, why: str) -> ParseError:
    hint = "create the lockfile with the package manager, then run `pratique check`"
    return ParseError(Reference.RESOLVE_REFUSED, f"pyproject.toml: {text[:80]!r} {why}", hint=hint)


def _texts(table: dict[str, Any], key: str) -> tuple[str, ...]:
    value = table.get(key)
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def _table(document: dict[str, Any], key: str) -> dict[str, Any]:
    value = document.get(key)
    return value if isinstance(value, dict) else {}


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(_bytes(path).decode())
    except (ValueError, RecursionError):
        return {}


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(path))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _bytes(path: Path) -> bytes:
    """Return the bytes of a file, or b"" if the file is unreadable or too large for a manifest."""
    try:
        with path.open("rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError:
        return b""
    return data if len(data) <= _MOST_BYTES else b""


__all__: Sequence[str] = ("Manifest", "dependencies", "manifests_in")
