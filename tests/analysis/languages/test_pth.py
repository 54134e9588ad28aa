"""Path configuration files: lines that run, and lines that are paths."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, FileFacts, Language, Taint
from pratique.analysis.languages import pth


def test_a_line_that_starts_with_import_runs_at_load() -> None:
    found = pth.extract(b"../lib\nimport os, sys; os.system('marker')\n")

    assert [("os", 2, True), ("sys", 2, True)] == [(i.module, i.line, i.at_load) for i in found.imports]
    assert [(Capability.PROCESS, "os.system", 2, True)] == [
        (use.capability, use.api, use.line, use.at_load) for use in found.uses
    ]
    assert Language.PTH is found.language


def test_decoded_code_in_a_line_is_a_flow() -> None:
    found = pth.extract(b"import\tbase64; exec(base64.b64decode('cHJpbnQoMSk='))")

    assert [(Taint.DECODED,)] == [flow.taints for flow in found.flows]


@pytest.mark.parametrize(
    "source", [b"", b"/usr/lib/x\n", b"# import os\n", b"importlib\n", b" import os\n", b"exec('x')\n"]
)
def test_other_lines_are_paths(source: bytes) -> None:
    found = pth.extract(source)

    assert ((), (), None) == (found.imports, found.uses, found.problem)


def test_a_mark_at_the_start_hides_no_line() -> None:
    assert ["os"] == [item.module for item in pth.extract(b"\xef\xbb\xbfimport os\n").imports]


@pytest.mark.parametrize(
    "source", [b"PK\3\4\0\0" + bytes(range(256)) * 40, b"\x80\2}q\0.import os\0", bytes(2_000_000)]
)
def test_weights_of_a_model_have_no_line_that_runs(source: bytes) -> None:
    assert FileFacts(language=Language.PTH) == pth.extract(source)


@pytest.mark.parametrize(
    "before", [b"\0\n", b"\0\r", b"\0\x0b", b"\0\xe2\x80\xa8", b"\0\xc2\x85", b"\xef\xbb\xbf"]
)
def test_data_with_a_line_that_may_run_is_a_problem(before: bytes) -> None:
    assert pth.extract(before + b"import os\n\0").problem is not None


@pytest.mark.parametrize("source", [b"import os\0", b"import os\n" * 200_000])
def test_what_cannot_be_read_is_a_problem(source: bytes) -> None:
    assert pth.extract(source).problem is not None


@pytest.mark.fuzz
@given(st.binary(max_size=300))
def test_any_bytes_give_facts(source: bytes) -> None:
    assert Language.PTH is pth.extract(source).language
    assert Language.PTH is pth.extract(b"import " + source).language
