"""Names: oddities, and the places that npm and pip give them."""

import pytest

from pratique.archive.names import Layout, folded, lead_of, oddities, path_of, shared_lead
from pratique.core.tree import AnomalyKind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("/etc/passwd", AnomalyKind.ABSOLUTE_PATH),
        ("\\server\\share", AnomalyKind.ABSOLUTE_PATH),
        ("C:\\windows", AnomalyKind.ABSOLUTE_PATH),
        ("c:x", AnomalyKind.ABSOLUTE_PATH),
        ("package/../x", AnomalyKind.PARENT_PATH),
        ("package/..", AnomalyKind.PARENT_PATH),
        ("package\\..\\x", AnomalyKind.PARENT_PATH),
        ("package/a\nb", AnomalyKind.CONTROL_CHARACTER),
        ("package/a\x7fb", AnomalyKind.CONTROL_CHARACTER),
        ("package/cod\u202egpj.exe", AnomalyKind.CONTROL_CHARACTER),
        ("package/a\u200bb", AnomalyKind.CONTROL_CHARACTER),
        ("package/a\u2028b", AnomalyKind.CONTROL_CHARACTER),
    ],
)
def test_a_name_that_is_wrong_by_itself_is_reported(name: str, kind: AnomalyKind) -> None:
    assert [kind] == [found for found, _ in oddities(name)]


@pytest.mark.parametrize(
    "name",
    [
        "package/a.js",
        "package/..a/b..c/...",
        "package/Grüße/日本語/😀.txt",
        "package/👩\u200d💻.md",
        "package/a b'\"$&.txt",
        "ab:c/d",
    ],
)
def test_an_unusual_but_honest_name_is_not_reported(name: str) -> None:
    assert [] == list(oddities(name))


@pytest.mark.parametrize(
    ("filename", "layout"),
    [
        ("a-1.0.0.tgz", Layout.NPM),
        ("A-1.0.TGZ", Layout.NPM),
        ("a-1.0.tar.gz", Layout.SDIST),
        ("a-1.0.zip", Layout.SDIST),
        ("a-1.0-py3-none-any.whl", Layout.FLAT),
        ("a-1.0-py2.7.egg", Layout.FLAT),
        ("a-1.0-java.gem", Layout.FLAT),
        ("unknown", Layout.SDIST),
    ],
)
def test_the_suffix_names_the_layout(filename: str, layout: Layout) -> None:
    assert layout is Layout.of(filename)


@pytest.mark.parametrize(
    ("name", "layout", "lead", "rest"),
    [
        ("package/a/b", Layout.NPM, "package", "a/b"),
        ("./package/a", Layout.NPM, ".", "package/a"),
        ("/package/a", Layout.NPM, "", "package/a"),
        ("bare", Layout.NPM, "bare", ""),
        ("x-1.0/a/b", Layout.SDIST, "x-1.0", "a/b"),
        ("/x-1.0/a", Layout.SDIST, "x-1.0", "a"),
        ("x-1.0\\a\\b", Layout.SDIST, "x-1.0", "a\\b"),
        ("bare", Layout.SDIST, "bare", ""),
        ("a/b", Layout.FLAT, "", "a/b"),
    ],
)
def test_the_first_part_is_split_off_as_the_installer_does(
    name: str, layout: Layout, lead: str, rest: str
) -> None:
    assert (lead, rest) == lead_of(name, layout)


@pytest.mark.parametrize(
    ("name", "layout", "path"),
    [
        ("a/b", Layout.FLAT, "a/b"),
        ("./a//b/./c/", Layout.FLAT, "a/b/c"),
        ("/etc/passwd", Layout.FLAT, "etc/passwd"),
        ("C:/x", Layout.NPM, "x"),
        ("C:D:x", Layout.NPM, "x"),
        ("C:x", Layout.SDIST, "C:x"),
        ("a/../b", Layout.FLAT, None),
        ("a\\..\\b", Layout.FLAT, None),
        ("a\\b", Layout.FLAT, "a\\b"),
        (".", Layout.FLAT, ""),
    ],
)
def test_a_path_has_no_root_and_no_empty_parts(name: str, layout: Layout, path: str | None) -> None:
    assert path == path_of(name, layout)


def test_a_lead_is_shared_only_when_every_name_has_it() -> None:
    assert shared_lead(["x/a", "x/b", "x"]) == "x"
    assert shared_lead(["x/a", "y/b"]) is None
    assert shared_lead([]) is None


def test_names_that_differ_by_case_or_composition_fold_together() -> None:
    assert folded("README.md") == folded("readme.MD")
    assert folded("caf\u00e9") == folded("Cafe\u0301")
    assert folded("stra\u00dfe") == folded("STRASSE")
    assert folded("a") != folded("b")
