"""npm's debug logs."""

from pathlib import Path

from tests.collect.walked import records
from tests.installed.caches.laid import put

LOG = "_logs/2026-01-31T09_30_05_123Z-debug-0.log"
LINES = """0 verbose cli node npm
5 http fetch GET 200 https://r.example/@acme%2ftool/-/tool-1.0.0.tgz 20ms (cache miss)
6 http fetch GET 404 https://r.example/gone/-/gone-1.0.0.tgz 20ms
7 http fetch GET 200 https://r.example/calm 20ms (cache miss)
42 info run loud@2.0.0 postinstall node_modules/loud node x.js
43 info run loud@2.0.0 postinstall { code: 0, signal: null }
44 info run @acme/app@1.0.0 preinstall { code: 0, signal: null }
45 info run app@1.0.0 build webpack
"""


def test_scripts_and_downloads_are_told_with_the_time_of_the_log(tmp_path: Path) -> None:
    put(tmp_path / LOG, LINES)
    put(tmp_path / "_logs/other.log", LINES)

    assert {
        ("@acme/tool", "1.0.0", "cached", 1769851805.0),
        ("loud", "2.0.0", "ran", 1769851805.0),
        ("@acme/app", "1.0.0", "ran", 1769851805.0),
    } == {(one.name, one.version, one.state, one.at) for one in records(tmp_path)}
    assert 3 == len(records(tmp_path))


def test_bytes_that_are_no_log_show_nothing(tmp_path: Path) -> None:
    put(tmp_path / LOG, b"\xff\x00 info run " + b"a" * 100_000 + b"\n1 info run \xff@1 install x\n")

    assert ["\ufffd"] == [one.name for one in records(tmp_path)]
