"""@redhat-cloud-services/rbac-client 9.0.3, 9.0.4, 9.0.6 and 30 packages more (2026-06-01): published by the project's own workflow.

By the record: an employee's account at GitHub was taken, and a commit on no branch had the workflow publish 96 releases of 32 packages,
from 10:53 and again from 13:44 UTC, with valid provenance. Each has a new preinstall that runs an `index.js` of 4.2 MB: the worm. Down on
the same day.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.loaders import as_numbers, worm
from gauntlet.shapes import Made, bundle
from pratique.core.names import Ecosystem

_SHARED = {
    "dist/index.js": """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.BaseAPI = exports.setSearchParams = void 0;

function setSearchParams(url, ...objects) {
  const params = new URLSearchParams(url.search);
  for (const object of objects) {
    for (const [key, value] of Object.entries(object)) {
      if (Array.isArray(value)) {
        params.delete(key);
        value.forEach((one) => params.append(key, one));
      } else if (value !== undefined) {
        params.set(key, value);
      }
    }
  }
  url.search = params.toString();
}
exports.setSearchParams = setSearchParams;

class BaseAPI {
  constructor(basePath, axios) {
    this.basePath = basePath.replace(/\\/+$/, "");
    this.axios = axios;
  }
  request(method, path, { query = {}, data } = {}) {
    const url = new URL(this.basePath + path, "https://console.example");
    setSearchParams(url, query);
    return this.axios.request({ method, url: url.pathname + url.search, data }).then((answer) => answer.data);
  }
}
exports.BaseAPI = BaseAPI;
""",
}
_RBAC = {
    "dist/index.js": """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RbacClient = void 0;
const shared = require("@redhat-cloud-services/javascript-clients-shared");

class RbacClient extends shared.BaseAPI {
  listGroups({ limit = 10, offset = 0, name } = {}) {
    return this.request("GET", "/groups/", { query: { limit, offset, name } });
  }
  getGroup(uuid) {
    return this.request("GET", `/groups/${encodeURIComponent(uuid)}/`);
  }
  createGroup(group) {
    return this.request("POST", "/groups/", { data: group });
  }
  addPrincipals(uuid, principals) {
    return this.request("POST", `/groups/${encodeURIComponent(uuid)}/principals/`, { data: { principals } });
  }
  access(application, username) {
    return this.request("GET", "/access/", { query: { application, username } });
  }
}
exports.RbacClient = RbacClient;
""",
}
_LIB, _CLIENT = "@redhat-cloud-services/javascript-clients-shared", "@redhat-cloud-services/rbac-client"
_KINDS = {_LIB: _SHARED, _CLIENT: _RBAC}
_HOOK = "node index.js"


@cache
def _worm() -> str:
    return as_numbers(bundle(worm("preinstall", _HOOK, ("index.js",)), size=215_000, seed=601), shift=9)


def _release(name: str, version: str, at: str, *, bad: bool = False) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher="GitHub Actions",
        maintainers=("owner", "second-owner", "third-owner"),
        files=Made({**_KINDS[name], "index.js": _worm}) if bad else _KINDS[name],
        depends={_LIB: "^2.0.0"} if name == _CLIENT else {},
        scripts={"preinstall": _HOOK} if bad else {},
        more={"main": "dist/index.js"},
        attested=True,
        trusted_publisher="github",
    )


_GOOD = {
    _LIB: (("2.0.5", "2026-01-20"), ("2.0.6", "2026-03-17"), ("2.0.7", "2026-05-12")),
    _CLIENT: (("9.0.0", "2026-03-17"), ("9.0.1", "2026-04-21"), ("9.0.2", "2026-05-12")),
}
_BAD = {
    _LIB: (("2.0.8", "10:53:40"), ("2.0.9", "11:20:00"), ("2.0.11", "13:45:00")),
    _CLIENT: (("9.0.3", "10:53:00"), ("9.0.4", "11:19:00"), ("9.0.6", "13:44:00")),
}
_GUILTY = {name: tuple(version for version, _ in releases) for name, releases in _BAD.items()}

INCIDENT = Incident(
    id="miasma-redhat-2026",
    title=(
        "the account of an employee made the project's workflow publish the Miasma worm with valid provenance, from a "
        "commit on no branch"
    ),
    copy=(
        "in our copy of Miasma, a new preinstall script runs a packed worm, a quarter as large as the original"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2026-06-01T10:53:00Z"),
    packages=tuple(
        Package(
            name=name,
            releases=(
                *(_release(name, *one) for one in _GOOD[name]),
                *(_release(name, version, f"2026-06-01T{hour}Z", bad=True) for version, hour in _BAD[name]),
            ),
        )
        for name in _GOOD
    ),
    asks={_CLIENT: "^9.0.0"},
    good={_CLIENT: "9.0.2", _LIB: "2.0.7"},
    bad=_GUILTY,
    guilty=_GUILTY,
    gone_at=utc("2026-06-01T18:00:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2026-06-02T00:00:00Z"), about=_GUILTY),
    invented="earlier releases, publish minutes, the packing; only two of 32 packages are replayed",
)
