"""Whether a release is stopped by what it does, when it is judged alone."""

from pathlib import Path

from bench.inspect.evasions import Judged, written
from bench.inspect.judging import judge

from tests.evasions.case import Case


def is_stopped(case: Case, folder: Path) -> bool:
    """Whether the law that judges a local file holds or blocks it; its archive is made in `folder`."""
    archive = written(folder, case)
    return Judged(case, judge(archive, archive.path.read_bytes())).stopped
