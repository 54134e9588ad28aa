"""What the names of JavaScript and node can do: one row for the names that are alike.

A name is the module's name and the member's (`child_process.exec`), or a global (`eval`). What a call gives is
named too (`net.Socket`), so that its methods are names as well (`net.Socket.write`). To teach the analysis a new
API, add its name to a row.
"""

from dataclasses import dataclass

from pratique.analysis.facts import Capability
from pratique.analysis.languages.javascript.values import (
    DECODED,
    DECRYPTED,
    ENVIRONMENT,
    FILE,
    IDENTITY,
    NETWORK,
)

ALL = -1
"""In `Api.data`: every argument."""


@dataclass(frozen=True, slots=True)
class Api:
    """What a call of a name does.

    `data` are the numbers of the arguments that reach the sink, `gives` the marks of what it gives (also to its
    callbacks), `result` the name of what it gives.
    """

    capability: Capability | None
    data: tuple[int, ...] = ()
    gives: int = 0
    result: str = ""


def _under(module: str, members: str) -> str:
    return " ".join(f"{module}.{member}" for member in members.split())


_VERBS = "get post put patch delete del head options request send stream fetch extend create"
_CHILD = "child_process.ChildProcess"
_ROWS: tuple[tuple[str, Api], ...] = (
    # Programs
    ("child_process.exec child_process.execSync", Api(Capability.PROCESS, (0,), result=_CHILD)),
    (
        "child_process.execFile child_process.execFileSync child_process.spawn child_process.spawnSync child_process.fork",
        Api(Capability.PROCESS, (0, 1), result=_CHILD),
    ),
    ("execa execa.execa execa.execaSync execa.sync execa.node execa.execaNode", Api(Capability.PROCESS, (0, 1), result=_CHILD)),
    ("execa.command execa.commandSync execa.execaCommand execa.execaCommandSync execa.shell", Api(Capability.PROCESS, (0,), result=_CHILD)),
    ("cross-spawn cross-spawn.spawn cross-spawn.sync node-pty.spawn foreground-child", Api(Capability.PROCESS, (0, 1), result=_CHILD)),
    ("shelljs.exec sudo-prompt.exec node-cmd.run node-cmd.runSync node-cmd.get zx.$", Api(Capability.PROCESS, (0,))),
    (_under("child-process-promise", "exec execFile spawn fork"), Api(Capability.PROCESS, (0, 1))),
    ("Bun.spawn Bun.spawnSync Deno.run Deno.Command open opn cluster.fork", Api(Capability.PROCESS, (0, 1))),
    (f"{_CHILD}.stdin.write {_CHILD}.stdin.end", Api(Capability.PROCESS, (0,))),
    # Data turned into code
    ("eval execScript Script", Api(Capability.CODE, (0,))),
    ("Function", Api(Capability.CODE, (ALL,))),
    (_under("vm", "runInContext runInNewContext runInThisContext compileFunction createScript"), Api(Capability.CODE, (0,))),
    ("vm.Script vm.SourceTextModule", Api(Capability.CODE, (0,))),
    ("module._compile", Api(Capability.CODE, (0,))),
    ("module._load require-from-string node-eval safe-eval importScripts", Api(Capability.CODE, (0,))),
    ("node-serialize.unserialize vm2.VM.run vm2.NodeVM.run vm2.VMScript", Api(Capability.CODE, (0,))),
    # Network
    ("http.get http.request https.get https.request", Api(Capability.NETWORK, (ALL,), NETWORK, "http.ClientRequest")),
    ("http2.connect", Api(Capability.NETWORK, (ALL,), NETWORK, "http2.Session")),
    ("http2.Session.request", Api(Capability.NETWORK, (ALL,), NETWORK, "http.ClientRequest")),
    ("http.ClientRequest.write http.ClientRequest.end", Api(Capability.NETWORK, (0,))),
    ("http.createServer https.createServer http2.createServer http2.createSecureServer", Api(Capability.NETWORK)),
    ("net.createServer tls.createServer", Api(Capability.NETWORK)),
    ("net.connect net.createConnection tls.connect", Api(Capability.NETWORK, (ALL,), NETWORK, "net.Socket")),
    ("net.Socket tls.TLSSocket", Api(Capability.NETWORK, (), NETWORK, "net.Socket")),
    ("net.Socket.write net.Socket.end net.Socket.connect", Api(Capability.NETWORK, (0,), NETWORK, "net.Socket")),
    ("dgram.createSocket", Api(Capability.NETWORK, (), NETWORK, "dgram.Socket")),
    ("dgram.Socket.send", Api(Capability.NETWORK, (ALL,))),
    (
        _under("dns", "lookup resolve resolve4 resolve6 resolveAny resolveTxt resolveMx resolveNs resolveSrv resolveCname reverse"),
        Api(Capability.NETWORK, (0,), NETWORK),
    ),
    ("dns.Resolver", Api(Capability.NETWORK, (), NETWORK, "dns")),
    ("fetch node-fetch cross-fetch isomorphic-fetch make-fetch-happen minipass-fetch npm-registry-fetch", Api(Capability.NETWORK, (ALL,), NETWORK)),
    ("Bun.fetch bun.fetch wretch", Api(Capability.NETWORK, (ALL,), NETWORK)),
    ("undici.fetch undici.request undici.stream undici.pipeline", Api(Capability.NETWORK, (ALL,), NETWORK)),
    ("axios got ky needle superagent request phin bent centra simple-get", Api(Capability.NETWORK, (ALL,), NETWORK)),
    *(
        (_under(module, _VERBS), Api(Capability.NETWORK, (ALL,), NETWORK))
        for module in ("axios", "got", "ky", "needle", "superagent", "request", "request-promise", "request-promise-native", "simple-get")
    ),
    ("request-promise request-promise-native", Api(Capability.NETWORK, (ALL,), NETWORK)),
    ("XMLHttpRequest", Api(Capability.NETWORK, (), NETWORK, "XMLHttpRequest")),
    ("XMLHttpRequest.open", Api(Capability.NETWORK, (1,))),
    ("XMLHttpRequest.send", Api(Capability.NETWORK, (0,))),
    ("WebSocket EventSource", Api(Capability.NETWORK, (ALL,), NETWORK, "WebSocket")),
    ("WebSocket.send", Api(Capability.NETWORK, (0,))),
    ("navigator.sendBeacon", Api(Capability.NETWORK, (ALL,))),
    ("socket.io-client socket.io-client.io socket.io-client.connect", Api(Capability.NETWORK, (ALL,), NETWORK, "io.Socket")),
    ("io.Socket.emit io.Socket.send", Api(Capability.NETWORK, (ALL,))),
    ("nodemailer.createTransport", Api(Capability.NETWORK, (), 0, "nodemailer.Transport")),
    ("nodemailer.Transport.sendMail", Api(Capability.NETWORK, (0,))),
    # Files
    ("fs.readFile fs.readFileSync fs.readv fs.readJson fs.readJsonSync fs.readJSON fs.readJSONSync", Api(Capability.FILE_READ, (), FILE)),
    ("fs.createReadStream", Api(Capability.FILE_READ, (), FILE, "fs.ReadStream")),
    ("fs.read fs.readSync fs.readdir fs.readdirSync fs.opendir fs.opendirSync fs.readlink fs.readlinkSync", Api(Capability.FILE_READ)),
    ("Bun.file Deno.readFile Deno.readTextFile Deno.readFileSync Deno.readTextFileSync", Api(Capability.FILE_READ, (), FILE)),
    (
        "fs.writeFile fs.writeFileSync fs.appendFile fs.appendFileSync fs.outputFile fs.outputFileSync Bun.write "
        "write-file-atomic write-file-atomic.sync Deno.writeFile Deno.writeTextFile Deno.writeFileSync Deno.writeTextFileSync",
        Api(Capability.FILE_WRITE, (1,)),
    ),
    ("fs.write fs.writeSync fs.writev fs.writevSync", Api(Capability.FILE_WRITE, (1,))),
    ("fs.createWriteStream", Api(Capability.FILE_WRITE, (), 0, "fs.WriteStream")),
    ("fs.WriteStream.write fs.WriteStream.end", Api(Capability.FILE_WRITE, (0,))),
    (
        _under("fs", "unlink unlinkSync rm rmSync rmdir rmdirSync rename renameSync chmod chmodSync lchmod lchmodSync fchmod fchmodSync"),
        Api(Capability.FILE_WRITE),
    ),
    (
        _under("fs", "chown chownSync lchown lchownSync fchown fchownSync symlink symlinkSync link linkSync truncate truncateSync"),
        Api(Capability.FILE_WRITE),
    ),
    (
        _under("fs", "copyFile copyFileSync cp cpSync mkdir mkdirSync mkdtemp mkdtempSync copy copySync move moveSync remove removeSync"),
        Api(Capability.FILE_WRITE),
    ),
    (
        _under("fs", "emptyDir emptyDirSync ensureDir ensureDirSync ensureFile ensureFileSync mkdirp mkdirpSync mkdirs mkdirsSync"),
        Api(Capability.FILE_WRITE),
    ),
    (_under("fs", "writeJson writeJsonSync writeJSON writeJSONSync outputJson outputJsonSync"), Api(Capability.FILE_WRITE, (1,))),
    ("rimraf rimraf.sync rimraf.rimraf rimraf.rimrafSync del del.sync mkdirp mkdirp.sync Deno.remove", Api(Capability.FILE_WRITE)),
    # The environment
    ("Deno.env.get", Api(Capability.ENVIRONMENT, (), ENVIRONMENT)),
    ("Deno.env.toObject", Api(Capability.ENVIRONMENT, (), ENVIRONMENT)),
    # Decoders; `calls.py` carries out the first ones on constants
    ("Buffer.from Buffer", Api(None)),
    ("atob base-64.decode js-base64.decode js-base64.Base64.decode js-base64.fromBase64 Base64.decode", Api(Capability.DECODE, (), DECODED)),
    ("unescape String.fromCharCode String.fromCodePoint", Api(Capability.DECODE, (), DECODED)),
    (
        _under("zlib", "inflate inflateSync inflateRaw inflateRawSync gunzip gunzipSync unzip unzipSync brotliDecompress brotliDecompressSync"),
        Api(Capability.DECODE, (), DECODED),
    ),
    (_under("zlib", "createInflate createInflateRaw createGunzip createUnzip createBrotliDecompress"), Api(Capability.DECODE, (), DECODED)),
    ("pako.inflate pako.inflateRaw pako.ungzip fflate.inflateSync fflate.gunzipSync fflate.decompressSync fflate.unzlibSync", Api(Capability.DECODE, (), DECODED)),
    (_under("lz-string", "decompress decompressFromBase64 decompressFromUTF16 decompressFromEncodedURIComponent"), Api(Capability.DECODE, (), DECODED)),
    (_under("LZString", "decompress decompressFromBase64 decompressFromUTF16 decompressFromEncodedURIComponent"), Api(Capability.DECODE, (), DECODED)),
    ("base64-js.toByteArray DecompressionStream crypto-js.enc.Base64.parse crypto-js.enc.Hex.parse", Api(Capability.DECODE, (), DECODED)),
    # Decryption
    ("crypto.createDecipher crypto.createDecipheriv", Api(Capability.DECRYPT, (), DECRYPTED, "crypto.Decipher")),
    ("crypto.privateDecrypt crypto.publicDecrypt crypto.subtle.decrypt sjcl.decrypt", Api(Capability.DECRYPT, (), DECRYPTED)),
    (_under("crypto-js", "AES.decrypt DES.decrypt TripleDES.decrypt RC4.decrypt Rabbit.decrypt Blowfish.decrypt"), Api(Capability.DECRYPT, (), DECRYPTED)),
    ("cryptr.decrypt crypto-js.decrypt aes-js.ModeOfOperation.cbc.decrypt node-rsa.decrypt", Api(Capability.DECRYPT, (), DECRYPTED)),
    # Native code
    ("process.dlopen process._linkedBinding Deno.dlopen bun:ffi.dlopen bindings node-gyp-build", Api(Capability.NATIVE)),
    ("ffi-napi.Library ffi.Library node-ffi.Library koffi.load ffi-rs.load sbffi.dlopen", Api(Capability.NATIVE)),
    (
        _under("WebAssembly", "instantiate instantiateStreaming compile compileStreaming Module Instance"),
        Api(Capability.NATIVE),
    ),
    ("process.binding", Api(Capability.NATIVE)),
    # Who and where
    ("os.hostname os.userInfo os.networkInterfaces os.homedir", Api(Capability.IDENTITY, (), IDENTITY)),
    ("os.cpus os.totalmem os.freemem os.release os.version os.uptime os.machine", Api(Capability.IDENTITY)),
    ("node-machine-id.machineId node-machine-id.machineIdSync public-ip public-ip.v4 username username.sync", Api(Capability.IDENTITY, (), IDENTITY)),
    ("ip.address internal-ip macaddress.one macaddress.all macaddress.networkInterfaces", Api(Capability.IDENTITY, (), IDENTITY)),
    (_under("systeminformation", "osInfo system users networkInterfaces getStaticData uuid"), Api(Capability.IDENTITY, (), IDENTITY)),
    # Things that only have a result
    ("module.createRequire module.createRequireFromPath createRequire", Api(None, result="require")),
    ("URL.createObjectURL", Api(None, result="blob:")),
    ("cryptr", Api(None, result="cryptr")),
    ("node-rsa", Api(None, result="node-rsa")),
    ("vm2.VM", Api(None, result="vm2.VM")),
    ("vm2.NodeVM", Api(None, result="vm2.NodeVM")),
    ("Module", Api(None, result="module")),
)  # fmt: skip

APIS: dict[str, Api] = {name: api for names, api in _ROWS for name in names.split()}

MODULES: dict[str, str] = {
    "fs/promises": "fs",
    "fs-extra": "fs",
    "graceful-fs": "fs",
    "original-fs": "fs",
    "mz/fs": "fs",
    "mz/child_process": "child_process",
    "dns/promises": "dns",
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
    "require.main": "module",
    "process.mainModule": "module",
    "process.getBuiltinModule": "require",
    "Module.Module": "Module",
    "Module._load": "module._load",
    "Module._compile": "module._compile",
    "Module.createRequire": "module.createRequire",
    "Module.createRequireFromPath": "module.createRequireFromPath",
    "Module.require": "require",
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

_HARMLESS = frozenset(
    (
        *(
            "NODE_ENV",
            "BABEL_ENV",
            "DEBUG",
            "NODE_DEBUG",
            "DEBUG_COLORS",
            "DEBUG_FD",
            "CI",
            "CONTINUOUS_INTEGRATION",
        ),
        *(
            "TERM",
            "COLORTERM",
            "FORCE_COLOR",
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "TERM_PROGRAM",
            "COLUMNS",
        ),
        *(
            "TERM_PROGRAM_VERSION",
            "LINES",
            "LANG",
            "LANGUAGE",
            "TZ",
            "TRAVIS",
            "CIRCLECI",
            "APPVEYOR",
            "GITLAB_CI",
        ),
        *(
            "GITHUB_ACTIONS",
            "JENKINS_URL",
            "BUILDKITE",
            "DRONE",
            "TEAMCITY_VERSION",
            "TF_BUILD",
            "BUILD_NUMBER",
        ),
        *(
            "NODE_V8_COVERAGE",
            "JEST_WORKER_ID",
            "VITEST",
            "MOCHA_COLORS",
            "READABLE_STREAM",
            "NODE_NDEBUG",
            "PATH",
        ),
        *(
            "Path",
            "PATHEXT",
            "TMPDIR",
            "TEMP",
            "TMP",
            "SHELL",
            "EDITOR",
            "VISUAL",
            "WT_SESSION",
            "TEST",
            "STORYBOOK",
        ),
        *(
            "comspec",
            "ComSpec",
            "COMSPEC",
            "SystemRoot",
            "SYSTEMROOT",
            "windir",
            "WINDIR",
            "ProgramFiles",
            "npm_execpath",
        ),
        *("npm_node_execpath", "npm_lifecycle_event", "npm_config_user_agent", "NODE_PATH", "NODE_OPTIONS"),
        *("__NEXT_TEST_MODE", "__NEXT_VERSION", "TURBOPACK", "NEXT_RUNTIME", "ANALYZE", "UV_THREADPOOL_SIZE"),
    )
)
_HARMLESS_PREFIXES = ("LC_", "DEBUG_", "NODE_DEBUG")


def is_harmless_variable(name: str) -> bool:
    """Whether an environment variable says nothing of its user (mode, terminal, locale, CI, paths of tools)."""
    return name in _HARMLESS or name.startswith(_HARMLESS_PREFIXES)


def module_name(module: str) -> str:
    """The name under which a module's members stand in the tables."""
    plain = module.removeprefix("node:")
    return MODULES.get(plain, plain)


def member_name(name: str, key: str) -> str:
    """The name of a member: `fs` and `promises` give `fs`, `globalThis` and `eval` give `eval`."""
    if key in {"default", "prototype", "__esModule"}:
        return name
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
        *("Error", "TypeError", "RangeError", "crypto", "os", "Function"),
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
KEY_ROOTS: dict[bytes, frozenset[str]] = {
    key.encode(): frozenset(
        name.partition(".")[0] for name in (*APIS, *RENAMED) if name.rpartition(".")[2] == key
    )
    for key in _KEYS
}
"""By the last word of a name, the first words of all names that end in it."""
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
    }
)
"""Last words of all names: a call of a member is looked into only when it is one of these."""
READ_KEYS: frozenset[bytes] = frozenset(
    name.rpartition(".")[2].encode()
    for name, api in APIS.items()
    if api.capability in {Capability.PROCESS, Capability.CODE, Capability.NETWORK, Capability.NATIVE} and "." in name
) - frozenset((b"get", b"send", b"open", b"end", b"write", b"connect", b"request", b"create", b"delete", b"options", b"stream", b"Module", b"load", b"run"))  # fmt: skip
"""Last words of names that are told when they are only mentioned."""
