"""keyv 6.0.0, flat-cache 6.1.24, file-entry-cache 11.1.6 and 441 packages more (2026-08-04): the maintainer's account at GitHub.

By the record: the repository's own workflow published, with valid provenance, from 09:35 UTC: keyv with a new major number, the others
as a patch, one package a second for each organisation that the worm reached with tokens of their CI, nine of them within 70 minutes. A
new preinstall `node setup.mjs` gets Bun, and has it run a bundle of 727,680 bytes. 2,236 releases of 444 packages in all.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.loaders import bun_from_node, worm
from gauntlet.shapes import Content, Made, heavy
from pratique.core.names import Ecosystem

_KEYV = {
    "dist/index.cjs": """'use strict';
const { EventEmitter } = require('node:events');

class Keyv extends EventEmitter {
  constructor(store, options = {}) {
    super();
    this.opts = { namespace: 'keyv', serialize: JSON.stringify, deserialize: JSON.parse, store: store ?? new Map(), ...options };
    this.opts.store.on?.('error', (error) => this.emit('error', error));
  }
  _key(key) {
    return `${this.opts.namespace}:${key}`;
  }
  async get(key) {
    const raw = await this.opts.store.get(this._key(key));
    if (raw === undefined || raw === null) return undefined;
    const data = typeof raw === 'string' ? this.opts.deserialize(raw) : raw;
    if (typeof data.expires === 'number' && Date.now() > data.expires) {
      await this.delete(key);
      return undefined;
    }
    return data.value;
  }
  async set(key, value, ttl = this.opts.ttl) {
    const expires = typeof ttl === 'number' ? Date.now() + ttl : null;
    await this.opts.store.set(this._key(key), this.opts.serialize({ value, expires }), ttl);
    return true;
  }
  async delete(key) {
    return this.opts.store.delete(this._key(key));
  }
  async has(key) {
    return (await this.get(key)) !== undefined;
  }
}

module.exports = Keyv;
module.exports.Keyv = Keyv;
""",
}
_FLAT = {
    "dist/index.cjs": """'use strict';
const fs = require('node:fs');
const path = require('node:path');

class FlatCache {
  constructor({ cacheId = 'cache1', cacheDir = '.cache', ttl = 0 } = {}) {
    Object.assign(this, { cacheId, cacheDir, ttl, values: new Map(), changed: false });
  }
  get cacheFilePath() {
    return path.resolve(this.cacheDir, this.cacheId);
  }
  load() {
    if (!fs.existsSync(this.cacheFilePath)) return;
    for (const [key, one] of JSON.parse(fs.readFileSync(this.cacheFilePath, 'utf8'))) this.values.set(key, one);
  }
  getKey(key) {
    const one = this.values.get(key);
    return one && (!one.expires || one.expires > Date.now()) ? one.value : undefined;
  }
  setKey(key, value) {
    this.values.set(key, { value, expires: this.ttl ? Date.now() + this.ttl : 0 });
    this.changed = true;
  }
  save() {
    if (!this.changed) return;
    fs.mkdirSync(path.dirname(this.cacheFilePath), { recursive: true });
    fs.writeFileSync(this.cacheFilePath, JSON.stringify([...this.values]));
    this.changed = false;
  }
}

module.exports = { FlatCache, create: (options) => { const one = new FlatCache(options); one.load(); return one; } };
""",
}
_ENTRY = {
    "dist/index.cjs": """'use strict';
const crypto = require('node:crypto');
const fs = require('node:fs');
const { create } = require('flat-cache');

class FileEntryCache {
  constructor(options = {}) {
    this.useCheckSum = options.useCheckSum ?? false;
    this.cache = create(options.cache);
  }
  getFileDescriptor(file) {
    let stat;
    try {
      stat = fs.statSync(file);
    } catch {
      return { key: file, notFound: true, changed: false };
    }
    const before = this.cache.getKey(file);
    const hash = this.useCheckSum ? crypto.createHash('md5').update(fs.readFileSync(file)).digest('hex') : undefined;
    const now = { size: stat.size, mtime: stat.mtimeMs, hash };
    const changed = !before || (hash ? before.hash !== hash : before.size !== now.size || before.mtime !== now.mtime);
    this.cache.setKey(file, now);
    return { key: file, changed, meta: now };
  }
  getUpdatedFiles(files) {
    return files.filter((file) => this.getFileDescriptor(file).changed);
  }
  reconcile() {
    this.cache.save();
  }
}

module.exports = { FileEntryCache };
""",
}
_KINDS = {"keyv": _KEYV, "flat-cache": _FLAT, "file-entry-cache": _ENTRY}
_BUNDLE = "execution.js"
_HOOK = "node setup.mjs"


@cache
def _worm() -> str:
    return heavy(worm("preinstall", _HOOK, ("setup.mjs", _BUNDLE)), size=318_000, seed=804)


def _release(name: str, version: str, at: str, *, bad: bool = False) -> Release:
    clean = _KINDS[name]
    drop: dict[str, Content] = {"setup.mjs": bun_from_node(_BUNDLE), _BUNDLE: _worm}
    return Release(
        version=version,
        at=utc(at),
        publisher="GitHub Actions",
        maintainers=("jaredwray",),
        files=Made({**clean, **drop}) if bad else clean,
        depends={"flat-cache": "^6.1.20"} if name == "file-entry-cache" else {},
        scripts={"test": "vitest run", "build": "tsup", **({"preinstall": _HOOK} if bad else {})},
        more={"main": "dist/index.cjs"},
        attested=True,
        trusted_publisher="github",
    )


_GOOD = {
    "keyv": (("5.5.5", "2025-11-20"), ("5.6.0", "2026-01-22")),
    "flat-cache": (("6.1.21", "2026-05-14"), ("6.1.22", "2026-06-10"), ("6.1.23", "2026-07-08")),
    "file-entry-cache": (("11.1.3", "2026-05-14"), ("11.1.4", "2026-06-10"), ("11.1.5", "2026-07-08")),
}
_BAD = {
    "keyv": ("6.0.0", "09:35:00"),
    "flat-cache": ("6.1.24", "09:35:20"),
    "file-entry-cache": ("11.1.6", "09:35:21"),
}
_GUILTY = {name: (version,) for name, (version, _) in _BAD.items()}

INCIDENT = Incident(
    id="keyv-chaindrop-2026",
    title=("the maintainer's GitHub account made keyv's own workflow publish the worm with valid provenance"),
    copy=(
        "our copy of keyv has a new preinstall script, `setup.mjs`, which downloads Bun and runs the bundle"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2026-08-04T09:35:00Z"),
    packages=tuple(
        Package(
            name=name,
            releases=(
                *(_release(name, *one) for one in _GOOD[name]),
                _release(name, _BAD[name][0], f"2026-08-04T{_BAD[name][1]}Z", bad=True),
            ),
        )
        for name in _GOOD
    ),
    asks={"keyv": ">=5.5", "file-entry-cache": "^11.1.0"},
    good={"keyv": "5.6.0", "flat-cache": "6.1.23", "file-entry-cache": "11.1.5"},
    bad=_GUILTY,
    guilty=_GUILTY,
    advisory=Advisory(id="GHSA", at=utc("2026-08-04T18:00:00Z"), about=_GUILTY),
    invented="earlier releases, publish seconds and the packing; only three of 444 packages are replayed",
)
