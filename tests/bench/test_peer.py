"""The peer beside us, with a stand-in for its Python."""

from pathlib import Path

import pytest
from bench.inspect.peer import PeerRow, compare, peer_version, scan
from bench.inspect.sets import read_set
from bench.inspect.summary import Count

from tests.bench.making import PLAIN, indexed, package, row

STAND_IN = """#!/bin/sh
[ "$2" = -c ] && { echo 3.2.0; exit 0; }
while IFS='	' read -r ecosystem path; do
  echo "{\\"path\\": \\"$path\\", \\"score\\": 7.3, \\"rules\\": [\\"$ecosystem $https_proxy\\"], \\"cpu_s\\": 0.5, \\"peak_mb\\": 70}"
done
"""


def python(folder: Path, text: str) -> str:
    path = folder / "python"
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_each_file_is_scanned_and_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    archives = read_set(indexed(tmp_path / "s", {("a", "1"): package("a", PLAIN)}))
    stand_in = python(tmp_path, STAND_IN)

    (found,) = scan(stand_in, archives)

    assert "guarddog 3.2.0" == peer_version(stand_in)
    assert (True, ["npm http://127.0.0.1:9"]) == (found.stops, found.rules)


def test_a_peer_that_ends_too_early_is_told(tmp_path: Path) -> None:
    archives = read_set(indexed(tmp_path / "s", {("a", "1"): package("a", PLAIN)}))
    with pytest.raises(ValueError, match="after 0 of 1 files: no sandbox"):
        list(scan(python(tmp_path, "#!/bin/sh\necho no sandbox >&2\nexit 3\n"), archives))


def test_its_failures_count_as_not_stopped_and_cost_nothing() -> None:
    rows = [row("a", cpu_s=0.1), row("b", cpu_s=9.0), row("stub")]
    said = {
        rows[0].sha256: PeerRow("a", 0.5, 70, score=5.0),
        rows[1].sha256: PeerRow("b", 0.5, 70, failed="it crashed"),
        rows[2].sha256: PeerRow("stub", 0.5, 70, score=9.0),
    }
    found = compare("guarddog 3.2.0", rows, said, {rows[2].sha256: "emptied"})

    assert (Count(1, 2), 1, 0.5) == (found.stopped, found.failed, found.families_mean)
    assert (1, 0.5, 0.1) == (found.cost.artifacts, found.cost.cpu_s, found.ours.cpu_s)
