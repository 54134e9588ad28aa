"""What stands for a variable that is several things one after the other."""

import pytest

from tests.analysis.languages.javascript.reading import facts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("for (const {file} of [{file: '.npmrc'}]) fs.rmSync(`${base}/${file}`)", "${_}/.npmrc"),
        ("for (const file in {'.npmrc': 1}) fs.rmSync(`${base}/${file}`)", None),
        ("['.npmrc'].then(file => fs.rmSync(`${base}/${file}`))", None),
        ("const put = file => fs.rmSync(`${base}/${file}`); put('a'); put('.npmrc')", "${_}/.npmrc"),
        ("for (let file of ['.npmrc', 'a']) { file += 'x'; fs.rmSync(`${base}/${file}`) }", None),
    ],
    ids=["a property", "keys of an object", "no method of arrays", "the second call", "changed on the way"],
)
def test_the_first_that_tells_is_taken(source: str, expected: str | None) -> None:
    found = [
        use.argument for use in facts("const fs = require('fs');\n" + source).uses if use.api == "fs.rmSync"
    ]
    assert [expected] == found
