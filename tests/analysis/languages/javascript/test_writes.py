"""Files that are written and then run."""

import pytest

from pratique.analysis.facts import Taint
from tests.analysis.languages.javascript.reading import C, FlatFlow, P, flows

HEAD = "const fs = require('fs'), cp = require('child_process'), https = require('https');"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "const p = tmp(); https.get(u, r => r.pipe(fs.createWriteStream(p)).on('finish', () => cp.exec(p)))",
            (P, "child_process.exec", {Taint.NETWORK}),
        ),
        (
            "const p = tmp(); const s = fs.createWriteStream(p); https.get(u, r => r.pipe(s)); cp.spawn('sh', [p])",
            (P, "child_process.spawn", {Taint.NETWORK}),
        ),
        (
            "fs.writeFileSync('/tmp/run.sh', Buffer.from(x, 'base64')); cp.execSync('sh /tmp/run.sh')",
            (P, "child_process.execSync", {Taint.DECODED}),
        ),
        (
            "const p = tmp(); fs.writeFile(p, await (await fetch(u)).text(), () => cp.exec(`node ${p}`))",
            (P, "child_process.exec", {Taint.NETWORK}),
        ),
        (
            "const p = tmp(); fs.writeFileSync(p, atob(x)); require(p)",
            (C, "require", {Taint.DECODED}),
        ),
    ],
)
def test_a_file_that_is_written_and_run_is_followed(source: str, expected: FlatFlow) -> None:
    assert expected in flows(HEAD + source)


@pytest.mark.parametrize(
    "source",
    [
        "const p = tmp(), q = tmp(); fs.writeFileSync(p, atob(x)); cp.exec(q)",
        "const p = tmp(); fs.writeFileSync(p, 'a'); cp.exec(p)",
        "fs.writeFileSync('/tmp/a', atob(x)); cp.exec('ls /tmp/b')",
    ],
)
def test_other_files_are_not(source: str) -> None:
    assert [] == [flow for flow in flows(HEAD + source) if flow[0] is P]
