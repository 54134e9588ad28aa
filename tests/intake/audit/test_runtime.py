"""Runtimes that a project names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.advisory import NODE, RUBY, Product, RuntimeLine
from pratique.core.audit import RetiredKind
from pratique.errors import ParseError, Reference
from pratique.intake.audit.runtime import Named, line_of, named_node, out_of_support, read_runtimes

JRUBY = Product("generic", "jruby")
TODAY = date(2026, 11, 26)


def runtimes(files: dict[str, bytes]) -> list[tuple[Product, str, bool]]:
    return [(named.product, named.text, named.exact) for named in read_runtimes(files.get)]


@pytest.mark.parametrize(
    ("filename", "text", "named"),
    [
        (".nvmrc", "v22.11.0\n", (NODE, "22.11.0", True)),
        (".nvmrc", "18", (NODE, "18", False)),
        (".node-version", "20.x", (NODE, "20", False)),
        (".tool-versions", "# x\npython 3.12.1\nnodejs 22.11.0 # lts\n", (NODE, "22.11.0", True)),
        (".tool-versions", "ruby 3.3.0", (RUBY, "3.3.0", True)),
        (".ruby-version", "ruby-3.3.0\n", (RUBY, "3.3.0", True)),
        (".ruby-version", "jruby-9.4.5.0", (JRUBY, "9.4.5.0", True)),
        ("package.json", '{"engines": {"node": "22.11.0"}}', (NODE, "22.11.0", True)),
        ("package.json", '{"volta": {"node": "22.11.0"}}', (NODE, "22.11.0", True)),
        (".ruby-version", "2.0.0-p648", (RUBY, "2.0.0.648", True)),
        ("Gemfile.lock", "GEM\n\nRUBY VERSION\n   ruby 3.0.2p107\n", (RUBY, "3.0.2", True)),
    ],
)
def test_files_name_runtimes(filename: str, text: str, named: tuple[Product, str, bool]) -> None:
    assert runtimes({filename: text.encode()}) == [named]


@pytest.mark.parametrize(
    ("filename", "text"),
    [
        (".nvmrc", "lts/*"),
        (".nvmrc", "\n\n"),
        ("package.json", '{"engines": {"node": ">=18"}}'),
        ("package.json", '{"engines": {"node": "18"}}'),
        ("package.json", '{"engines": ['),
        ("package.json", "[" * 5000),
        (".ruby-version", "3.3"),
    ],
)
def test_what_names_no_version_and_no_line_is_no_runtime(filename: str, text: str) -> None:
    assert runtimes({filename: text.encode()}) == []


def test_a_runtime_that_two_files_name_is_one() -> None:
    assert len(runtimes({".nvmrc": b"v22.11.0", ".node-version": b"22.11.0"})) == 1


def test_a_file_that_cannot_be_read_names_none() -> None:
    def closed(path: str) -> bytes | None:
        raise ParseError(Reference.FILE_UNREADABLE, path, hint="")

    assert read_runtimes(closed) == ()


LINES = [
    RuntimeLine(product=NODE, line="0.12", start=None, end=date(2016, 12, 31)),
    RuntimeLine(product=NODE, line="18", start=None, end=date(2025, 4, 30)),
    RuntimeLine(product=NODE, line="22", start=None, end=date(2027, 4, 30)),
]


@pytest.mark.parametrize(
    ("version", "line"), [("18.20.8", "18"), ("0.12.3", "0.12"), ("22", "22"), ("0.10.1", None), ("180.0.0", None)]
)  # fmt: skip
def test_versions_belong_to_lines(version: str, line: str | None) -> None:
    found = line_of(LINES, version)

    assert (found.line if found else None) == line


def node(text: str) -> Named:
    named = named_node(text, ".nvmrc")
    assert named is not None
    return named


def test_an_old_line_is_unsupported_and_never_complete() -> None:
    retired, gaps = out_of_support([node("18.20.8"), node("22.11.0")], {NODE: LINES}, TODAY)

    assert [(one.kind, one.purl) for one in retired] == [
        (RetiredKind.END_OF_LIFE, "pkg:generic/node@18.20.8")
    ]
    assert "2025-04-30" in retired[0].text
    assert len(gaps) == 1
    assert "18.20.8" in gaps[0]


def test_the_last_day_of_support_is_a_day_of_support() -> None:
    assert out_of_support([node("18.20.8")], {NODE: LINES}, date(2025, 4, 30)) == ((), ())


def test_a_line_that_the_schedule_does_not_know_is_a_gap() -> None:
    _, gaps = out_of_support([node("99.0.0")], {NODE: LINES}, TODAY)

    assert "does not list this release line" in gaps[0]


@pytest.mark.fuzz
@given(
    st.dictionaries(
        st.sampled_from([".nvmrc", ".ruby-version", ".tool-versions", "package.json", "Gemfile.lock"]),
        st.binary(max_size=60),
    )
)
def test_any_bytes_name_runtimes_or_none(files: dict[str, bytes]) -> None:
    assert all(named.text.isprintable() for named in read_runtimes(files.get))
