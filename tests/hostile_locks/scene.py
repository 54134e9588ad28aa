"""One honest project that its client locked, and the small changes that a mechanism makes to it."""

import base64
import hashlib
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile_locks.clients import LEFT_BY_CLIENTS, Client
from tests.hostile_locks.world import EVIL, GOOD, World, gem, python_sdist, python_wheel, tarball


class NoChangeError(Exception):
    """A mechanism found nothing to change: the suite is wrong, or the client writes its lock in another form."""


class NotLockedError(Exception):
    """The client refuses to lock the changed manifest."""


@dataclass(frozen=True)
class Scene:
    """A project that is to be changed."""

    client: Client
    world: World
    folder: Path

    @property
    def format(self) -> str:
        """The lock's format."""
        return self.client.format

    @property
    def lock(self) -> str:
        """The text of the lock."""
        return (self.folder / self.client.lock).read_text()

    def write(self, path: str, data: bytes | str) -> None:
        """Write a file of the project."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data.encode() if isinstance(data, str) else data)

    def replace(self, old: str, new: str, path: str | None = None, *, count: int = 1) -> None:
        """Replace a text that must be there."""
        text = (self.folder / (path or self.client.lock)).read_text()
        if old not in text:
            raise NoChangeError(f"{path or self.client.lock} has no {old!r}")
        self.write(path or self.client.lock, text.replace(old, new, count))

    def sub(self, pattern: str, new: str | Callable[[re.Match[str]], str], path: str | None = None) -> None:
        """Replace what a pattern matches first, which must be there; the text is not a template."""
        text = (self.folder / (path or self.client.lock)).read_text()
        put = new if callable(new) else lambda _: new
        changed, count = re.subn(pattern, put, text, count=1, flags=re.MULTILINE | re.DOTALL)
        if not count or changed == text:
            raise NoChangeError(f"{path or self.client.lock} has no {pattern!r}")
        self.write(path or self.client.lock, changed)

    def json(self, change: Callable[[Any], None], path: str | None = None) -> None:
        """Change a JSON file."""
        document = json.loads((self.folder / (path or self.client.lock)).read_text())
        change(document)
        self.write(path or self.client.lock, json.dumps(document, indent=2) + "\n")

    def manifest(self, change: Callable[[Any], None]) -> None:
        """Change package.json."""
        self.json(change, "package.json")

    def entry(self, package: str = "kite", /, **fields: object) -> None:
        """Set fields of a package-lock entry; None removes one."""

        def change(document: Any) -> None:
            entry = document["packages"][f"node_modules/{package}"]
            for key, value in fields.items():
                entry.pop(key, None) if value is None else entry.update({key: value})

        self.json(change)

    def relock(self) -> None:
        """Have the client write its lock for the changed manifest."""
        self.client.prepare(self.folder)
        done = self.client.run(self.client.locking, self.folder, self.world)
        if done.code:
            raise NotLockedError(done.out)
        for left in LEFT_BY_CLIENTS:
            shutil.rmtree(self.folder / left, ignore_errors=True)


def evil_tgz(world: World, name: str = "kite", version: str = "1.1.0") -> str:
    """Return where the attacker's server has a tarball."""
    return world.evil.npm_tarball_url(name, version)


def sri(data: bytes) -> str:
    """Return an npm integrity."""
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def sha1(data: bytes) -> str:
    """Return a sha1."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def sha256(data: bytes) -> str:
    """Return a sha256."""
    return hashlib.sha256(data).hexdigest()


GOOD_TGZ, EVIL_TGZ = tarball("kite", "1.1.0", GOOD), tarball("kite", "1.1.0", EVIL)
GOOD_SRI, EVIL_SRI = sri(GOOD_TGZ), sri(EVIL_TGZ)
GULL_SRI = sri(tarball("gull", "1.0.0"))
GOOD_WHEEL, EVIL_WHEEL = python_wheel("kite", "1.1.0", GOOD), python_wheel("kite", "1.1.0", EVIL)
GOOD_SDIST, EVIL_SDIST = python_sdist("kite", "1.1.0", GOOD), python_sdist("kite", "1.1.0", EVIL)
GOOD_GEM, EVIL_GEM = gem("kite", "1.1.0", GOOD), gem("kite", "1.1.0", EVIL)
