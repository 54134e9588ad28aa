"""The real pip and npm, each told to install exactly some releases by their digests; nothing of a package is ever run."""

import base64
import hashlib
import json
import re
import shutil
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from gauntlet.clients import SHOWN, npm_variables, pip_words, ran
from pratique.core.lock import LockedPackage
from pratique.core.names import Digest, Ecosystem, ReleaseRef

_PYTHON = "3.13"
_PLATFORMS = (
    "manylinux_2_28_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
    "manylinux1_x86_64",
    "any",
)
_NO_WHEEL = re.compile(r"No matching distribution found for ([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")
_SIMPLE = "application/vnd.pypi.simple.v1+json"
_TIMEOUT_S = 300.0
_MOST_SAID = 400


@dataclass
class Locked:
    """A client of a gate; `said` is what it printed when it last failed."""

    url: str
    folder: Path
    ecosystem: Ecosystem
    said: str = ""

    @property
    def last_line(self) -> str:
        """The end of what it said, without the gate's address, which is another one each time."""
        lines = [
            " ".join(line.split()) for line in self.said.replace(self.url, SHOWN).splitlines() if line.strip()
        ]
        return lines[-1][-_MOST_SAID:] if lines else "it said nothing"

    def install(self, packages: Sequence[LockedPackage]) -> ReleaseRef | None:
        """Install these by their digests. None: it worked; else the first that failed, as far as the client tells."""
        place = next(self.folder / f"app{n}" for n in count() if not (self.folder / f"app{n}").exists())
        place.mkdir()
        try:
            return (
                self._npm(place, packages) if self.ecosystem is Ecosystem.NPM else self._pip(place, packages)
            )
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def _pip(self, place: Path, packages: Sequence[LockedPackage]) -> ReleaseRef | None:
        left = list(packages)
        while left:
            lines = [
                f"{one.package.name}=={one.version}"
                + "".join(f" --hash={digest}" for digest in one.digests if digest.strong)
                for one in left
            ]
            (place / "requirements.txt").write_text("\n".join([*lines, ""]))
            platforms = [word for one in _PLATFORMS for word in ("--platform", one)]
            words = ("download", "--no-deps", "--require-hashes", "--python-version", _PYTHON, *platforms)
            command = (sys.executable, "-m", "pip", *words, *pip_words(self.url), "-r", "requirements.txt")
            code, self.said = ran(command, place, {})
            if code == 0:
                return None
            found = _NO_WHEEL.search(self.said)
            none = [one for one in left if found and one.package.name == found[1].lower().replace("_", "-")]
            if not none:
                return self._blamed(left)
            # There is no wheel of it for this platform. Its source would be built, which runs code of it: it is fetched.
            for one in none:
                if not self._fetched(one):
                    return one.ref
            left = [one for one in left if one not in none]
        return None

    def _blamed(self, packages: Sequence[LockedPackage]) -> ReleaseRef | None:
        named = (
            one
            for one in packages
            if f"{one.package.name}==" in self.said or f"/{one.package.name}/" in self.said
        )
        return next(named, packages[0]).ref

    def _fetched(self, package: LockedPackage) -> bool:
        """Fetch a source distribution through the gate, and hold it against the lock."""
        wanted = {digest.hex for digest in package.digests}
        asked = urllib.request.Request(
            f"{self.url}/pypi/simple/{package.package.name}/", headers={"Accept": _SIMPLE}
        )
        try:
            with urllib.request.urlopen(asked, timeout=_TIMEOUT_S) as answer:
                address, files = answer.url, json.load(answer)["files"]
            there = [one for one in files if one["hashes"].get("sha256") in wanted]
            sources = [one for one in there if not one["filename"].endswith(".whl")] or there[:1]
            for one in sources[:1]:
                with urllib.request.urlopen(
                    urllib.parse.urljoin(address, one["url"]), timeout=_TIMEOUT_S
                ) as answer:
                    return hashlib.sha256(answer.read()).hexdigest() in wanted
        except urllib.error.URLError as error:
            self.said = str(error)
            return False
        self.said = "no file of it is listed that the lock knows"
        return False

    def _npm(self, place: Path, packages: Sequence[LockedPackage]) -> ReleaseRef | None:
        entries: dict[str, Mapping[str, object]] = {}
        for number, one in enumerate(packages):
            name, version = one.package.name, str(one.version)
            entries[f"app{number}"] = {
                "version": version,
                "resolved": f"{self.url}/npm/{name}/-/{name.rpartition('/')[2]}-{version}.tgz",
                "integrity": " ".join(_sri(digest) for digest in one.digests if digest.strong),
                "name": name,
            }
        # Each under a name of its own: a lock may have two versions of one package.
        asks = {alias: f"npm:{entry['name']}@{entry['version']}" for alias, entry in entries.items()}
        root = {"name": "app", "version": "1.0.0", "dependencies": asks}
        lock = {
            "name": "app",
            "version": "1.0.0",
            "lockfileVersion": 3,
            "requires": True,
            "packages": {"": root, **{f"node_modules/{alias}": entry for alias, entry in entries.items()}},
        }
        (place / "package.json").write_text(json.dumps(root))
        (place / "package-lock.json").write_text(json.dumps(lock))
        code, self.said = ran(("npm", "ci", "--no-progress"), place, npm_variables(self.url, place))
        if code == 0:
            return None
        told = (one for one in packages if f"{one.package.name}@{one.version}" in self.said)
        return next(told, packages[0]).ref


def _sri(digest: Digest) -> str:
    return f"{digest.algorithm}-{base64.b64encode(bytes.fromhex(digest.hex)).decode()}"
