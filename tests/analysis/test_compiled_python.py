"""Byte code that Python runs unread, compared with what Python itself does."""

import importlib.util
import marshal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.analysis.inspecting import wheel

TAG = sys.implementation.cache_tag
CODE = marshal.dumps(compile("print('compiled')", "k", "exec"))


def compiled(flags: int, magic: bytes = importlib.util.MAGIC_NUMBER) -> bytes:
    return magic + flags.to_bytes(4, "little") + b"\0" * 8 + CODE


CASES = [
    ({"sample/k.pyc": compiled(0)}, "byte code without its source"),
    ({"sample/k.pyc": compiled(0), "sample/k.py": "x = 1\n"}, None),
    (
        {f"sample/__pycache__/k.{TAG}.pyc": compiled(1), "sample/k.py": "x = 1\n"},
        "byte code that is run instead of its source",
    ),
    ({f"sample/__pycache__/k.{TAG}.pyc": compiled(0), "sample/k.py": "x = 1\n"}, None),
]


@pytest.mark.parametrize(("files", "why"), CASES)
def test_byte_code_that_is_run_is_told_as_unread(files: dict[str, bytes | str], why: str | None) -> None:
    inspection = wheel({"sample/__init__.py": "from . import k\n", **files}).inspection

    assert ([why] if why else []) == [one.why for one in inspection.unread]
    assert inspection.complete == (why is None)


@pytest.mark.parametrize(("files", "why"), CASES)
def test_python_does_the_same(tmp_path: Path, files: dict[str, bytes | str], why: str | None) -> None:
    for name, data in {"sample/__init__.py": "from . import k\n", **files}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    done = subprocess.run(
        [sys.executable, "-B", "-c", "import sample"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    assert ("compiled" in done.stdout) == (why is not None)


@pytest.mark.parametrize(
    "files",
    [
        {f"sample/__pycache__/k.{TAG}.pyc": compiled(1)},
        {"sample/k.pyc": compiled(0, b"\x03\xf3\r\n")},
        {"sample/k.pyc": importlib.util.MAGIC_NUMBER},
        {"sample/__pycache__/k.other.pyc": compiled(1), "sample/k.py": "x = 1\n"},
    ],
)
def test_byte_code_that_no_python_3_runs_is_not(files: dict[str, bytes | str]) -> None:
    whole: dict[str, bytes | str] = {"sample/__init__.py": "", **files}

    assert () == wheel(whole).inspection.unread


def test_byte_code_of_tests_that_nothing_asks_for_is_told_and_holds_nothing() -> None:
    files: dict[str, bytes | str] = {"sample/__init__.py": "", "sample/tests/k.pyc": compiled(0)}
    inspection = wheel(files).inspection

    assert [False] == [one.reached for one in inspection.unread]
    assert inspection.complete
