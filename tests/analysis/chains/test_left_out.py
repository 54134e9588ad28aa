"""Starts of scripts that were left out of the release."""

import pytest

from pratique.core.finding import Severity
from tests.analysis.inspecting import npm, of_rule, package_json

BUNDLE = """
const cp = require('child_process'), path = require('path'), url = require('url');
let own; own = url.pathToFileURL(__filename);
const folder = path.dirname(url.fileURLToPath(own));
class Notifier {
  check() {
    cp.spawn(process.execPath, [path.join(folder, 'check.js'), JSON.stringify(this.options)],
      {detached: true, stdio: 'ignore'}).unref();
  }
}
function main() { new Notifier().check() }
if (!module.parent) main();
"""
MANIFEST = package_json(main="dist/index.js")


def severities(code: str, **more: str) -> list[Severity]:
    files = {"package.json": MANIFEST, "dist/index.js": code, **more}
    return [finding.severity for finding in of_rule(npm(files), "attack-chain")]


def test_a_bundle_that_starts_a_file_it_does_not_ship_is_a_note() -> None:
    assert [Severity.MEDIUM] == severities(BUNDLE)


@pytest.mark.parametrize(
    ("code", "more"),
    [
        (BUNDLE, {"dist/check.js": "1"}),
        (BUNDLE.replace("'check.js'", "'../../other/check.js'"), {}),
        (BUNDLE.replace("'check.js'", "name"), {}),
        (BUNDLE.replace("'check.js'", "'check'"), {}),
        (BUNDLE + "require('fs').writeFileSync(name, text);", {}),
        (BUNDLE + "cp.execSync('marker');", {}),
        (BUNDLE + "eval(text);", {}),
        (BUNDLE.replace("process.execPath", "'python'"), {}),
        (
            BUNDLE,
            {"package.json": package_json(main="dist/index.js", scripts={"install": "node dist/index.js"})},
        ),
    ],
    ids=["shipped", "elsewhere", "unknown", "a folder", "written", "made", "code", "python", "hook"],
)
def test_a_start_of_anything_that_may_be_there_is_held(code: str, more: dict[str, str]) -> None:
    assert Severity.CRITICAL in severities(code, **more)
