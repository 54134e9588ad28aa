"""The count of base rates: `python -m bench.history`."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from bench.history.counting import UNTOLD, count, ids
from bench.history.recorded import HISTORIES, read_histories
from bench.history.writing import TABLE, renewed

from pratique.history import JOINT, SIGNALS
from pratique.history.measured import Measured
from tests.history.telling import DAY, last, listing, release, series

OLD = series(3)
FOUND = listing(
    [
        *OLD,
        release("1.1.0", last(OLD) + 400 * DAY, "eve"),
        release("1.2.0", last(OLD) + 500 * DAY, "eve", hooks={"install": "node x.js"}),
        release("1.3.0", last(OLD) + 600 * DAY, None),
    ]
)


def test_follow_up_releases_are_counted_and_those_that_show_a_signal() -> None:
    counts = count([FOUND])

    assert 5 == counts.releases
    assert Measured(asked=5, shown=1) == counts.measured()["hook-added"]
    assert Measured(asked=4, shown=1) == counts.measured()["publisher-after-silence"]
    assert ["kite@1.1.0"] == counts.examples["publisher-after-silence"]


def test_what_holds_and_what_lengthens_is_counted_once_a_release() -> None:
    counts = count([FOUND])

    assert (1, 1) == (counts.held, counts.lengthened)


def test_what_recorded_histories_cannot_tell_is_not_counted_as_quiet() -> None:
    assert set() == UNTOLD.keys() & count([FOUND]).measured().keys()
    assert UNTOLD.keys() <= {rule.id for rule in SIGNALS}


def test_every_signal_and_every_joint_one_is_in_the_list() -> None:
    assert [*(rule.id for rule in SIGNALS), *(joint.id for joint in JOINT)] == list(ids())


def test_a_joint_signal_is_asked_where_one_part_is_quiet() -> None:
    assert Measured(asked=5, shown=0) == count([FOUND]).measured()["new-publisher-revives-line"]


def test_the_table_is_renewed_in_its_place() -> None:
    source = TABLE.read_text(encoding="utf-8")
    new = renewed(source, {"b": Measured(2, 1), "a": Measured(3, 0)})

    assert new.partition("MEASURED:")[0] == source.partition("MEASURED:")[0]
    assert new.endswith('"a": Measured(asked=3, shown=0),\n    "b": Measured(asked=2, shown=1),\n}\n')
    assert new == renewed(new, {"a": Measured(3, 0), "b": Measured(2, 1)})


def test_a_file_without_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no table"):
        renewed("x = 1\n", {})


def test_the_compact_form_is_read_as_a_listing(tmp_path: Path) -> None:
    told = {
        "name": "kite",
        "latest": "1.0.1",
        "maintainers": ["ada"],
        "versions": {
            "1.0.0": {"t": "2020-01-01T00:00:00.000Z", "u": None, "m": []},
            "1.0.1": {
                "t": "2020-02-01T00:00:00.000Z",
                "u": "ada",
                "m": ["ada"],
                "deps": ["flat"],
                "hooks": {"install": "x"},
            },
        },
        "removed": {"0.9.0": "2019-12-01T00:00:00.000Z"},
    }
    (tmp_path / HISTORIES).write_bytes(gzip.compress(json.dumps(told).encode()))
    (found,) = read_histories(tmp_path)
    first, second = found.releases.values()

    assert (None, None) == (first.publisher, first.maintainers)
    assert ({"flat": ""}, ["x"]) == (second.dependencies, [hook.command for hook in second.hooks or ()])
    assert {"0.9.0"} == set(found.removed)


def test_without_the_recorded_histories_it_says_so(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "bench.history", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        timeout=120,
    )

    assert 3 == run.returncode
    assert run.stdout.startswith("nothing was measured: ")
