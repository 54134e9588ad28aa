"""Paths that are cut out of the path of the file itself."""

import pytest

from pratique.analysis.languages.javascript.own_file import cut
from tests.analysis.languages.javascript.reading import facts


@pytest.mark.parametrize(
    ("key", "new", "path"),
    [
        ("replace", "x.js", "__dirname/x.js"),
        ("replace", "/lib/x.js", "__dirname/lib/x.js"),
        ("slice", None, "__dirname/"),
        ("replace", None, "__dirname/${_}"),
    ],
)
def test_the_name_at_the_end_is_cut_off(key: str, new: str | None, path: str) -> None:
    assert path == cut("__filename", key, new)


def test_of_another_path_nothing_is_known() -> None:
    assert "${_}" == cut("__dirname", "replace", "b")


@pytest.mark.parametrize(
    "source",
    [
        "require(__filename.replace('index.js', 'lib/x.js'))",
        "require(module.filename.slice(0, -8) + 'lib/x.js')",
        "require(module.path + '/lib/x.js')",
        "import(import.meta.url.replace('index.js', 'lib/x.js'))",
        "const own = __filename;\nrequire(own.substring(0, own.length - 8) + 'lib/x.js')",
    ],
)
def test_modules_are_asked_for_so(source: str) -> None:
    assert "./lib/x.js" in {item.module for item in facts(source).imports}
