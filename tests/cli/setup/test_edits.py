"""Edits of clients' files: what is not meant stays as it is."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.cli.setup import edits
from pratique.errors import UsageError

URL = "http://127.0.0.1:4873/npm/"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", f"registry={URL}\n"),
        ("# mine\nfund=false\n", f"# mine\nfund=false\nregistry={URL}\n"),
        ("a=1\r\nregistry = https://x/\r\nb=2\r\n", f"a=1\r\nregistry={URL}\r\nb=2\r\n"),
        (
            "registry=https://x/\n@acme:registry=https://y/\nregistry=https://z/\n",
            f"registry={URL}\n@acme:registry=https://y/\n",
        ),
        ("fund=false", f"fund=false\nregistry={URL}\n"),
    ],
)
def test_a_key_of_npm_is_set_where_it_was(before: str, after: str) -> None:
    assert after == edits.npmrc(before, [("registry", URL)])


def test_yarn_1_has_a_file_of_its_own_form() -> None:
    assert f'# x\nregistry "{URL}"\n' == edits.yarnrc('# x\nregistry "https://x/"\n', "registry", URL)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", 'unsafeHttpWhitelist:\n  - "h"\n'),
        ("unsafeHttpWhitelist:\n    - x\nother: 1\n", 'unsafeHttpWhitelist:\n    - x\n    - "h"\nother: 1\n'),
        ('unsafeHttpWhitelist:\n  - "h"\n', 'unsafeHttpWhitelist:\n  - "h"\n'),
    ],
)
def test_an_item_is_added_to_a_list_of_yaml(before: str, after: str) -> None:
    assert after == edits.yaml_item(before, "unsafeHttpWhitelist", "h")


def test_a_list_on_one_line_is_left_to_its_owner() -> None:
    with pytest.raises(UsageError, match="a list on a single line"):
        edits.yaml_item("unsafeHttpWhitelist: [x]\n", "unsafeHttpWhitelist", "h")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "[global]\nindex-url = U\n"),
        ("[install]\nx = 1\n", "[install]\nx = 1\n\n[global]\nindex-url = U\n"),
        (
            "[global]\ntimeout = 9\nindex-url =\n    https://x/\nextra = 1\n[install]\nindex-url = y\n",
            "[global]\ntimeout = 9\nindex-url = U\nextra = 1\n[install]\nindex-url = y\n",
        ),
    ],
)
def test_a_key_of_a_section_is_set_in_that_section(before: str, after: str) -> None:
    assert after == edits.section(before, "global", [("index-url", "U")], quoted=False)


def test_a_key_of_toml_stands_before_all_tables() -> None:
    before = '# mine\n[pip]\nindex-url = "https://x/"\n'
    after = edits.toml_top(before, "index-url", '"U"')

    assert {"index-url": "U", "pip": {"index-url": "https://x/"}} == tomllib.loads(after)
    assert 'index-url = "V"\n# mine\n' in edits.toml_top(after, "index-url", '"V"')


def test_a_gemrc_has_one_source() -> None:
    before = "---\n:sources:\n- https://x/\n- https://y/\n:verbose: true\n"

    assert "---\n:sources:\n- U\n:verbose: true\n" == edits.gem_sources(before, "U")


def test_a_change_is_undone_in_a_file_that_went_on() -> None:
    before = "a=1\nregistry=https://x/\n"
    after = edits.npmrc(before, [("registry", URL)])

    assert "new=1\na=1\nregistry=https://x/\nmore=2\n" == edits.undone(
        f"new=1\n{after}more=2\n", after, before
    )
    assert edits.undone("a=1\nregistry=https://other/\n", after, before) is None


LINES = st.lists(st.sampled_from(["a=1", "registry=x", " registry = y", "", "# c", "[t]", "- z"]), max_size=8)


@pytest.mark.fuzz
@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_setting_twice_is_setting_once_and_other_lines_stay(lines: list[str], end: str, last: bool) -> None:
    text = end.join(lines) + (end if last and lines else "")
    once = edits.npmrc(text, [("registry", URL)])

    assert once == edits.npmrc(once, [("registry", URL)])
    assert 1 == once.splitlines().count(f"registry={URL}")
    assert [line for line in text.splitlines() if "registry" not in line] == [
        line for line in once.splitlines() if "registry" not in line
    ]
