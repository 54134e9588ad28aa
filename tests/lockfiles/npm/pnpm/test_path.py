import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.lockfiles.npm.pnpm.path import (
    MOST_PATH_CHARS,
    PathStyle,
    is_exact,
    path_of,
    read_path,
    without_suffix,
)

SLASH, SLASH_AT, AT = PathStyle.SLASH, PathStyle.SLASH_AT, PathStyle.AT


@pytest.mark.parametrize(
    ("text", "style", "name", "version"),
    [
        ("/a/1.0.0", SLASH, "a", "1.0.0"),
        ("/@s/a/1.0.0-rc.1+b", SLASH, "@s/a", "1.0.0-rc.1+b"),
        ("/a/1.0.0_b@2.0.0+@s+c@3.0.0", SLASH, "a", "1.0.0"),
        ("/@s/a/1.0.0_q3k2yjmvzd", SLASH, "@s/a", "1.0.0"),
        ("/a/1.0.0(b@2.0.0)", SLASH, "a", "1.0.0"),
        ("/a@1.0.0", SLASH_AT, "a", "1.0.0"),
        ("/@s/a@1.0.0(@t/b@2.0.0(c@3.0.0))(d@4.0.0)", SLASH_AT, "@s/a", "1.0.0"),
        ("/a@1.0.0(patch_hash=abc)(b@2.0.0)", SLASH_AT, "a", "1.0.0"),
        ("/@s/a/1.0.0", SLASH_AT, "@s/a", "1.0.0"),
        ("a@1.0.0", AT, "a", "1.0.0"),
        ("@s/a@1.0.0(@t/b@2.0.0)", AT, "@s/a", "1.0.0"),
        ("__proto__@1.0.0", AT, "__proto__", "1.0.0"),
    ],
)
def test_a_path_names_a_release(text: str, style: PathStyle, name: str, version: str) -> None:
    path = read_path(text, style)
    assert (name, version, None) == (path.name, path.version, path.place)


@pytest.mark.parametrize(
    ("text", "style", "name", "place"),
    [
        ("file:lib/a", SLASH, None, "file:lib/a"),
        ("file:lib/a(b@1.0.0)", SLASH_AT, None, "file:lib/a"),
        ("@files.example/a/a-1.0.0.tgz", SLASH_AT, None, "@files.example/a/a-1.0.0.tgz"),
        ("git.example/team/a/0123abc", SLASH, None, "git.example/team/a/0123abc"),
        ("file:libs/a/1.0.0", SLASH, None, "file:libs/a/1.0.0"),
        ("a@file:lib/a", AT, "a", "file:lib/a"),
        ("@s/a@file:lib/(a)(b@1.0.0(c@2.0.0))", AT, "@s/a", "file:lib/"),
        ("a@https://files.example/a.tgz", AT, "a", "https://files.example/a.tgz"),
        ("a@git+ssh://git@git.example/a.git#0123", AT, "a", "git+ssh://git@git.example/a.git#0123"),
        ("node@runtime:22.0.0", AT, "node", "runtime:22.0.0"),
    ],
)
def test_a_path_tells_where_an_entry_from_elsewhere_comes_from(
    text: str, style: PathStyle, name: str | None, place: str
) -> None:
    path = read_path(text, style)
    assert (name, None, place) == (path.name, path.version, path.place)


def test_a_path_of_old_pnpm_may_begin_with_the_host_of_a_registry() -> None:
    path = read_path("registry.example/@s/a/1.0.0", SLASH)
    assert ("@s/a", "1.0.0") == (path.name, path.version)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("", SLASH),
        ("", AT),
        ("/", SLASH),
        ("/a", SLASH),
        ("/a/latest", SLASH),
        ("/a/1.0.0/b", SLASH),
        ("/a@1.0", SLASH_AT),
        ("/@s", SLASH_AT),
        ("a", AT),
        ("@s/a", AT),
        ("a@", AT),
        ("a@latest", AT),
        ("a@1.x", AT),
        ("link:a", SLASH),
        ("link:a@file:b", AT),
        ("env:a@file:b", AT),
        ("./a", SLASH_AT),
        ("a@file:" + "x" * MOST_PATH_CHARS, AT),
    ],
)
def test_a_path_that_makes_no_sense_is_refused(text: str, style: PathStyle) -> None:
    with pytest.raises(ValueError, match="the path of the entry"):
        read_path(text, style)


@pytest.mark.parametrize(
    ("reference", "style", "expected"),
    [
        ("1.0.0", SLASH, "/a/1.0.0"),
        ("1.0.0_b@2.0.0", SLASH, "/a/1.0.0_b@2.0.0"),
        ("/other/1.0.0", SLASH, "/other/1.0.0"),
        ("git.example/team/a/0123", SLASH, "git.example/team/a/0123"),
        ("1.0.0(@s/b@2.0.0)", SLASH_AT, "/a@1.0.0(@s/b@2.0.0)"),
        ("/other@1.0.0(@s/b@2.0.0)", SLASH_AT, "/other@1.0.0(@s/b@2.0.0)"),
        ("file:lib", SLASH_AT, "file:lib"),
        ("1.0.0", AT, "a@1.0.0"),
        ("1.0.0(@s/b@2.0.0)", AT, "a@1.0.0(@s/b@2.0.0)"),
        ("other@1.0.0", AT, "other@1.0.0"),
        ("@s/other@1.0.0", AT, "@s/other@1.0.0"),
        ("file:lib", AT, "a@file:lib"),
        ("file:lib(b@1.0.0)", AT, "a@file:lib(b@1.0.0)"),
        ("git+ssh://git@git.example/a.git#01", AT, "a@git+ssh://git@git.example/a.git#01"),
        ("link:../b", SLASH, None),
        ("link:../b", AT, None),
    ],
)
def test_a_reference_leads_to_a_path(reference: str, style: PathStyle, expected: str | None) -> None:
    assert expected == path_of("a", reference, style)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@1.0.0", "a@1.0.0"),
        ("a@1.0.0(b@2.0.0(c@3.0.0))(d@1.0.0)", "a@1.0.0"),
        ("a@file:x(b@1.0.0)", "a@file:x"),
        ("a@file:x(y)z(b@1.0.0(c@1.0.0))(d@1.0.0)", "a@file:x(y)z"),
        ("a@file:x)(b)", "a@file:x)"),
        ("a@file:x))", "a@file:x))"),
        ("a@file:(((", "a@file:((("),
        ("a@file:x" + "(b)" * 400, "a@file:x" + "(b)" * 400),
    ],
)
def test_the_suffix_is_what_stands_in_brackets_at_the_end(text: str, expected: str) -> None:
    assert expected == without_suffix(text)


@pytest.mark.parametrize("text", ["1.0.0", "0.0.0-0", "10.20.30-rc.1+build.5", "1.0.0+x"])
def test_a_whole_version_is_exact(text: str) -> None:
    assert is_exact(text)


@pytest.mark.parametrize(
    "text", ["", "1", "1.0", "v1.0.0", "1.0.0 ", "1.0.0\n", "^1.0.0", "1.0.0_b", "1.0.x"]
)
def test_a_part_of_a_version_is_not_exact(text: str) -> None:
    assert not is_exact(text)


ALPHABET = st.text(st.sampled_from("ab1.@/:()_#-"), max_size=30)


@pytest.mark.fuzz
@given(text=ALPHABET | st.text(max_size=30), style=st.sampled_from(PathStyle))
def test_any_text_is_a_path_or_refused(text: str, style: PathStyle) -> None:
    try:
        path = read_path(text, style)
    except ValueError:
        return
    assert (path.version is None) == (path.place is not None)
    assert text


@pytest.mark.fuzz
@given(
    head=st.text(st.sampled_from("ab:/"), min_size=1), groups=st.lists(st.sampled_from(["(b)", "(c(d)(e))"]))
)
def test_a_suffix_is_taken_off_whole(head: str, groups: list[str]) -> None:
    assert head == without_suffix(head + "".join(groups))
