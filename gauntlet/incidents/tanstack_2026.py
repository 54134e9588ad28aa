"""@tanstack/react-router 1.169.5 and 1.169.8 (2026-05-11): the project's own workflow published a worm, with valid provenance.

By the record: a pull request from a fork poisoned a cache, and the release workflow's identity was read from the runner's memory. 84
releases of 42 packages from 19:20 to 19:26 UTC, two of each; found some 20 minutes later. Each has `router_init.js`, 2.3 MB at its root
that the manifest does not list, which nothing in the package names, and a new optional dependency on a commit of the project's own
repository that is on no branch; installing that runs its script, which starts the file. Provenance and publisher were in order.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.loaders import worm
from gauntlet.shapes import Made, heavy
from pratique.core.names import Ecosystem

_HISTORY = {
    "dist/cjs/index.cjs": """"use strict";
Object.defineProperty(exports, Symbol.toStringTag, { value: "Module" });

function parseHref(href, state) {
  const hash = href.indexOf("#");
  const search = href.indexOf("?");
  const end = hash > 0 ? (search > 0 ? Math.min(hash, search) : hash) : search > 0 ? search : href.length;
  return {
    href,
    pathname: href.substring(0, end),
    hash: hash > -1 ? href.substring(hash) : "",
    search: search > -1 ? href.slice(search, hash === -1 ? undefined : hash) : "",
    state: state || { index: 0 }
  };
}

function createMemoryHistory(options = { initialEntries: ["/"] }) {
  const entries = options.initialEntries.slice();
  let index = options.initialIndex ?? entries.length - 1;
  const subscribers = new Set();
  const notify = (type) => subscribers.forEach((one) => one({ location: parseHref(entries[index]), action: { type } }));
  return {
    get location() { return parseHref(entries[index]); },
    get length() { return entries.length; },
    subscribe(one) { subscribers.add(one); return () => subscribers.delete(one); },
    push(path) { entries.splice(index + 1, entries.length, path); index = entries.length - 1; notify("PUSH"); },
    replace(path) { entries[index] = path; notify("REPLACE"); },
    back() { index = Math.max(index - 1, 0); notify("BACK"); },
    canGoBack: () => index > 0
  };
}

exports.createMemoryHistory = createMemoryHistory;
exports.parseHref = parseHref;
""",
}
_ROUTER = {
    "dist/cjs/index.cjs": """"use strict";
Object.defineProperty(exports, Symbol.toStringTag, { value: "Module" });
const history = require("@tanstack/history");

function matchRoute(pattern, pathname) {
  const wanted = pattern.split("/").filter(Boolean);
  const given = pathname.split("/").filter(Boolean);
  const params = {};
  for (const [index, part] of wanted.entries()) {
    if (part === "$") return { ...params, _splat: given.slice(index).join("/") };
    if (given[index] === undefined) return null;
    if (part.startsWith("$")) params[part.slice(1)] = decodeURIComponent(given[index]);
    else if (part !== given[index]) return null;
  }
  return wanted.length === given.length ? params : null;
}

class Router {
  constructor({ routes, history: own }) {
    this.routes = routes;
    this.history = own ?? history.createMemoryHistory();
    this.unsubscribe = this.history.subscribe(() => this.load());
  }
  load() {
    const { pathname } = this.history.location;
    for (const route of this.routes) {
      const params = matchRoute(route.path, pathname);
      if (params) return (this.match = { route, params });
    }
    return (this.match = undefined);
  }
  navigate({ to, params = {} }) {
    this.history.push(to.replace(/\\$(\\w+)/g, (whole, name) => encodeURIComponent(params[name] ?? whole)));
  }
}

exports.Router = Router;
exports.createRouter = (options) => new Router(options);
exports.matchRoute = matchRoute;
""",
}
_ORPHAN = {"@tanstack/setup": f"git+https://git.invalid/tanstack/router.git#{'79ac' * 10}"}
_KINDS = {"@tanstack/history": _HISTORY, "@tanstack/react-router": _ROUTER}


@cache
def _worm() -> str:
    return heavy(
        worm("preinstall", "node setup.mjs", ("setup.mjs", "router_init.js")), size=300_000, seed=511
    )


def _release(name: str, version: str, at: str, needs: str = "", *, bad: bool = False) -> Release:
    files = _KINDS[name]
    more: dict[str, object] = {"main": "dist/cjs/index.cjs", "files": ["dist", "src"]}
    more["repository"] = {"type": "git", "url": "git+https://git.invalid/tanstack/router.git"}
    return Release(
        version=version,
        at=utc(at),
        publisher="GitHub Actions",
        maintainers=("owner", "second-owner"),
        files=Made({**files, "router_init.js": _worm}) if bad else files,
        depends={"@tanstack/history": needs} if needs else {},
        more={**more, "optionalDependencies": _ORPHAN} if bad else more,
        attested=True,
        trusted_publisher="github",
    )


_BAD = {"@tanstack/history": ("1.161.9", "1.161.12"), "@tanstack/react-router": ("1.169.5", "1.169.8")}

INCIDENT = Incident(
    id="tanstack-2026",
    title=(
        "TanStack's own workflow published a worm with valid provenance; the worm was in a dependency on a commit on "
        "no branch"
    ),
    copy=(
        "our copy of TanStack has an unlisted `router_init.js` and an optional dependency on a Git URL that does not "
        "exist"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2026-05-11T19:20:00Z"),
    packages=(
        Package(
            name="@tanstack/history",
            releases=(
                _release("@tanstack/history", "1.161.4", "2026-02-24"),
                _release("@tanstack/history", "1.161.5", "2026-03-10"),
                _release("@tanstack/history", "1.161.6", "2026-03-15T22:42:38.989Z"),
                _release("@tanstack/history", "1.161.9", "2026-05-11T19:20:00Z", bad=True),
                _release("@tanstack/history", "1.161.12", "2026-05-11T19:26:00Z", bad=True),
            ),
        ),
        Package(
            name="@tanstack/react-router",
            releases=(
                _release("@tanstack/react-router", "1.169.0", "2026-04-30", "1.161.6"),
                _release("@tanstack/react-router", "1.169.1", "2026-05-02", "1.161.6"),
                _release("@tanstack/react-router", "1.169.2", "2026-05-05T20:37:38.526Z", "1.161.6"),
                _release("@tanstack/react-router", "1.169.5", "2026-05-11T19:20:10Z", "1.161.9", bad=True),
                _release("@tanstack/react-router", "1.169.8", "2026-05-11T19:26:10Z", "1.161.12", bad=True),
            ),
        ),
    ),
    asks={"@tanstack/react-router": "^1.169.0"},
    good={"@tanstack/react-router": "1.169.2", "@tanstack/history": "1.161.6"},
    bad=_BAD,
    guilty=_BAD,
    advisory=Advisory(id="GHSA", at=utc("2026-05-11T23:44:35Z"), about=_BAD),
    reported_at=utc("2026-05-11T19:46:00Z"),
    invented="releases before 1.161.6 and 1.169.2, publish seconds, and the contents of the commit",
)
