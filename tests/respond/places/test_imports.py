"""Where a project imports a package."""

from pathlib import Path

import pytest

from pratique.core.names import Ecosystem, PackageRef
from pratique.respond.places import imports
from pratique.respond.places.imports import import_words

AXIOS = PackageRef(Ecosystem.NPM, "axios")


def told(folder: Path, package: PackageRef = AXIOS) -> str:
    return import_words(folder, [package])[package]


@pytest.mark.parametrize(
    ("file", "text", "package"),
    [
        ("a.js", 'const a = require("axios");', AXIOS),
        ("a.mjs", "import a from 'axios/lib/a'", AXIOS),
        ("a.ts", "import 'axios'", AXIOS),
        ("a.tsx", "const a = await import('axios')", AXIOS),
        ("a.js", "export {a} from '@acme/tool'", PackageRef(Ecosystem.NPM, "@acme/tool")),
        ("a.py", "    import lite_llm.a", PackageRef(Ecosystem.PYPI, "lite-llm")),
        ("a.py", "from requests import get", PackageRef(Ecosystem.PYPI, "requests")),
        ("a.rb", "require 'rest-client'", PackageRef(Ecosystem.RUBYGEMS, "rest-client")),
        ("a.rb", 'require("net/ssh")', PackageRef(Ecosystem.RUBYGEMS, "net-ssh")),
    ],
)
def test_an_import_is_found_with_its_line(tmp_path: Path, file: str, text: str, package: PackageRef) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / file).write_text(f"\n\n{text}\n")
    assert f"imported in src/{file}:3" == told(tmp_path, package)


@pytest.mark.parametrize("text", ["axios", 'require("axios-mock")', "// from axios", "import 'not-axios'"])
def test_other_text_is_no_import(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.js").write_text(text)
    assert "not imported by name in 1 source file" == told(tmp_path)


def test_installed_packages_are_no_source(tmp_path: Path) -> None:
    (tmp_path / "node_modules/b").mkdir(parents=True)
    (tmp_path / "node_modules/b/a.js").write_text('require("axios")')
    assert "" == told(tmp_path)


def test_a_search_that_ends_early_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.js", "b.js"):
        (tmp_path / name).write_text("")
    monkeypatch.setattr(imports, "_MOST_FILES", 1)
    assert "not imported in the first 1 source file; the others were not searched" == told(tmp_path)
