"""Gems on a loopback server, and the real gem and Bundler that are pointed at a gate."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.gate.running import Ran, RunningGate
from tests.loopback import GemPackage, LoopbackRegistry, gem_file

TIMEOUT_S = 120
PUBLIC = "https://registry.example/"
YOUNG = datetime.now(UTC) - timedelta(hours=20)
KITE = GemPackage(
    name="kite",
    files=(
        gem_file("kite", "1.0.0"),
        gem_file("kite", "1.1.0", {"lib/kite.rb": "KITE = 2\n"}),
        gem_file("kite", "1.2.0", {"lib/kite.rb": "KITE = 3\n"}, published_at=YOUNG),
    ),
)
"""Its newest version is too young."""
FLEET = GemPackage(name="fleet", files=(gem_file("fleet", "2.0.0", needs={"kite": ">= 1"}),))
FRESH = GemPackage(name="fresh", files=(gem_file("fresh", "0.1.0", published_at=YOUNG),))
"""All of it is too young."""

HOOKED = GemPackage(
    name="hooked",
    files=(
        gem_file("hooked", "1.0.0", {"lib/hooked.rb": "HOOKED = 1\n"}),
        gem_file(
            "hooked",
            "1.1.0",
            {"lib/hooked.rb": "HOOKED = 2\n", "ext/hooked/CMakeLists.txt": "project(hooked)\n"},
            extensions=("ext/hooked/CMakeLists.txt",),
        ),
    ),
)
"""Its newest version gains an install hook, which its bytes alone tell."""

needs_gem = pytest.mark.skipif(shutil.which("gem") is None, reason="gem is not installed here")
needs_bundler = pytest.mark.skipif(shutil.which("bundle") is None, reason="Bundler is not installed here")


def configure(*urls: str) -> None:
    """Make servers the ones that this user's gem is configured for, where the gate reads it."""
    lines = ["---", ":sources:", *(f"- {url}" for url in urls), ""]
    (Path(os.environ["HOME"]) / ".gemrc").write_text("\n".join(lines))


@dataclass
class GemUser:
    """Somebody who installs gems through a gate; Bundler's cache of the index stays from one run to the next."""

    gate: RunningGate
    folder: Path
    retries: bool = False
    """Whether Bundler tries again as it does by default."""

    @property
    def source(self) -> str:
        """What is given to a client as its source."""
        return f"{self.gate.url}/gems/"

    def gem(self, *words: str, into: str = "gems") -> Ran:
        """Run a command of gem, with a home of its own."""
        home = self.folder / into
        return self._run(
            ("gem", *words, "--clear-sources", "--source", self.source),
            self.folder,
            GEM_HOME=str(home),
            GEM_PATH=str(home),
        )

    def install(self, *words: str, into: str = "gems") -> Ran:
        """Install with gem."""
        return self.gem("install", "--no-document", *words, into=into)

    def bundle(self, name: str, *gems: str, lock: str | None = None, mirrored: bool = False) -> Ran:
        """Install with Bundler in a new project, for some lines of a Gemfile; what a lock says may not change.

        With `mirrored` the Gemfile names a public server, and the user's settings the gate in its place.
        """
        project = self.folder / name
        project.mkdir()
        lines = [f'source "{PUBLIC if mirrored else self.source}"', *(f"gem {line}" for line in gems), ""]
        (project / "Gemfile").write_text("\n".join(lines))
        frozen = lock is not None
        if lock is not None:
            (project / "Gemfile.lock").write_text(lock)
        mirror = {"BUNDLE_MIRROR__ALL": self.source} if mirrored else {}
        return self._run(
            ("bundle", "install"), project, BUNDLE_FROZEN="true" if frozen else "false", **mirror
        )

    def lock(self, name: str) -> str:
        """The lock of a project."""
        return (self.folder / name / "Gemfile.lock").read_text()

    def _run(self, words: tuple[str, ...], folder: Path, **variables: str) -> Ran:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "BUNDLE_PATH": str(folder / "installed"),
            "BUNDLE_SILENCE_ROOT_WARNING": "true",
            "BUNDLE_VERSION": "system",
            **({} if self.retries else {"BUNDLE_RETRY": "0"}),
            **variables,
        }
        done = subprocess.run(
            words,
            cwd=folder,
            env=env,
            check=False,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_S,
        )
        return Ran(done.returncode, done.stdout)


def locked(source: str, *specs: str) -> str:
    """A lock of some versions, such as `kite (1.2.0)`, each asked for without conditions."""
    lines = ["GEM", f"  remote: {source}", "  specs:", *(f"    {spec}" for spec in specs), ""]
    lines += [
        "PLATFORMS",
        "  ruby",
        "",
        "DEPENDENCIES",
        *(f"  {spec.partition(' ')[0]}" for spec in specs),
        "",
    ]
    return "\n".join(lines)


def one_line(text: str) -> str:
    """What a client printed, without its line breaks, which fall where the words end."""
    return " ".join(text.split())


def server(*gems: GemPackage) -> LoopbackRegistry:
    """A gem server, to be entered."""
    return LoopbackRegistry(gems=gems)
