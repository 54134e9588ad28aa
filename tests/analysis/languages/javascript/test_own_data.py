"""JSON of the package that is read by its path."""

import pytest

from tests.analysis.languages.javascript.reading import facts

HEAD = "const fs = require('fs'), path = require('path');\n"
DATA = {"./data.json": {"main": "./x.js"}}


@pytest.mark.parametrize(
    "read",
    [
        "fs.readFileSync(__dirname + '/data.json')",
        "fs.readFileSync(path.join(__dirname, 'data.json'), 'utf8').toString()",
        "(await fs.promises.readFile(path.join(__dirname, 'data.json')))",
    ],
)
def test_what_it_holds_is_known(read: str) -> None:
    source = f"{HEAD}const text = {read};\nrequire(JSON.parse(text).main)"
    assert "./x.js" in {item.module for item in facts(source, modules=DATA).imports}


@pytest.mark.parametrize(
    "read", ["fs.readFileSync(name)", "fs.readFileSync(__dirname + '/other.json')", "text"]
)
def test_of_another_file_nothing_is(read: str) -> None:
    source = f"{HEAD}require(JSON.parse({read}).main)"
    assert "./x.js" not in {item.module for item in facts(source, modules=DATA).imports}
