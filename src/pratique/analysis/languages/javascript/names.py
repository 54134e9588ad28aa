"""How names are spelt: modules and members known by several names, globals, harmless variables, last words."""

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.apis import APIS

MODULES: dict[str, str] = {
    "fs/promises": "fs",
    "fs-extra": "fs",
    "graceful-fs": "fs",
    "original-fs": "fs",
    "mz/fs": "fs",
    "promise-fs": "fs",
    "fs-promise": "fs",
    "mz/child_process": "child_process",
    "dns/promises": "dns",
    "inspector/promises": "inspector",
    "module": "Module",
    "ws": "WebSocket",
    "isomorphic-ws": "WebSocket",
    "xmlhttprequest": "XMLHttpRequest",
    "xhr2": "XMLHttpRequest",
    "crypto-js/aes": "crypto-js.AES",
    "bun": "Bun",
}
"""Modules that are called by another's name: the same members under it."""

RENAMED: dict[str, str] = {
    "buffer.Buffer": "Buffer",
    "fs.promises": "fs",
    "dns.promises": "dns",
    "module.constructor": "Module",
    "module.parent": "module",
    "module.require": "require",
    "module.load": "require",
    "require.main": "module",
    "process.mainModule": "module",
    "process.getBuiltinModule": "require",
    "Module.Module": "Module",
    "Module._load": "module._load",
    "Module._compile": "module._compile",
    "Module.createRequire": "module.createRequire",
    "Module.createRequireFromPath": "module.createRequireFromPath",
    "Module.require": "require",
    "Module.register": "require",
    "crypto.webcrypto": "crypto",
    "process.process": "process",
    "follow-redirects.http": "http",
    "follow-redirects.https": "https",
    "WebSocket.WebSocket": "WebSocket",
    "XMLHttpRequest.XMLHttpRequest": "XMLHttpRequest",
    "CryptoJS": "crypto-js",
    "Bun.env": "process.env",
    "worker_threads.Worker": "Worker",
    "web-worker": "Worker",
    "got.got": "got",
    "axios.axios": "axios",
    "axios.create": "axios.create",
    "shelljs.shelljs": "shelljs",
    "undici.WebSocket": "WebSocket",
}
"""Members that are better known by another name."""

GLOBAL_OBJECTS = frozenset(("globalThis", "window", "self", "global", "top", "frames", "parent"))
PLAIN_GLOBALS = frozenset(
    ("require", "module", "process", "global", "globalThis", "window", "self", "Buffer")
)
"""Parameters of these names hold the globals of the same name, unless the call that gives them is known."""

PASSED_THROUGH = frozenset(
    (
        *(
            "util.promisify",
            "promisify",
            "pify",
            "thenify",
            "bluebird.promisify",
            "Promise.promisify",
            "es6-promisify",
        ),
        *(
            "bluebird.promisifyAll",
            "Promise.promisifyAll",
            "Object.freeze",
            "Object.seal",
            "Promise.resolve",
            "Object",
        ),
        *(
            "util.callbackify",
            "util.deprecate",
            "es6-promisify.promisify",
            "tslib.__importStar",
            "tslib.__importDefault",
        ),
        *("lodash.once", "once", "p-limit", "url.pathToFileURL", "Object.create"),
    )
)
"""Calls that give their first argument again, or something that acts like it."""
INTEROP = frozenset(
    (
        *(
            b"_interopRequireDefault",
            b"_interopRequireWildcard",
            b"__importStar",
            b"__importDefault",
            b"__toESM",
        ),
        *(
            b"_interop_require_default",
            b"_interop_require_wildcard",
            b"_interopNamespace",
            b"_interopDefault",
        ),
        *(b"_interopDefaultLegacy", b"_interopDefaultCompat", b"_interopNamespaceDefault", b"__toModule"),
        *(
            b"interopRequireDefault",
            b"interopRequireWildcard",
            b"getDefaultExportFromCjs",
            b"_interopNamespaceCompat",
        ),
    )
)
"""Functions that compilers add around `require`."""

PACKAGES = frozenset(
    (
        *("open", "opn", "got", "ky", "needle", "superagent", "request", "phin", "bent", "centra", "wretch"),
        *("del", "rimraf", "mkdirp", "execa", "bindings", "cryptr", "username", "axios", "once", "pify"),
        *("thenify", "promisify", "bluebird", "lodash", "Script"),
    )
)
"""Names of packages: a global that is called the same is something else."""
REQUIRERS = frozenset(("require", "import", "module._load"))
FUNCTION_MAKERS = frozenset(("Function", "GeneratorFunction", "AsyncFunction", "AsyncGeneratorFunction"))
TIMERS = frozenset(("setTimeout", "setInterval", "setImmediate"))
STARTED_MODULES: dict[str, Capability] = {
    "child_process": Capability.PROCESS,
    "vm": Capability.CODE,
    "http": Capability.NETWORK,
    "https": Capability.NETWORK,
    "net": Capability.NETWORK,
    "dgram": Capability.NETWORK,
}
"""Modules of which any function has the capability: told when a member is called by an unknown name."""
BINDINGS: dict[str, Capability] = {
    "spawn_sync": Capability.PROCESS,
    "process_wrap": Capability.PROCESS,
    "tcp_wrap": Capability.NETWORK,
    "udp_wrap": Capability.NETWORK,
    "fs": Capability.FILE_WRITE,
    "contextify": Capability.CODE,
}
"""Internal bindings of node by what they can do."""


def module_name(module: str) -> str:
    """The name under which a module's members stand in the tables."""
    plain = module.removeprefix("node:")
    return MODULES.get(plain, plain)


def member_name(name: str, key: str) -> str:
    """The name of a member: `fs` and `promises` give `fs`, `globalThis` and `eval` give `eval`."""
    if key in {"default", "prototype", "__esModule"}:
        return name if name != "Function" or key != "prototype" else "Function.prototype"
    if name == "globalThis":
        return "globalThis" if key in GLOBAL_OBJECTS else RENAMED.get(key, key)
    if len(name) > 100:
        return ""
    full = f"{name}.{key}"
    return RENAMED.get(full, full)


def global_name(name: str) -> str:
    """The name of a global."""
    return "globalThis" if name in GLOBAL_OBJECTS else RENAMED.get(name, name)


ROOTS: frozenset[str] = frozenset(
    name.partition(".")[0]
    for name in (
        *APIS,
        *RENAMED,
        *RENAMED.values(),
        *PASSED_THROUGH,
        *FUNCTION_MAKERS,
        *TIMERS,
        *GLOBAL_OBJECTS,
        *REQUIRERS,
        *STARTED_MODULES,
        *(
            "Reflect",
            "Array",
            "Number",
            "JSON",
            "path",
            "util",
            "url",
            "stream",
            "stream/promises",
            "querystring",
        ),
        *(
            "parseInt",
            "decodeURIComponent",
            "decodeURI",
            "encodeURIComponent",
            "encodeURI",
            "btoa",
            "escape",
            "Proxy",
        ),
        *(
            "Uint8Array",
            "TextDecoder",
            "string_decoder",
            "Blob",
            "URL",
            "URLSearchParams",
            "FormData",
            "Worker",
            "Map",
        ),
        *(
            "Set",
            "structuredClone",
            "queueMicrotask",
            "requestAnimationFrame",
            "Symbol",
            "Date",
            "RegExp",
            "Boolean",
        ),
        *("Error", "TypeError", "RangeError", "crypto", "os", "Function", "await"),
    )
)
"""First words of all names that mean anything: a global or module of another name is passed over."""

_KEYS = {name.rpartition(".")[2] for name in APIS} | {full.rpartition(".")[2] for full in RENAMED}
GLOBAL_ROOTS = frozenset(
    (
        *(
            "eval",
            "execScript",
            "Function",
            "fetch",
            "XMLHttpRequest",
            "WebSocket",
            "EventSource",
            "navigator",
            "Bun",
        ),
        *(
            "Deno",
            "Buffer",
            "atob",
            "String",
            "LZString",
            "Base64",
            "CryptoJS",
            "process",
            "module",
            "require",
            "Module",
        ),
        *(
            "WebAssembly",
            "URL",
            "unescape",
            "importScripts",
            "globalThis",
            "Script",
            "crypto",
            "Promise",
            "Object",
        ),
        *("DecompressionStream", "Worker"),
    )
)
"""First words of names that need no module."""


def _key_roots() -> dict[bytes, frozenset[str]]:
    roots: dict[str, set[str]] = {}
    for name in (*APIS, *RENAMED):
        roots.setdefault(name.rpartition(".")[2], set()).add(name.partition(".")[0])
    return {key.encode(): frozenset(found) for key, found in roots.items()}


KEY_ROOTS = _key_roots()
KEY_ROOTS[b"default"] = frozenset(name for name in APIS if "." not in name)
"""By the last word of a name, the first words of all names that end in it; compilers call a module as `x_1.default(...)`."""


def _implied() -> dict[str, frozenset[str]]:
    """By the first word of a name, the first words that may stand for it: `http` for what `https` gives."""
    steps: dict[str, set[str]] = {}
    renamed = list(RENAMED.items())
    results = [(name, api.result) for name, api in APIS.items() if api.result]
    for name, other in (*renamed, *results):
        first, second = name.partition(".")[0], other.partition(".")[0]
        if first != second:
            steps.setdefault(second, set()).add(first)
    found: dict[str, frozenset[str]] = {}
    for root in ROOTS:
        reached, waiting = {root}, [root]
        while waiting:
            for other in steps.get(waiting.pop(), ()):
                if other not in reached:
                    reached.add(other)
                    waiting.append(other)
        found[root] = frozenset(reached)
    return found


IMPLIED = _implied()
"""By the first word of a name, all words by which a file may come to it."""
CALLED_KEYS: frozenset[bytes] = frozenset(
    key.encode()
    for key in _KEYS
    | FUNCTION_MAKERS
    | TIMERS
    | {
        "call",
        "apply",
        "bind",
        "constructor",
        "pipe",
        "pipeline",
        "Worker",
        "addListener",
        "require",
        "construct",
        "default",
    }
)
"""Last words of all names: a call of a member is looked into only when it is one of these."""
READ_KEYS: frozenset[bytes] = frozenset(
    name.rpartition(".")[2].encode()
    for name, api in APIS.items()
    if api.capability in {Capability.PROCESS, Capability.CODE, Capability.NETWORK, Capability.NATIVE} and "." in name
) - frozenset((b"get", b"send", b"open", b"end", b"write", b"connect", b"request", b"create", b"delete", b"options", b"stream", b"Module", b"load", b"run"))  # fmt: skip
"""Last words of names that are told when they are only mentioned."""
