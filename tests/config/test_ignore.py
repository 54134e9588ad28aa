import json
from datetime import date, datetime

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.config.ignore import (
    IGNORE_KEYS,
    JUSTIFICATIONS,
    MOST_NAMES,
    REQUIRED,
    ignore_schema,
    parse_ignore,
    what_of,
)
from pratique.config.lines import find_lines
from pratique.config.place import Place
from pratique.core.audit import Ignore
from pratique.core.names import Ecosystem
from pratique.errors import Reference, UsageError

PLACE = Place(origin="pratique.toml", lines=find_lines("\n\n[[ignores]]\n"), table="ignores")
ENTRY: dict[str, object] = {
    "id": "GHSA-p6mc-m468-83gw",
    "reason": "zipObjectDeep is never called",
    "owner": "platform@team.example",
    "expires": date(2030, 1, 31),
}


def test_an_ignore_carries_id_reason_owner_end_and_place() -> None:
    expected = Ignore(
        ids=("GHSA-p6mc-m468-83gw",),
        reason="zipObjectDeep is never called",
        owner="platform@team.example",
        expires=date(2030, 1, 31),
        origin="pratique.toml:3",
    )
    assert expected == parse_ignore(ENTRY, PLACE)


def test_an_ignore_may_be_as_narrow_as_one_likes() -> None:
    narrow = {
        **ENTRY,
        "id": ["CVE-2020-8203", "SNYK-JS-LODASH-567746"],
        "package": "npm:lodash",
        "versions": ">=4.17.0 <4.17.20",
        "path": "web>*>lodash",
        "group": ["dev", "optional"],
        "justification": "vulnerable_code_not_in_execute_path",
    }
    ignore = parse_ignore(narrow, PLACE)
    assert ("CVE-2020-8203", "SNYK-JS-LODASH-567746") == ignore.ids
    assert (Ecosystem.NPM, "lodash", ">=4.17.0 <4.17.20") == (
        ignore.ecosystem,
        ignore.package,
        ignore.versions,
    )
    assert ("web>*>lodash", frozenset({"dev", "optional"})) == (ignore.path, ignore.groups)
    assert "vulnerable_code_not_in_execute_path" == ignore.justification


def test_a_package_alone_is_enough_and_has_the_spelling_of_its_ecosystem() -> None:
    entry = {key: value for key, value in ENTRY.items() if key != "id"}
    ignore = parse_ignore({**entry, "package": "pypi:Flask_Login"}, PLACE)
    assert ((), "flask-login") == (ignore.ids, ignore.package)


def test_an_end_in_the_past_is_kept_so_that_it_can_be_reported() -> None:
    assert date(1999, 1, 1) == parse_ignore({**ENTRY, "expires": date(1999, 1, 1)}, PLACE).expires


@pytest.mark.parametrize("key", REQUIRED)
def test_reason_owner_and_end_are_required(key: str) -> None:
    entry = {name: value for name, value in ENTRY.items() if name != key}
    with pytest.raises(UsageError, match=f"pratique.toml:3: ignores.{key}: is missing"):
        parse_ignore(entry, PLACE)


def test_neither_an_id_nor_a_package_is_refused() -> None:
    entry = {name: value for name, value in ENTRY.items() if name != "id"}
    with pytest.raises(UsageError, match=r"ignores\.id: is missing") as caught:
        parse_ignore({**entry, "path": "web/package-lock.json"}, PLACE)
    assert "a package" in caught.value.hint


@pytest.mark.parametrize("key", ["package", "versions", "path", "reason", "owner"])
@pytest.mark.parametrize("value", ["", "  ", 3, None, "two\nlines", "x" * 501])
def test_every_text_says_something_on_one_line(key: str, value: object) -> None:
    with pytest.raises(UsageError, match=f"ignores.{key}"):
        parse_ignore({**ENTRY, "package": "npm:x", key: value}, PLACE)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("id", "*"),
        ("id", "GHSA-*"),
        ("id", ""),
        ("id", []),
        ("id", ["CVE-2020-8203", 3]),
        ("id", [f"CVE-2020-{number}" for number in range(MOST_NAMES + 1)]),
        ("id", "CVE-2020-8203 or so"),
        ("package", "npm:*"),
        ("package", "lodash"),
        ("package", "npm:lodash@4.17.20"),
        ("versions", "*"),
        ("path", "*"),
        ("path", "**/*"),
        ("path", "* > *"),
        ("path", "/etc/package-lock.json"),
        ("path", "web/../../x"),
        ("path", "web\\package-lock.json"),
        ("group", []),
        ("group", "*"),
        ("group", {"dev": True}),
        ("justification", "not_affected"),
        ("justification", ["component_not_present"]),
        ("expires", "2030-01-31"),
        ("expires", datetime(2030, 1, 31)),
        ("expires", 2030),
    ],
)
def test_blanket_and_unusable_values_are_refused(key: str, value: object) -> None:
    with pytest.raises(UsageError) as caught:
        parse_ignore({**ENTRY, "package": "npm:x", key: value}, PLACE)
    assert caught.value.reference is Reference.CONFIG_INVALID
    assert f"pratique.toml:3: ignores.{key}" in caught.value.message


def test_a_range_without_a_package_has_no_grammar() -> None:
    with pytest.raises(UsageError, match=r"ignores\.versions: needs a package"):
        parse_ignore({**ENTRY, "versions": "<2"}, PLACE)


def test_a_misspelt_key_names_the_right_one() -> None:
    with pytest.raises(UsageError) as caught:
        parse_ignore({**ENTRY, "expire": date(2030, 1, 31)}, PLACE)
    assert caught.value.reference is Reference.CONFIG_UNKNOWN_KEY
    assert "'expires'" in caught.value.hint
    assert "expires" in IGNORE_KEYS


@pytest.mark.parametrize("word", JUSTIFICATIONS)
def test_every_justification_of_openvex_is_known(word: str) -> None:
    assert word == parse_ignore({**ENTRY, "justification": word}, PLACE).justification


def test_what_it_is_about_is_told_in_few_words() -> None:
    assert "CVE-1 lodash" == what_of(Ignore(ids=("CVE-1",), package="lodash"))
    assert "lodash" == what_of(Ignore(package="lodash"))


_VALUES = st.one_of(
    st.text(max_size=12), st.lists(st.text(max_size=6), max_size=3), st.integers(), st.just(date(2030, 1, 1))
)


@pytest.mark.fuzz
@given(st.dictionaries(st.sampled_from(IGNORE_KEYS), _VALUES))
def test_what_the_reader_takes_is_narrow_and_the_schema_takes_it_too(extra: dict[str, object]) -> None:
    entry = {**ENTRY, **extra}
    try:
        ignore = parse_ignore(entry, PLACE)
    except UsageError:
        return
    assert ignore.ids or ignore.package
    assert ignore.reason
    assert ignore.owner
    assert ignore.expires
    jsonschema.validate(json.loads(json.dumps(entry, default=str)), ignore_schema())
