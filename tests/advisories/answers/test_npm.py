import gzip
import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.advisories.answers import npm_bulk
from pratique.advisories.interface import Advisories
from pratique.core.advisory import Advisory, AdvisoryKind, Affected, Product, Span
from pratique.core.finding import Severity
from pratique.ecosystems.npm import ecosystem as npm
from pratique.errors import ParseError, PratiqueError, Reference, RegistryError
from tests.advisories.answers.index import FRESH, index_of
from tests.advisories.made import LEFT, about, advisory

MALWARE = AdvisoryKind.MALWARE
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N"


def ask(index: Advisories, **names: list[str]) -> Any:
    body = json.dumps(names).encode()
    packed = npm_bulk(gzip.compress(body), gzipped=True, index=index, freshness=FRESH)
    assert packed == npm_bulk(body, gzipped=False, index=index, freshness=FRESH)
    return json.loads(packed)


def test_an_advisory_is_answered_as_npm_needs_it() -> None:
    index = index_of(
        advisory(
            "CVE-2031-1000",
            about(LEFT, Span("1.0.0", "2.0.0"), Span("3.0.0")),
            aliases=("GHSA-aaaa-bbbb-cccc",),
            severity=Severity.MEDIUM,
            score=5.3,
            vector=VECTOR,
            summary="It reads too much",
        )
    )

    [found] = ask(index, left=["1.5.0", "2.5.0"], right=["1.0.0"])["left"]

    assert 0 < found.pop("id") < 2**53
    assert {
        "url": "https://github.com/advisories/GHSA-aaaa-bbbb-cccc",
        "title": "It reads too much",
        "severity": "moderate",
        "vulnerable_versions": ">=1.0.0 <2.0.0 || >=3.0.0",
        "cwe": [],
        "cvss": {"score": 5.3, "vectorString": VECTOR},
    } == found


def test_names_without_advisories_are_not_answered() -> None:
    assert {} == ask(
        index_of(advisory("GHSA-1", about(LEFT, Span("1.0.0")))), left=["0.9.0"], right=["1.0.0"]
    )


def test_ids_tell_the_advisories_of_a_package_apart_and_stay_the_same() -> None:
    index = index_of(*(advisory(f"GHSA-{n}", about(LEFT, Span())) for n in range(20)))
    ids = [found["id"] for found in ask(index, left=["1.0.0"])["left"]]

    assert 20 == len(set(ids))
    assert ids == [found["id"] for found in ask(index, left=["1.0.0"])["left"]]


def test_malware_is_critical_and_an_unknown_severity_high() -> None:
    index = index_of(
        advisory("MAL-2031-1", about(LEFT, Span()), kind=MALWARE),
        advisory("X-1", about(LEFT, versions=("1.0.0",))),
    )

    told = {found["url"]: found["severity"] for found in ask(index, left=["1.0.0"])["left"]}

    assert {"https://osv.dev/vulnerability/MAL-2031-1": "critical", "": "high"} == told


def test_an_advisory_without_versions_says_so_in_its_title() -> None:
    [found] = ask(
        index_of(advisory("GHSA-1", Affected(product=LEFT), summary="Bad")), left=["1.0.0", "2.0.0"]
    )["left"]

    assert "Bad (the advisory does not state the affected versions)" == found["title"]
    assert "1.0.0 || 2.0.0" == found["vulnerable_versions"]


def test_what_clients_print_cannot_steer_a_terminal() -> None:
    hostile = replace(
        advisory("X-1", about(LEFT, Span()), summary="\x1b[2Jgone \u202e" + "x" * 9_999),
        urls=("https://x.example/\x1b]8",),
    )
    [found] = ask(index_of(hostile), left=["1.0.0"])["left"]

    assert found["title"].startswith("\\x1b[2Jgone \\u202e")
    assert 300 == len(found["title"])
    assert "https://x.example/\\x1b]8" == found["url"]


def test_the_range_never_means_a_version_that_was_not_matched() -> None:
    index = index_of(
        advisory("MAL-1", about(LEFT, Span()), kind=MALWARE, aliases=("PRATIQUE-1",)),
        advisory("PRATIQUE-1", about(LEFT, versions=("1.0.1",), sole=True), kind=MALWARE),
    )

    [found] = ask(index, left=["1.0.0", "1.0.1"])["left"]

    assert "1.0.1" == found["vulnerable_versions"]


def test_withdrawn_advisories_are_not_answered() -> None:
    assert {} == ask(index_of(advisory("GHSA-1", about(LEFT, Span()), withdrawn=True)), left=["1.0.0"])


def test_a_name_that_no_package_has_is_no_error() -> None:
    assert {} == ask(index_of(), **{"../left": ["1.0.0"], "left": ["1.0.0"]})


def test_an_index_that_does_not_cover_npm_is_an_error_and_no_empty_answer() -> None:
    with pytest.raises(RegistryError) as raised:
        ask(index_of(advisory("GHSA-1", about(LEFT, Span())), covers=()), left=["1.0.0"])

    assert Reference.ADVISORIES_MISSING == raised.value.reference


def test_more_names_than_any_project_has_are_refused() -> None:
    body = json.dumps({f"left-{n}": ["1.0.0"] for n in range(20_001)}).encode()

    with pytest.raises(ParseError) as raised:
        npm_bulk(body, gzipped=False, index=index_of(), freshness=FRESH)

    assert "20001 names" in raised.value.message


VERSIONS = st.sampled_from(["0.9.0", "1.0.0-a", "1.0.0", "1.5.0", "2.0.0"])
CLAIMS = st.sampled_from(
    [
        Affected(product=LEFT),
        about(LEFT, Span()),
        about(LEFT, Span("1.0.0", "2.0.0")),
        about(LEFT, Span("1.0.0", high_included=True), versions=("0.9.0",)),
        about(LEFT, versions=("1.0.0",), sole=True),
        about(LEFT, versions=("1.5.0", "2.0.0"), sole=True),
        Affected(product=LEFT, within="<2.0.0", outside=("^1.0.0-a",)),
        Affected(product=LEFT, within="*", outside=("1.0.0",)),
    ]
)
ADVISORIES = st.builds(
    lambda id_, claim, kind, aliases: advisory(id_, claim, kind=kind, aliases=aliases),
    st.sampled_from(["GHSA-1", "MAL-1", "CVE-1"]),
    CLAIMS,
    st.sampled_from([MALWARE, AdvisoryKind.VULNERABILITY]),
    st.sampled_from([(), ("CVE-1",), ("MAL-1",)]),
)


@given(st.lists(ADVISORIES, max_size=2), st.lists(VERSIONS, min_size=1, max_size=2, unique=True))
def test_each_answer_meets_a_version_that_was_asked_for(
    advisories: list[Advisory], versions: list[str]
) -> None:
    body = json.dumps({"left": versions}).encode()
    found = json.loads(npm_bulk(body, gzipped=False, index=index_of(*advisories), freshness=FRESH)).get(
        "left", []
    )

    for one in found:
        assert any(
            npm.satisfies(version, one["vulnerable_versions"], prereleases=True) for version in versions
        )
    assert len({one["id"] for one in found}) == len(found)


@contextmanager
def served(index: Advisories) -> Iterator[tuple[str, list[int]]]:
    """A registry that knows no package and answers npm's bulk requests; its address, and the answers it gave."""
    statuses: list[int] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            gzipped = self.headers.get("content-encoding") == "gzip"
            if not self.path.endswith("/-/npm/v1/security/advisories/bulk"):
                return self.answer(404, b"{}")
            try:
                return self.answer(200, npm_bulk(body, gzipped=gzipped, index=index, freshness=FRESH))
            except PratiqueError as error:
                return self.answer(501, json.dumps({"error": error.message}).encode())

        def do_GET(self) -> None:
            self.answer(404, b"{}")

        def answer(self, status: int, body: bytes) -> None:
            statuses.append(status)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", statuses
    finally:
        server.shutdown()
        server.server_close()


def project(folder: Path, registry: str) -> Path:
    """A project whose lock has `left` directly, and `right` through `middle`."""

    def entry(name: str, version: str, **rest: object) -> dict[str, object]:
        return {
            "version": version,
            "resolved": f"{registry}{name}/-/{name}-{version}.tgz",
            "integrity": "sha512-" + "A" * 86 + "==",
            **rest,
        }

    asked = {"left": "^1.0.0", "middle": "^1.0.0"}
    packages = {
        "": {"name": "app", "version": "1.0.0", "dependencies": asked},
        "node_modules/left": entry("left", "1.5.0"),
        "node_modules/middle": entry("middle", "1.0.0", dependencies={"right": "^2.0.0"}),
        "node_modules/right": entry("right", "2.0.1"),
    }
    lock = {"name": "app", "version": "1.0.0", "lockfileVersion": 3, "requires": True, "packages": packages}
    (folder / "package.json").write_text(
        json.dumps({"name": "app", "version": "1.0.0", "dependencies": asked})
    )
    (folder / "package-lock.json").write_text(json.dumps(lock))
    return folder


def npm_audit(folder: Path, registry: str) -> tuple[int, Any]:
    program = shutil.which("npm")
    if program is None:
        pytest.skip("npm is not installed")
    done = subprocess.run(
        [
            program,
            "audit",
            "--json",
            f"--registry={registry}",
            f"--cache={folder / 'cache'}",
            "--fetch-retries=0",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "npm_config_update_notifier": "false"},
    )
    return done.returncode, json.loads(done.stdout)


def test_npm_itself_reports_what_is_answered(tmp_path: Path) -> None:
    index = index_of(
        advisory(
            "GHSA-aaaa-bbbb-cccc",
            Affected(product=LEFT, within="<2.0.0", outside=("<1.2.0",)),
            severity=Severity.HIGH,
            score=7.5,
            vector=VECTOR,
            summary="It reads too much",
        ),
        advisory(
            "MAL-2031-7", about(Product("npm", "right"), versions=("2.0.1",)), kind=MALWARE, summary="Bad"
        ),
        advisory("GHSA-dddd-eeee-ffff", about(LEFT, versions=("1.0.0",))),
    )
    with served(index) as (registry, statuses):
        code, report = npm_audit(project(tmp_path, registry), registry)

    assert 1 == code
    assert 200 in statuses
    found = report["vulnerabilities"]
    assert {"left", "middle", "right"} == set(found)
    [left] = found["left"]["via"]
    assert "https://github.com/advisories/GHSA-aaaa-bbbb-cccc" == left["url"]
    assert ("It reads too much", "high", ">=1.2.0 <2.0.0") == (left["title"], left["severity"], left["range"])
    assert {"score": 7.5, "vectorString": VECTOR} == left["cvss"]
    assert ["right"] == found["middle"]["via"]
    assert "critical" == found["right"]["severity"]
    assert {"high": 1, "critical": 2, "total": 3} == {
        word: count for word, count in report["metadata"]["vulnerabilities"].items() if count
    }


def test_npm_itself_is_content_with_a_clean_answer_and_not_with_a_refusal(tmp_path: Path) -> None:
    with served(index_of(advisory("GHSA-1", about(LEFT, Span("2.0.0"))))) as (registry, statuses):
        code, report = npm_audit(project(tmp_path, registry), registry)
    assert (0, 0) == (code, report["metadata"]["vulnerabilities"]["total"])
    assert [200] == statuses

    with served(index_of(covers=())) as (registry, _):
        code, report = npm_audit(project(tmp_path, registry), registry)
    assert 0 != code
    assert "no source covers" in json.dumps(report)
