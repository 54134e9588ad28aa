"""`pratique advisories import`."""

import gzip
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.advising import Desk, osv_files, osv_record
from tests.cli.spawning import started


def test_a_zip_of_the_bucket_is_taken_in_under_its_name(desk: Desk) -> None:
    ran = desk.run("import", str(desk.zip("all.zip", osv_files(5))), "--as", "osv-npm")
    assert (0, "osv-npm: 5 rows: 5 imported, 0 skipped\n") == (ran.code, ran.out)
    assert {f"GHSA-{n:02}" for n in range(5)} == desk.held


def test_a_source_is_recognised_by_its_files(desk: Desk) -> None:
    kev = (
        '{"catalogVersion": "1", "vulnerabilities": [{"cveID": "CVE-2021-44228", "dateAdded": "2021-12-10"}]}'
    )
    Path("known_exploited_vulnerabilities.json").write_text(kev)
    epss = b"#model_version:v2026.03.01,score_date:2026-05-05T00:00:00Z\ncve,epss,percentile\nCVE-2021-44228,0.97,0.99\n"
    Path("epss.csv.gz").write_bytes(gzip.compress(epss))
    folder = Path("malicious/osv/malicious/npm/evil")
    folder.mkdir(parents=True)
    (folder / "MAL-2026-1.json").write_bytes(osv_record("MAL-2026-1", "evil"))
    ran = desk.run("import", "known_exploited_vulnerabilities.json", "epss.csv.gz", "malicious")
    assert 0 == ran.code
    assert ["kev: 1 row", "epss: 1 row", "malicious-packages: 1 row"] == [
        line.rpartition(":")[0] for line in ran.out.splitlines()
    ]


def test_json_lines_and_single_records_are_read_together(desk: Desk) -> None:
    Path("a.jsonl").write_bytes(osv_record("A-1", "a") + b"\n" + osv_record("A-2", "b") + b"\n")
    Path("b.json").write_bytes(osv_record("B-1", "c"))
    ran = desk.run("import", "a.jsonl", "b.json")
    assert (0, "osv: 3 rows: 3 imported, 0 skipped\n") == (ran.code, ran.out)
    here = Path.cwd()
    assert f"from {here / 'a.jsonl'}, {here / 'b.json'}\n" in desk.run("status").out


def test_where_it_was_read_from_is_told_wherever_one_asks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path("clones/osv")
    folder.mkdir(parents=True)
    (folder / "a.json").write_bytes(osv_record("A-1", "a"))
    expected = Path.cwd() / "clones/osv"
    monkeypatch.chdir("clones")
    assert 0 == desk.run("import", "./osv/../osv").code
    monkeypatch.chdir("..")
    assert f"from {expected}\n" in desk.run("status").out


def test_skipped_rows_are_told_by_reason(desk: Desk) -> None:
    files = {**osv_files(3), "x.json": b"?", "y.json": b"!"}
    ran = desk.run("import", str(desk.zip("all.zip", files)), "--as", "osv-npm")
    assert "osv-npm: 5 rows: 3 imported, 2 skipped\n            2  the file is not JSON in UTF-8\n" == ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x.txt"], "does not match any known advisory source"),
        (["x.txt", "--as", "osv-nmp"], "did you mean osv-npm?"),
        (["gone.zip"], "does not exist"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(desk: Desk, arguments: list[str], words: str) -> None:
    Path("x.txt").write_text("nothing")
    ran = desk.run("import", *arguments)
    assert (2, "") == (ran.code, ran.out)
    assert words in ran.err
    assert not desk.index.exists()


def test_a_drop_is_refused_and_the_hint_says_how_to_accept_it(desk: Desk) -> None:
    desk.run("import", str(desk.zip("all.zip", osv_files(20))), "--as", "osv-npm")
    less = str(desk.zip("less.zip", osv_files(10)))
    ran = desk.run("import", less, "--as", "osv-npm")
    assert 3 == ran.code
    assert "advisories-refused: osv-npm was not imported" in ran.err
    assert "--accept-drop" in ran.err
    assert 20 == len(desk.held)
    assert 0 == desk.run("import", less, "--as", "osv-npm", "--accept-drop").code
    assert 10 == len(desk.held)


def test_a_damaged_file_leaves_what_is_held(desk: Desk) -> None:
    desk.run("import", str(desk.zip("all.zip", osv_files(20))), "--as", "osv-npm")
    before = desk.index.read_bytes()
    Path("cut.zip").write_bytes(Path("all.zip").read_bytes()[:-40])
    ran = desk.run("import", "cut.zip", "--as", "osv-npm")
    assert 3 == ran.code
    assert "is truncated" in ran.err
    assert before == desk.index.read_bytes()


def test_a_damaged_index_is_set_aside_and_told(desk: Desk) -> None:
    desk.index.parent.mkdir(parents=True)
    desk.index.write_bytes(b"no index")
    ran = desk.run("import", str(desk.zip("all.zip", osv_files(5))), "--as", "osv-npm")
    assert 0 == ran.code
    assert "renamed to advisories.sqlite3.damaged" in ran.err
    assert b"no index" == desk.index.with_name("advisories.sqlite3.damaged").read_bytes()
    assert 5 == len(desk.held)


def test_names_are_shown_escaped(desk: Desk) -> None:
    name = "\x1b[2J.zip"
    ran = desk.run("import", str(desk.zip(name, {"x.txt": b"nothing"})), "--as", "osv-npm")
    assert 3 == ran.code
    assert "\x1b" not in ran.out + ran.err
    Path(name).write_bytes(b"PK\x03\x04 cut")
    ran = desk.run("import", name)
    assert "\x1b" not in ran.err
    assert "\\x1b[2J.zip" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_import_that_is_killed_leaves_the_old_index_whole(desk: Desk) -> None:
    Path("a.jsonl").write_bytes(osv_record("A-1", "a"))
    desk.run("import", "a.jsonl")
    before = desk.index.read_bytes()
    Path("many.jsonl").write_bytes(b"\n".join(osv_record(f"MAL-{n}", f"p{n}") for n in range(20_000)))
    with started("advisories", "import", "many.jsonl", folder=desk.folder) as process:
        wait_for(lambda: any(desk.index.parent.glob("*.draft-*")))
        time.sleep(0.2)
        process.send_signal(signal.SIGKILL)
        assert -signal.SIGKILL == process.wait(10)
    assert before == desk.index.read_bytes()
    assert 0 == desk.run("import", "a.jsonl").code
    assert [] == list(desk.index.parent.glob("*.draft-*"))
    assert {"A-1"} == desk.held


def wait_for(happened: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end, "it did not happen within a minute"
        time.sleep(0.01)
