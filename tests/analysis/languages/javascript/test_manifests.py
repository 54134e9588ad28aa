"""Manifests of packages that were put somewhere."""

import pytest

from pratique.analysis.facts import Capability
from tests.analysis.languages.javascript.reading import facts


@pytest.mark.parametrize(
    ("asked", "apis"),
    [
        ("path.join(folder, 'package.json')", []),
        ("`${folder}/package.json`", []),
        ("path.join(folder, 'index')", ["computed-call"]),
        ("path.join(folder, 'package.json', 'a')", ["computed-call"]),
        ("folder", ["computed-call"]),
    ],
)
def test_the_manifest_of_a_package_that_was_put_somewhere_is_no_code(asked: str, apis: list[str]) -> None:
    found = facts(
        f"const path = require('path');\nexports.f = text => {{ const folder = atob(text); return require({asked}) }}"
    )

    assert apis == [use.api for use in found.uses if use.capability is Capability.CODE]


@pytest.mark.parametrize(
    "puts",
    [
        "fs.writeFileSync(`${folder}/package.json/index.js`, text)",
        "fs.writeFileSync(path.join(folder, 'package.json', 'index.js'), text)",
        "fs.mkdirSync(path.join(folder, 'package.json'))",
    ],
)
def test_a_folder_by_the_name_of_a_manifest_may_hold_code(puts: str) -> None:
    found = facts(
        "const path = require('path'), fs = require('fs');\n"
        f"exports.f = text => {{ const folder = atob(text); {puts}; return require(path.join(folder, 'package.json')) }}"
    )

    assert "computed-call" in {use.api for use in found.uses}
