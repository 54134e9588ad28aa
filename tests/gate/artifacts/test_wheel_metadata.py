"""The metadata of wheels, as the gate passes it on."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gate.python_clients import KITE, PythonUser, configure
from tests.gate.running import gate
from tests.loopback import LoopbackRegistry, Replaced
from tests.loopback.pypi_face import file_path, json_page

KITE_1, KITE_HELD = KITE.files[0], KITE.files[3]
ADDRESS = f"/pypi/simple/kite/1.0.0/{KITE_1.filename}.metadata"


@pytest.fixture
def index() -> Iterator[LoopbackRegistry]:
    with LoopbackRegistry(pypi=[KITE]) as running:
        configure(running)
        yield running


def test_metadata_is_passed_on_without_judging_the_wheel(tmp_path: Path, index: LoopbackRegistry) -> None:
    with gate(tmp_path) as running:
        got = running.get(ADDRESS)
        again = running.get(ADDRESS, If_None_Match=got.headers["etag"])
        log = running.log()

    assert (200, KITE_1.metadata) == (got.status, got.body)
    assert 304 == again.status
    assert [] == log
    assert [] == index.requests_to(file_path(KITE_1))
    assert 1 == len(index.requests_to(f"{file_path(KITE_1)}.metadata"))


def test_metadata_of_what_is_refused_is_refused_with_the_reason(
    tmp_path: Path, index: LoopbackRegistry
) -> None:
    with gate(tmp_path) as running:
        got = running.get(f"/pypi/simple/kite/1.2.0/{KITE_HELD.filename}.metadata")
        log = running.log()

    assert 403 == got.status
    assert "kite==1.2.0 is held until" in got.reason
    assert [(KITE_HELD.filename, "hold")] == [(one["filename"], one["action"]) for one in log]


def test_metadata_that_is_not_what_the_index_lists_is_not_passed_on(
    tmp_path: Path, index: LoopbackRegistry
) -> None:
    index.fault(f"{file_path(KITE_1)}.metadata", Replaced(data=b"Name: other"))
    with gate(tmp_path) as running:
        got = running.get(ADDRESS)

    assert (502, b"other" in got.body) == (got.status, False)
    assert f"the metadata of {KITE_1.filename} does not match the digest in its index" == got.reason


def test_where_there_is_no_metadata_none_is_given(tmp_path: Path, index: LoopbackRegistry) -> None:
    index.put_pypi(replace(KITE, files=(replace(KITE_1, metadata=None),)))
    with gate(tmp_path) as running:
        got = running.get(ADDRESS)

    assert 404 == got.status


def test_a_part_of_a_wheel_that_was_judged_is_given(tmp_path: Path, index: LoopbackRegistry) -> None:
    with gate(tmp_path) as running:
        got = running.get(ADDRESS.removesuffix(".metadata"), Range="bytes=-22")
        head = running.get(ADDRESS.removesuffix(".metadata"), method="HEAD")

    assert (206, KITE_1.data[-22:]) == (got.status, got.body)
    assert (200, "bytes", b"") == (head.status, head.headers["accept-ranges"], head.body)
    assert f'"{hashlib.sha256(KITE_1.data).hexdigest()}"' == head.headers["etag"]


def without_digests(index: LoopbackRegistry) -> None:
    """Let the index say that there is metadata, and not of what digest."""
    page = json.loads(json_page(KITE, "kite", index.pypi_files_url, mirror=False))
    for file in page["files"]:
        file["core-metadata"] = file["data-dist-info-metadata"] = True
    index.fault("/simple/kite/", Replaced(data=json.dumps(page).encode()))


def test_metadata_without_a_digest_is_taken_out_of_the_judged_wheel(
    tmp_path: Path, index: LoopbackRegistry
) -> None:
    without_digests(index)
    index.fault(f"{file_path(KITE_1)}.metadata", Replaced(data=b"Name: other\n"))
    with gate(tmp_path) as running:
        got = running.get(ADDRESS)
        held = running.get(f"/pypi/simple/kite/1.2.0/{KITE_HELD.filename}.metadata")
        sdist = running.get(f"/pypi/simple/kite/1.0.0/{KITE.files[1].filename}.metadata")
        log = running.log()

    assert (200, KITE_1.metadata) == (got.status, got.body)
    assert (403, True) == (held.status, "kite==1.2.0 is held until" in held.reason)
    assert 404 == sdist.status
    assert (KITE_1.filename, "allow") in {(one["filename"], one["action"]) for one in log}
    # What lies beside the wheel was never asked for.
    assert [] == [seen.path for seen in index.requests if seen.path.endswith(".metadata")]


def test_pip_installs_from_an_index_that_lists_no_digest_of_metadata(
    tmp_path: Path, index: LoopbackRegistry
) -> None:
    without_digests(index)
    with gate(tmp_path) as running:
        user = PythonUser(running, tmp_path)
        ran = user.pip("kite")

    assert (0, "1.1.0") == (ran.code, user.version("kite")), ran.out
