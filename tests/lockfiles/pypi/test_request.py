"""Requests of Python manifests."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.lock import SourceKind
from pratique.lockfiles.asked import Syntax
from pratique.lockfiles.pypi.request import read_all, read_pep508, read_table, source_of


@pytest.mark.parametrize(
    ("text", "name", "source", "versions"),
    [
        ("A_b>=1,<2", "a-b", SourceKind.REGISTRY, "<2,>=1"),
        ("a[x,y]", "a", SourceKind.REGISTRY, None),
        ("a @ git+https://host.example/a.git@v1", "a", SourceKind.GIT, None),
        ("a @ https://host.example/a-1.whl", "a", SourceKind.URL, None),
        ("a @ file:///srv/a", "a", SourceKind.PATH, None),
    ],
)
def test_a_requirement_says_name_source_and_range(
    text: str, name: str, source: SourceKind, versions: str | None
) -> None:
    asked = read_pep508(text)
    assert asked is not None
    assert (name, source, versions) == (asked.name, asked.source, asked.versions)


def test_a_condition_is_kept() -> None:
    asked = read_pep508("a>=1; python_version < '3.8'")
    assert asked is not None
    assert (">=1", 'python_version < "3.8"') == (asked.versions, asked.condition)


@pytest.mark.parametrize("text", ["-e file:///srv/a", "", "a b", "a" * 10_000, "a;" + "(" * 5_000])
def test_one_of_another_form_is_none(text: str) -> None:
    assert read_pep508(text) is None


@pytest.mark.parametrize(
    ("table", "source", "versions"),
    [
        ({"version": "^1"}, SourceKind.REGISTRY, "^1"),
        ({"version": "*"}, SourceKind.REGISTRY, None),
        ({"extras": ["x"]}, SourceKind.REGISTRY, None),
        ({"git": "https://host.example/a.git", "version": "1"}, SourceKind.GIT, None),
        ({"path": "../a", "editable": True}, SourceKind.PATH, None),
        ({"url": "https://host.example/a.whl"}, SourceKind.URL, None),
        ({"file": "https://host.example/a.whl"}, SourceKind.URL, None),
        ({"file": "dist/a.whl"}, SourceKind.PATH, None),
        ({"workspace": True}, SourceKind.WORKSPACE, None),
        ({"workspace": False}, SourceKind.REGISTRY, None),
        ({"version": 1}, SourceKind.REGISTRY, None),
    ],
)
def test_a_table_says_source_and_range(
    table: dict[str, Any], source: SourceKind, versions: str | None
) -> None:
    asked = read_table("A.b", table, syntax=Syntax.POETRY)
    assert asked is not None
    assert ("a-b", source, versions) == (asked.name, asked.source, asked.versions)
    assert source is source_of(table)


@pytest.mark.parametrize("key", ["markers", "python", "platform", "sys_platform", "python_version", "extra"])
def test_a_table_with_a_condition_is_none(key: str) -> None:
    assert read_table("a", {"version": "1", key: "x"}, syntax=Syntax.PEP440) is None


def test_of_a_list_only_what_asks_for_a_package_counts() -> None:
    texts = ["a", {"include-group": "x"}, "b; os_name == 'nt'", 1]
    assert [("a", "dev"), ("b", "dev")] == [(one.name, one.group) for one in read_all(texts, group="dev")]
    assert [] == list(read_all("a"))


@pytest.mark.fuzz
@given(st.text(alphabet="ab[]<>=1.,;@ -'", max_size=12))
def test_any_text_is_a_request_or_none(text: str) -> None:
    asked = read_pep508(text)
    assert asked is None or re.sub(r"[-.]+", "-", text.strip()).startswith(asked.name)
