"""The packages of made-up locks: names, versions that grow over time, and what each needs."""

import base64
import hashlib
import random
from functools import lru_cache
from typing import NamedTuple

_WORDS = [
    "amber",
    "array",
    "async",
    "atlas",
    "basic",
    "batch",
    "beam",
    "binary",
    "blade",
    "block",
    "bold",
    "bridge",
    "buffer",
    "bundle",
    "cable",
    "cache",
    "canvas",
    "chain",
    "channel",
    "chart",
    "cipher",
    "circuit",
    "clear",
    "clock",
    "cloud",
    "cluster",
    "coast",
    "codec",
    "color",
    "column",
    "common",
    "compact",
    "config",
    "copper",
    "core",
    "count",
    "crane",
    "crypto",
    "cursor",
    "data",
    "deep",
    "delta",
    "desk",
    "digest",
    "direct",
    "draft",
    "drive",
    "early",
    "edge",
    "ember",
    "engine",
    "event",
    "exact",
    "fast",
    "fetch",
    "field",
    "file",
    "filter",
    "flow",
    "font",
    "form",
    "frame",
    "fresh",
    "garden",
    "gate",
    "glob",
    "grain",
    "grid",
    "group",
    "guard",
    "handle",
    "harbor",
    "hash",
    "head",
    "http",
    "icon",
    "image",
    "index",
    "input",
    "iron",
    "item",
    "json",
    "kernel",
    "key",
    "label",
    "lake",
    "layer",
    "lazy",
    "leaf",
    "lens",
    "level",
    "light",
    "line",
    "link",
    "list",
    "local",
    "log",
    "loop",
    "map",
    "mark",
    "match",
    "meadow",
    "merge",
    "meter",
    "micro",
    "mind",
    "mirror",
    "mode",
    "module",
    "mono",
    "mount",
    "native",
    "nest",
    "node",
    "north",
    "object",
    "ocean",
    "open",
    "orbit",
    "order",
    "pack",
    "page",
    "panel",
    "parse",
    "patch",
    "path",
    "peak",
    "pipe",
    "pixel",
    "plain",
    "plan",
    "plug",
    "point",
    "pool",
    "port",
    "prime",
    "probe",
    "proto",
    "pulse",
    "query",
    "queue",
    "quick",
    "range",
    "raw",
    "read",
    "reed",
    "ring",
    "river",
    "road",
    "root",
    "route",
    "rule",
    "safe",
    "scan",
    "schema",
    "scope",
    "seed",
]
_ENDS = [
    "core",
    "utils",
    "kit",
    "js",
    "cli",
    "types",
    "parser",
    "loader",
    "client",
    "server",
    "plugin",
    "adapter",
    "stream",
    "schema",
    "runtime",
    "tools",
]


class Pin(NamedTuple):
    """One package in a lock. `range` is what its dependents ask for."""

    name: str
    version: str
    range: str
    needs: tuple[tuple[str, str], ...] = ()
    alias: str = ""
    """The name under which it is installed, if it is another one."""
    bundled_in: str = ""
    """The package that contains it, if it is bundled."""
    url: str = ""
    """Another address than that of the registry."""
    integrity: str = ""
    """Another sha512 than that of the made-up registry."""

    @property
    def key(self) -> str:
        """Return the name under which it is installed."""
        return self.alias or self.name


@lru_cache(maxsize=1 << 18)
def sha512(name: str, version: str) -> str:
    """Return the made-up integrity of a release."""
    digest = hashlib.sha512(f"{name}@{version}".encode()).digest()
    return "sha512-" + base64.b64encode(digest).decode()


def hexes(name: str, version: str, algorithm: str = "sha256") -> str:
    """Return a made-up digest of a release in hex."""
    return hashlib.new(algorithm, f"{name}@{version}".encode()).hexdigest()


def universe(ecosystem: str, count: int, rng: random.Random) -> list[Pin]:
    """Return `count` packages that need each other without a circle, at their first versions."""
    names: dict[str, None] = {}
    while len(names) < count:
        first, second, end = rng.choice(_WORDS), rng.choice(_WORDS), rng.choice(_ENDS)
        name = f"{first}-{second}" if rng.random() < 0.4 else f"{first}-{second}-{end}"
        if ecosystem == "npm" and rng.random() < 0.25:
            name = f"@{rng.choice(_WORDS)}-{rng.choice(_ENDS)}/{second}-{end}"
        names[name] = None
    pins: list[Pin] = []
    for name in names:
        needed = rng.sample(pins, min(len(pins), rng.choice((0, 0, 1, 1, 2, 3, 5))))
        needs = tuple(sorted({one.name: one.range for one in needed}.items()))
        major = rng.choice((1, 1, 2, 3, 4, 5, 7, 9, 12))
        version = f"{major}.{rng.randrange(6)}.{rng.randrange(9)}"
        pins.append(Pin(name, version, range_of(ecosystem, major), needs))
    return pins


def range_of(ecosystem: str, major: int) -> str:
    """Return a range that allows every version of a major one."""
    return {"npm": f"^{major}.0.0", "pypi": f">={major},<{major + 1}", "gem": f"~> {major}.0"}[ecosystem]


def bumped(pin: Pin, rng: random.Random) -> Pin:
    """Return the next version of a package."""
    major, minor, patch = map(int, pin.version.split("."))
    version = f"{major}.{minor + 1}.0" if rng.random() < 0.3 else f"{major}.{minor}.{patch + 1}"
    return pin._replace(version=version)
