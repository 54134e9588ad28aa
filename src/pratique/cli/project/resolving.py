"""Implements `check --resolve`: creates lockfiles with the project's own clients in a temporary folder, without scripts.

The project's files are not changed, no package is built, and no script of a package runs. The client uses the user's
configuration, and the project's configuration only with --trust-project.
"""

import json
import os
import shutil
import signal
import subprocess  # noqa: TID251 - the client is the one that resolves as an install would
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any

from pratique.cli.project.locate import CACHES, INSTALLED
from pratique.cli.project.manifests import Manifest, dependencies, manifests_in
from pratique.errors import Reference, RegistryError, UsageError

DEADLINE_S = 300.0
_SHOWN = 1_500
_MOST_OUTPUT = 64 * 1024
_MOST_FOLDERS = 10_000
_MOST_COPIED = 2_000
_COPIED = {
    "npm": ("package.json",),
    "pnpm": ("package.json",),
    "bun": ("package.json",),
    "uv": ("pyproject.toml", "README.md"),
    "pip": ("pyproject.toml",),
    "bundle": ("Gemfile", "gems.rb", "*.gemspec", ".ruby-version", ".tool-versions", "version.rb"),
}
"""The files that each client needs to resolve dependencies, without configuration files."""
_CONFIGURING = {
    "npm": (".npmrc",),
    "pnpm": (".npmrc", "pnpm-workspace.yaml"),
    "bun": (".npmrc", "bunfig.toml"),
    "uv": ("uv.toml",),
    "pip": (),
    "bundle": (".bundle/config",),
}
"""Configuration files of the project for each client, used only with --trust-project."""
_NO_SCRIPTS = {
    "npm_config_ignore_scripts": "true",
    "npm_config_audit": "false",
    "npm_config_fund": "false",
    "npm_config_update_notifier": "false",
    "npm_config_manage_package_manager_versions": "false",
    "COREPACK_ENABLE_DOWNLOAD_PROMPT": "0",
    "COREPACK_ENABLE_PROJECT_SPEC": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "UV_NO_BUILD": "1",
    "UV_PYTHON_DOWNLOADS": "never",
    "BUNDLE_FROZEN": "false",
}
_GIT = "#!/bin/sh\necho 'error: dependencies from git are not resolved: their code would run' >&2\nexit 1\n"
"""A replacement for git that always fails, because clients run code of cloned repositories even with scripts disabled."""
_PYTHON = """import os
import sys

if any(word in " ".join(sys.orig_argv) for word in ("_in_process", "setup.py", "setuptools")):
    print("error: packages are not built: their code would run", file=sys.stderr, flush=True)
    os._exit(1)
"""
"""Code that runs at the start of each Python process and stops builds, because pip builds packages from a URL despite
`--only-binary`.
"""


@contextmanager
def resolved(project: Path, *, trusted: bool, deadline_s: float = DEADLINE_S) -> Iterator[Path]:
    """Yield a temporary folder with the lockfiles that the project's clients create.

    The temporary folder is removed at the end. Raise UsageError if there is no manifest, if the client of a manifest
    is not installed, or if a build is needed. Raise RegistryError if the client fails or takes longer than
    `deadline_s` seconds.
    """
    found = list(manifests_in(project, is_installed))
    if not found:
        raise UsageError(
            Reference.RESOLVE_REFUSED,
            f"{project} contains no manifest that can be resolved",
            hint="supported manifests are package.json, pyproject.toml and Gemfile",
        )
    for manifest in found:
        _require(manifest, trusted=trusted)
    with tempfile.TemporaryDirectory(prefix="pratique-resolve-", ignore_cleanup_errors=True) as name:
        work, programs = Path(name) / "project", Path(name) / "programs"
        work.mkdir()
        programs.mkdir()
        (programs / "git").write_text(_GIT, encoding="utf-8")
        (programs / "git").chmod(0o700)
        (programs / "sitecustomize.py").write_text(_PYTHON, encoding="utf-8")
        for manifest in found:
            _copy(project, work, manifest, trusted=trusted)
            _lock(work, programs, manifest, deadline_s)
        yield work


def is_installed(client: str) -> bool:
    """Return True if a client is installed on this machine."""
    return shutil.which(client) is not None


def _require(manifest: Manifest, *, trusted: bool) -> None:
    step = f"run `{manifest.command}` in the project, then `pratique check`"
    if manifest.refused:
        raise UsageError(
            Reference.RESOLVE_REFUSED, f"{manifest.name} is not resolved: {manifest.refused}", hint=step
        )
    if manifest.trusts and not trusted:
        raise UsageError(
            Reference.RESOLVE_REFUSED,
            f"{manifest.name} is not resolved: {manifest.trusts}",
            hint=f"use --trust-project; or {step}",
        )
    if not is_installed(manifest.client):
        raise UsageError(
            Reference.RESOLVE_REFUSED,
            f"{manifest.name} is not resolved: {manifest.client} is not installed",
            hint=f"install the client, or {step} on another machine",
        )


def _copy(project: Path, work: Path, manifest: Manifest, *, trusted: bool) -> None:
    """Copy the manifests of the project and of its workspaces to the same relative paths in the temporary folder."""
    wanted = [*_COPIED[manifest.client], *(_CONFIGURING[manifest.client] if trusted else ())]
    for path in islice(_files(project, wanted), _MOST_COPIED):
        target = work / path.relative_to(project)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.name == "package.json":
            target.write_bytes(_without_manager(path.read_bytes()))
        else:
            shutil.copyfile(path, target)


def _without_manager(data: bytes) -> bytes:
    """Return a package.json without the field that states the version of the package manager.

    If package.json stated the version of the client, the client would download and run that version.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return data  # the client says what is wrong with it
    if not isinstance(document, dict):
        return data
    kept = {
        key: value for key, value in document.items() if key not in {"packageManager", "devEngines", "pnpm"}
    }
    return json.dumps(kept).encode()


def _files(project: Path, wanted: Sequence[str]) -> Iterator[Path]:
    for folder, names, files in islice(os.walk(project), _MOST_FOLDERS):
        here = Path(folder)
        names[:] = sorted(n for n in names if n not in INSTALLED and n not in CACHES)
        within = here.relative_to(project)
        for name in sorted(files):
            path = here / name
            if any((within / name).match(pattern) for pattern in wanted) and not path.is_symlink():
                yield path


def _lock(work: Path, programs: Path, manifest: Manifest, deadline_s: float) -> None:
    environment = {**os.environ, **_NO_SCRIPTS}
    environment["PATH"] = os.pathsep.join((str(programs), environment.get("PATH", os.defpath)))
    if manifest.client == "pip":
        environment["PYTHONPATH"] = str(programs)
    client = _Client(manifest=manifest, work=work, environment=environment, deadline_s=deadline_s)
    if manifest.client == "pip":
        _lock_by_pip(client)
        return
    client.run(manifest.command.split())
    if not (work / manifest.lock).is_file():
        raise _failed(manifest, f"{manifest.client} succeeded, but did not write {manifest.lock}")


def _lock_by_pip(client: "_Client") -> None:
    """Resolve with pip, using only wheels, and write a requirements file with hashes."""
    work = client.work
    wanted = work / "wanted.in"
    wanted.write_text("\n".join(dependencies(work)) + "\n", encoding="utf-8")
    report = work / "report.json"
    words = [
        "pip",
        "install",
        "--dry-run",
        "--ignore-installed",
        "--only-binary",
        ":all:",
        "--no-build-isolation",
    ]
    client.run([*words, "--report", report.name, "-r", wanted.name])
    try:
        lines = list(_requirements(json.loads(report.read_bytes())))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _failed(client.manifest, f"pip's report cannot be read: {error}") from error
    wanted.unlink()
    (work / "requirements.txt").write_text("".join(lines), encoding="utf-8")


def _requirements(report: Mapping[str, Any]) -> Iterator[str]:
    for item in report["install"]:
        name, version = item["metadata"]["name"], item["metadata"]["version"]
        digest = item["download_info"]["archive_info"]["hashes"]["sha256"]
        yield f"{name}=={version} --hash=sha256:{digest}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Client:
    """Runs a client in the temporary folder."""

    manifest: Manifest
    work: Path
    environment: Mapping[str, str]
    deadline_s: float

    def run(self, words: Sequence[str]) -> None:
        """Run the client until it exits, then stop its child processes. Raise RegistryError if the client fails."""
        with tempfile.TemporaryFile() as output:
            code = self._wait(words, output)
            if code != 0:
                output.seek(max(0, output.seek(0, os.SEEK_END) - _MOST_OUTPUT))
                said = _said(output.read().decode("utf-8", "replace"))
                raise _failed(self.manifest, f"`{' '.join(words)}` failed with exit code {code}: {said}")

    def _wait(self, words: Sequence[str], output: IO[bytes]) -> int:
        process = subprocess.Popen(  # noqa: S603 - words of a table, and no shell
            words,
            cwd=self.work,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            return process.wait(self.deadline_s)
        except subprocess.TimeoutExpired:
            why = f"{self.manifest.client} did not end within {self.deadline_s:.0f} s"
            raise _failed(self.manifest, why) from None
        finally:
            # Also on Ctrl-C, which does not reach a session of its own.
            _end(process)
            process.wait()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill a client and, as far as the system allows, its child processes."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _said(text: str) -> str:
    """Return the client's error lines, or its last output lines, joined into one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "err!" in line.lower()]
    return "; ".join(errors[:6] or lines[-6:])[:_SHOWN] or "no output"


def _failed(manifest: Manifest, why: str) -> RegistryError:
    return RegistryError(
        Reference.RESOLVE_FAILED,
        f"{manifest.name} could not be resolved: {why}",
        hint=f"run `{manifest.command}` in the project, then `pratique check`",
    )
