"""`allowScripts` of npm."""

import pytest

from pratique.cli.scripts.approvals import Decision
from pratique.cli.scripts.approvals.npm import FORM

BEFORE = """{
\t"name": "app",
\t"allowScripts": {"zed@1.0.0 || 2.0.0": true, "x@^1.0.0": true, "x": true, "github:a/b#c0ffee": true},
\t"version": "1.0.0"
}"""
AFTER = """{
\t"name": "app",
\t"allowScripts": {
\t\t"x@1.0.0": true,
\t\t"x@1.1.0": false,
\t\t"zed@1.0.0 || 2.0.0": true,
\t\t"github:a/b#c0ffee": true
\t},
\t"version": "1.0.0"
}"""


def test_a_file_is_edited_in_its_own_layout() -> None:
    wanted = [Decision("x", "1.1.0", False), Decision("x", "1.0.0", True)]

    assert AFTER == FORM.write(BEFORE, wanted)
    assert AFTER == FORM.write(AFTER, wanted)


def test_a_file_that_says_it_already_is_not_laid_out_anew() -> None:
    assert BEFORE == FORM.write(BEFORE, [Decision("zed", "1.0.0", True)][:0])
    text = '{ "allowScripts" : { "x@1.0.0":true } }'
    assert text == FORM.write(text, [Decision("x", "1.0.0", True)])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a":1}', '{"a":1,"allowScripts":{"x@1.0.0":true}}'),
        ('{"a": 1}\n', '{"a": 1, "allowScripts": {"x@1.0.0": true}}\n'),
        ("{}", '{\n  "allowScripts": {\n    "x@1.0.0": true\n  }\n}'),
        ('{"allowScripts":{}}', '{"allowScripts":{"x@1.0.0":true}}'),
        ("\ufeff{\n}\n", '\ufeff{\n  "allowScripts": {\n    "x@1.0.0": true\n  }\n}\n'),
        ('{\r\n "a": {}\r\n}', '{\r\n "a": {},\r\n "allowScripts": {\r\n  "x@1.0.0": true\r\n }\r\n}'),
    ],
)
def test_a_new_key_is_written_as_the_file_is(text: str, found: str) -> None:
    assert found == FORM.write(text, [Decision("x", "1.0.0", True)])


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("x", {("x", None)}),
        ("x@*", {("x", None)}),
        ("x@", {("x", None)}),
        ("@a/x@1.0.0", {("@a/x", "1.0.0")}),
        ("x@1.0.0 || 1.1.0", {("x", "1.0.0"), ("x", "1.1.0")}),
        ("x@1.0.0||1.1.0", {("x", "1.0.0"), ("x", "1.1.0")}),
        ("x@^1.0.0", set()),
        ("x@1.0.0 || ^2", set()),
        ("x@latest", set()),
        ("x@1", set()),
        ("git+ssh://git@host.invalid/a.git", {("git+ssh://git@host.invalid/a.git", None)}),
        ("file:../x", {("file:../x", None)}),
    ],
)
def test_keys_are_read_as_npm_reads_them(key: str, found: set[tuple[str, str | None]]) -> None:
    text = '{"allowScripts": {"KEY": true, "other": "true", "more": 1}}'.replace("KEY", key)

    assert found == {(one.name, one.version) for one in FORM.read(text)}


def test_a_key_of_a_release_that_is_there_twice_is_refused() -> None:
    text = '{"allowScripts": {"x@1.0.0": false, "x@1.0.\\u0030": true}}'
    for act in (lambda: FORM.read(text), lambda: FORM.write(text, [])):
        with pytest.raises(Exception, match="is there twice"):
            act()
