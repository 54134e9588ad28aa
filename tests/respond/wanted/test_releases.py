"""A release is read as people write it, and an ecosystem is guessed only with a note."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.core.names import Ecosystem
from pratique.respond.wanted.releases import NO_ECOSYSTEM, NO_VERSION, of_package, read
from tests.respond.wanted.asking import context, reasons, releases


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pkg:npm/axios@1.14.1", ["pkg:npm/axios@1.14.1"]),
        ("pkg:npm/axios", ["pkg:npm/axios"]),
        ("pkg:npm/%40scope/name@2.0.0", ["pkg:npm/%40scope/name@2.0.0"]),
        ("axios@1.14.1", ["pkg:npm/axios@1.14.1"]),
        ("axios@1.14.1,0.30.4", ["pkg:npm/axios@1.14.1", "pkg:npm/axios@0.30.4"]),
        ("axios@= 1.14.1 || = 0.30.4", ["pkg:npm/axios@1.14.1", "pkg:npm/axios@0.30.4"]),
        ("axios@v1.14.1", ["pkg:npm/axios@1.14.1"]),
        ("@scope/name@2.0.0", ["pkg:npm/%40scope/name@2.0.0"]),
        ("LiteLLM==1.82.7", ["pkg:pypi/litellm@1.82.7"]),
        ("requests[socks]==2.0", ["pkg:pypi/requests@2.0"]),
        ("gem:rest-client@1.6.13", ["pkg:gem/rest-client@1.6.13"]),
        ("pypi:litellm@1.82.7", ["pkg:pypi/litellm@1.82.7"]),
        ("npm:lodash", ["pkg:npm/lodash"]),
        ("axios@>=1.14.0 <1.14.2", ["pkg:npm/axios >=1.14.0 <1.14.2"]),
        ("axios<1.14.2", ["pkg:npm/axios <1.14.2"]),
        ("litellm<1.83", ["pkg:pypi/litellm <1.83"]),
        ("litellm>=1.82,<1.83", ["pkg:pypi/litellm >=1.82,<1.83"]),
        ("axios 1.14.1", ["pkg:npm/axios@1.14.1"]),
        ("lodash", ["pkg:npm/lodash"]),
        ("axios@*", ["pkg:npm/axios"]),
    ],
)
def test_a_release_is_read(text: str, expected: list[str]) -> None:
    found = read(text, context())
    assert found is not None
    assert (expected, []) == (releases(found), reasons(found))


@pytest.mark.parametrize(
    ("text", "version", "covered"),
    [
        ("axios@>=1.14.0 <1.14.2", "1.14.1", True),
        ("axios@>=1.14.0 <1.14.2", "1.14.2", False),
        ("npm:lodash<4.17.21", "4.17.20", True),
        ("npm:lodash<4.17.21", "4.17.21", False),
        ("gem:rack>=2.0, <2.2", "2.1.0", True),
        ("gem:rack>=2.0 <2.2", "2.2.0", False),
        ("pypi:litellm==1.82.7", "1.82.7", True),
        ("npm:lodash", "4.0.0", True),
        ("npm:lodash", "4.0.0-beta.1", True),
    ],
)
def test_the_versions_are_those_that_were_meant(text: str, version: str, *, covered: bool) -> None:
    found = read(text, context())
    assert found is not None
    (item,) = found.releases
    assert covered is (found.release(item.affected.product.type, item.affected.product.name, version) is item)


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("litellm@1.82.7", "litellm@1.82.7 was read as PyPI: the advisory data has this name only there."),
        ("unheard@1.0.0", "unheard@1.0.0 was read as npm; --ecosystem chooses another ecosystem."),
        ("lodash", "lodash was read as npm; --ecosystem chooses another ecosystem."),
    ],
)
def test_a_guess_is_told(text: str, note: str) -> None:
    found = read(text, context())
    assert found is not None
    assert (note,) == found.notes


@pytest.mark.parametrize(
    "text", ["@scope/name@1.0.0", "pypi:litellm@1", "litellm==1.0", "pkg:gem/rack@3.0.0"]
)
def test_what_is_stated_needs_no_note(text: str) -> None:
    found = read(text, context())
    assert found is not None
    assert () == found.notes


def test_the_option_decides_for_a_name_alone() -> None:
    found = read("rack@2.0.0", context(ecosystem=Ecosystem.RUBYGEMS))
    assert found is not None
    assert (["pkg:gem/rack@2.0.0"], ()) == (releases(found), found.notes)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("unheard<2", NO_ECOSYSTEM),
        ("axios@latest", "the text is neither a version nor a range of npm"),
        ("pypi:litellm@one two", "the text is neither a version nor a range of PyPI"),
        (
            "pkg:cargo/serde@1.0",
            "not a package URL: 'pkg:cargo/serde@1.0' (the package type is not one of npm, pypi, gem)",
        ),
    ],
)
def test_what_cannot_be_read_is_reported_with_the_reason(text: str, why: str) -> None:
    found = read(text, context())
    assert found is not None
    assert ([], [why]) == (releases(found), reasons(found))


def test_a_single_word_in_a_list_may_be_a_heading() -> None:
    found = read("Packages", context(listed=True))
    assert found is not None
    assert [NO_VERSION] == reasons(found)


def test_a_sentence_is_no_release() -> None:
    assert read("see the blog of the vendor", context(listed=True)) is None


def test_a_name_that_the_registry_does_not_allow_is_reported() -> None:
    assert 1 == len(reasons(of_package(Ecosystem.PYPI, "../x", "1", context(), text="../x 1")))


@pytest.mark.fuzz
@given(st.text(max_size=200))
def test_any_text_is_read_or_reported(text: str) -> None:
    found = read(text.strip(), context())
    assert found is None or found.releases or found.misread
