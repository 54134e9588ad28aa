"""nx 20.9.0 to 20.12.0 and 21.5.0 to 21.8.0 (2025-08-26): a token stolen out of CI; AI tools of the victim look for secrets.

By the record: a title of a pull request ran in a workflow, which gave away the token. 21.5.0 came at 22:32:25 UTC, 20.9.0 at 22:39:32,
without the provenance that 20.8.1, 20.8.2, 21.4.0 and 21.4.1 had. A new postinstall has the AI tools that are installed list files
with secrets, takes the environment and the token of GitHub, and posts all into a repository that it makes in the victim's own
account. Taken down about 02:44.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.prompted import TELEMETRY
from pratique.core.names import Ecosystem

_NX = {
    "src/index.js": """'use strict';
const fs = require('node:fs');
const path = require('node:path');

function readJson(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function projectsOf(root) {
  return fs.readdirSync(root, { withFileTypes: true })
    .filter((one) => one.isDirectory() && fs.existsSync(path.join(root, one.name, 'project.json')))
    .map((one) => ({ name: one.name, ...readJson(path.join(root, one.name, 'project.json')) }));
}

function sortTasks(projects) {
  const done = new Set();
  const sorted = [];
  const visit = (project) => {
    if (done.has(project.name)) return;
    done.add(project.name);
    for (const need of project.implicitDependencies ?? []) visit(projects.find((one) => one.name === need));
    sorted.push(project.name);
  };
  projects.forEach(visit);
  return sorted;
}

module.exports = { projectsOf, readJson, sortTasks };
""",
    "bin/nx.js": "#!/usr/bin/env node\nconst { projectsOf, sortTasks } = require('../src/index.js');\n"
    "console.log(sortTasks(projectsOf(process.cwd())).join('\\n'));\n",
}
_DEVKIT = {
    "index.js": """'use strict';
const path = require('node:path');
const { readJson } = require('nx/src/index.js');

function names(text) {
  const fileName = text.replace(/([a-z])([A-Z])/g, '$1-$2').replace(/[ _]/g, '-').toLowerCase();
  const className = fileName.split('-').map((one) => one[0].toUpperCase() + one.slice(1)).join('');
  return { name: text, fileName, className, propertyName: className[0].toLowerCase() + className.slice(1) };
}

exports.names = names;
exports.readProjectConfiguration = (root, name) => readJson(path.join(root, name, 'project.json'));
exports.joinPathFragments = (...parts) => path.posix.join(...parts);
""",
}
_WHO, _ALL = "nrwl-jason", ("nrwl-jason", "nrwlowner", "jeffbcross")
_TIMES = (
    ("20.8.1", "2025-04-28T12:00:00Z"),
    ("20.8.2", "2025-05-14T12:00:00Z"),
    ("21.3.0", "2025-07-17T12:00:00Z"),
    ("21.4.0", "2025-08-15T12:00:00Z"),
    ("21.4.1", "2025-08-19T12:00:00Z"),
)
_BAD_TIMES = (
    ("21.5.0", "2025-08-26T22:32:25Z"),
    ("20.9.0", "2025-08-26T22:39:32Z"),
    ("20.10.0", "2025-08-26T23:54:00Z"),
    ("21.6.0", "2025-08-26T23:54:30Z"),
    ("20.11.0", "2025-08-27T00:16:00Z"),
    ("21.7.0", "2025-08-27T00:17:00Z"),
    ("21.8.0", "2025-08-27T00:30:00Z"),
    ("20.12.0", "2025-08-27T00:37:00Z"),
)
_AFTER = ("21.5.1", "2025-08-29T12:00:00Z")
_ATTESTED = ("20.8.1", "20.8.2", "21.4.0", "21.4.1", "21.5.1")
_DEVKIT_BAD = ("21.5.0", "20.9.0")


def _release(files: dict[str, str], version: str, at: str, *, bad: bool) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=_WHO,
        maintainers=_ALL,
        files={**files, "telemetry.js": TELEMETRY} if bad else files,
        scripts={"postinstall": "node telemetry.js"} if bad else {},
        attested=version in _ATTESTED,
        more={"main": "src/index.js" if files is _NX else "index.js"},
    )


_GUILTY = {"nx": tuple(version for version, _ in _BAD_TIMES), "@nx/devkit": _DEVKIT_BAD}

INCIDENT = Incident(
    id="nx-s1ngularity-2025",
    title=(
        "an attacker stole a token from the CI of Nx; a new postinstall script made local AI tools search for secrets "
        "and posted them to a new repository"
    ),
    copy=(
        "our copy of Nx has the same script, but its API host does not exist and nothing shuts the machine down"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2025-08-26T22:32:25Z"),
    packages=(
        Package(
            name="nx",
            releases=(
                *(_release(_NX, *one, bad=False) for one in _TIMES),
                *(_release(_NX, *one, bad=True) for one in _BAD_TIMES),
                _release(_NX, *_AFTER, bad=False),
            ),
        ),
        Package(
            name="@nx/devkit",
            releases=(
                *(_release(_DEVKIT, *one, bad=False) for one in _TIMES),
                *(_release(_DEVKIT, *one, bad=True) for one in _BAD_TIMES[:2]),
                _release(_DEVKIT, *_AFTER, bad=False),
            ),
        ),
    ),
    asks={"nx": "^21.3.0", "@nx/devkit": "^21.3.0"},
    good={"nx": "21.4.1", "@nx/devkit": "21.4.1"},
    bad={"nx": ("21.5.0", "21.6.0", "21.7.0", "21.8.0"), "@nx/devkit": ("21.5.0",)},
    guilty=_GUILTY,
    gone_at=utc("2025-08-27T02:44:00Z"),
    advisory=Advisory(id="GHSA-cxm3-wv7p-598c", at=utc("2025-08-27T06:00:00Z"), about=_GUILTY),
    invented="all publish hours except the first two, accounts, the versions of each package, and the prompt",
)
