import pytest

from pratique.core.lock import SourceKind
from pratique.errors import ParseError
from pratique.lockfiles.asked import Syntax
from pratique.lockfiles.pypi.pipfile import MOST_DEPENDENCIES, read_pipfile

PIPFILE = b"""
[[source]]
url = "https://registry.example/simple"
verify_ssl = true
name = "main"

[packages]
A_b = "==1.0"
c = "*"
d = {version = ">=2", markers = "sys_platform == 'win32'"}
e = {git = "https://host.example/e.git", ref = "v1"}

[dev-packages]
f = {version = "~=3.0", extras = ["x"]}

[docs]
g = "*"

[requires]
python_version = "3.11"

[scripts]
h = "run"

[pipenv]
allow_prereleases = true
"""


def test_every_category_is_asked_for_and_what_has_a_condition_is_left_out() -> None:
    manifest = read_pipfile(PIPFILE)
    assert {
        "a-b": (SourceKind.REGISTRY, "==1.0"),
        "c": (SourceKind.REGISTRY, None),
        "e": (SourceKind.GIT, None),
        "f": (SourceKind.REGISTRY, "~=3.0"),
        "g": (SourceKind.REGISTRY, None),
    } == {one.name: (one.source, one.versions) for one in manifest.asked}
    assert {Syntax.PEP440} == {one.syntax for one in manifest.asked}


@pytest.mark.parametrize("data", [b"[packages", b"\xff", b"a = " + b"[" * 10_000])
def test_what_is_no_toml_is_refused(data: bytes) -> None:
    with pytest.raises(ParseError, match="Pipfile"):
        read_pipfile(data)


def test_more_requests_than_any_project_has_are_refused() -> None:
    told = "".join(f"a{number} = '*'\n" for number in range(MOST_DEPENDENCIES + 1))
    with pytest.raises(ParseError, match="more than"):
        read_pipfile(f"[packages]\n{told}".encode())
