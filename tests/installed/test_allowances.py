"""What rightly differs, and what that does not cover."""

import pytest

from pratique.core.names import Ecosystem
from pratique.installed.allowances import allowance

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI


@pytest.mark.parametrize(
    ("ecosystem", "path", "hooked"),
    [
        (NPM, "lib/.npmignore", False),
        (NPM, "build/Release/x.node", True),
        (NPM, "build-tmp-napi-v3/Makefile", True),
        (NPM, "lib/binding/node-v115/x.node", True),
        (PYPI, "a/__pycache__/b.cpython-313.pyc", False),
        (PYPI, "a-1.dist-info/INSTALLER", False),
        (PYPI, "a-1.dist-info/direct_url.json", False),
    ],
)
def test_what_installers_write_is_allowed(ecosystem: Ecosystem, path: str, *, hooked: bool) -> None:
    assert allowance(ecosystem, path, hooked=hooked)


@pytest.mark.parametrize(
    ("ecosystem", "path", "hooked"),
    [
        (NPM, "build/Release/x.node", False),
        (NPM, "index.js", True),
        (NPM, "lib/builds/x.js", True),
        (NPM, "a/__pycache__/b.pyc", False),
        (PYPI, "a/b.pyc", False),
        (PYPI, "a/__pycache__/b.py", False),
        (PYPI, "a/__pycache__/c/b.pyc", False),
        (PYPI, "a-1.dist-info/entry_points.txt", False),
        (PYPI, "x/a-1.dist-info/RECORD", False),
        (PYPI, "build/x.so", True),
    ],
)
def test_nothing_else_is(ecosystem: Ecosystem, path: str, *, hooked: bool) -> None:
    assert allowance(ecosystem, path, hooked=hooked) is None
