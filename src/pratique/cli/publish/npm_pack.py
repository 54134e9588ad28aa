"""Packs a folder with the real npm, without running scripts."""

import os
import shutil
import subprocess  # noqa: TID251 - npm alone knows which files it packs
import tempfile
from pathlib import Path

from pratique.cli.publish.artifact import LocalArtifact
from pratique.core.names import Ecosystem
from pratique.errors import ParseError, Reference
from pratique.publishing.package_json import parsed

_TIMEOUT_S = 120.0
_SHOWN = 300
_MOST_MANIFEST_BYTES = 4 << 20
_SCRIPTS = ("prepublishOnly", "prepublish", "prepack", "prepare")
"""The scripts that `npm publish` runs before it packs (npm docs, Life Cycle Scripts)."""
_OPTIONS = (
    *("--ignore-scripts", "--json=false", "--dry-run=false", "--loglevel=error", "--workspaces=false"),
    *("--update-notifier=false", "--audit=false", "--fund=false", "--offline"),
)


def pack(folder: Path, *, name: str) -> LocalArtifact:
    """Return the archive that `npm pack` makes of a folder, without running its scripts.

    Raise ParseError if npm is missing, fails, or would publish nothing.
    """
    manifest = manifest_of(folder)
    if manifest.get("private") is True:
        raise _failed(
            f"{name}: package.json says `private`, so npm publishes nothing", "check the folder of a package"
        )
    npm = shutil.which("npm")
    if npm is None:
        raise _failed(
            f"{name} was not packed: npm is not installed",
            "install npm, or check an archive that `npm pack` made elsewhere",
        )
    with tempfile.TemporaryDirectory(prefix="pratique-") as place:
        _run((npm, "pack", f"--pack-destination={place}", *_OPTIONS), folder, name)
        made = sorted(Path(place).glob("*.tgz"))
        if len(made) != 1:
            raise _failed(
                f"{name} was not packed: npm made {len(made)} archives", "run `npm pack` there to see why"
            )
        data, filename = made[0].read_bytes(), made[0].name
    return LocalArtifact(
        name=name,
        ecosystem=Ecosystem.NPM,
        filename=filename,
        data=data,
        folder=folder,
        built=False,
        unpacked=tuple(_skipped(manifest)),
    )


def manifest_of(folder: Path) -> dict[str, object]:
    """Return the object in a folder's package.json; an empty object if it is missing or unreadable."""
    try:
        with (folder / "package.json").open("rb") as stream:
            return parsed(stream.read(_MOST_MANIFEST_BYTES))
    except OSError:
        return {}


def _skipped(manifest: dict[str, object]) -> list[str]:
    scripts = manifest.get("scripts")
    names = [name for name in _SCRIPTS if isinstance(scripts, dict) and scripts.get(name)]
    if not names:
        return []
    return [
        f"npm runs {', '.join(names)} before it publishes, which may write other files; this check ran no script"
    ]


def _run(command: tuple[str, ...], folder: Path, name: str) -> None:
    hint = "run `npm pack --ignore-scripts` in the folder to see why"
    try:
        done = subprocess.run(  # noqa: S603 - a list of words, no shell
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env={**os.environ, "NO_UPDATE_NOTIFIER": "1"},
            timeout=_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _failed(f"{name} was not packed: npm did not end within {_TIMEOUT_S:.0f} s", hint) from None
    except OSError as error:
        raise _failed(f"{name} was not packed: npm cannot be started: {error.strerror}", hint) from error
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        said = next(
            (line for line in lines if "npm error" in line or "ERR!" in line), f"exit code {done.returncode}"
        )
        raise _failed(f"{name} was not packed: {said[:_SHOWN]}", hint)


def _failed(message: str, hint: str) -> ParseError:
    return ParseError(Reference.FILE_UNREADABLE, message, hint=hint)
