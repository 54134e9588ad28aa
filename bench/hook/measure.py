"""Judges the drawn names against a registry of our own on loopback, and counts the answers."""

import asyncio
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.loopback import LoopbackRegistry, NpmPackage, NpmRelease, PypiProject, wheel_file
from tests.loopback.gem_packages import GemPackage, gem_file

from pratique.cli.hook.installs import Package
from pratique.cli.hook.judging import judge_packages

NAMES = Path(__file__).with_name("names.tsv")
_OLDEST_YOUNG_DAYS = 80
_LONG_AGO = datetime(2024, 1, 10, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Named:
    """A name of the bench: `kind` is real, young or missing."""

    ecosystem: str
    kind: str
    name: str


def read() -> list[Named]:
    """Return the drawn names."""
    return [Named(*line.split("\t")) for line in NAMES.read_text().splitlines()]


def registry(names: Sequence[Named]) -> LoopbackRegistry:
    """Return a registry that serves the real names as long published, and the young names as published lately."""
    now, npm, pypi, gems = datetime.now(UTC), [], [], []
    for place, one in enumerate(names):
        if one.kind == "missing":
            continue
        at = _LONG_AGO if one.kind == "real" else now - timedelta(days=place % _OLDEST_YOUNG_DAYS, hours=1)
        if one.ecosystem == "npm":
            release = NpmRelease(version="1.0.0", files={"index.js": "1\n"}, published_at=at)
            npm.append(NpmPackage(name=one.name, releases=(release,), created_at=at))
        elif one.ecosystem == "pypi":
            pypi.append(PypiProject(name=one.name, files=(wheel_file(one.name, "1.0.0", uploaded_at=at),)))
        else:
            files = {"lib/a.rb": "A = 1\n"}
            gems.append(
                GemPackage(name=one.name, files=(gem_file(one.name, "1.0.0", files, published_at=at),))
            )
    return LoopbackRegistry(npm=npm, pypi=pypi, gems=gems)


@contextmanager
def configured(home: Path, served: LoopbackRegistry) -> Iterator[None]:
    """Configure the clients of a home folder for the registry."""
    changes = {
        "HOME": str(home),
        "PRATIQUE_HOME": str(home / "pratique"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "npm_config_registry": served.npm_url,
        "PIP_INDEX_URL": served.pypi_url,
    }
    before = {name: os.environ.get(name) for name in changes}
    (home / ".gemrc").write_text(f":sources:\n- {served.gem_url}\n")
    os.environ.update(changes)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def judge(names: Sequence[Named], folder: Path) -> Counter[tuple[str, str, str]]:
    """Return how often each ecosystem, kind and action occurs."""
    packages = [Package(one.ecosystem, one.name) for one in names]
    judged = asyncio.run(judge_packages(packages, folder))
    return Counter(
        (one.ecosystem, one.kind, found.answer.action.value) for one, found in zip(names, judged, strict=True)
    )


def summary(counts: Mapping[tuple[str, str, str], int]) -> dict[str, object]:
    """Return the totals: made-up names that are stopped, and real names that are stopped by mistake."""
    total: Counter[tuple[str, str]] = Counter()
    for (_, kind, action), count in counts.items():
        total[kind, action] += count
    real = {action: total["real", action] for action in ("allow", "ask", "deny")}
    made_up = {
        kind: {one: total[kind, one] for one in ("allow", "ask", "deny")} for kind in ("young", "missing")
    }
    stopped = real["ask"] + real["deny"]
    return {
        "real": real,
        **made_up,
        "false_positive_rate": round(stopped / max(1, sum(real.values())), 4),
        "by_ecosystem": {" ".join(key): count for key, count in sorted(counts.items())},
    }
