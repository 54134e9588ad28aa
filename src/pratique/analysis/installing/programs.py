"""The table of known programs and modules of install scripts: what each does, in words, and with which effect.

A program is known by the word that starts it. Whether the package that provides it in a project is the expected one is decided
where the project is known (`Known.providers`). Sources: the documentation and sources of each program.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from pratique.core.install_script import Effect


@dataclass(frozen=True, slots=True)
class Known:
    """A known program. `providers` are the packages of npm that install it; empty if it belongs to the system or the client."""

    does: str
    effect: Effect
    providers: tuple[str, ...] = ()
    by_manifest: bool = False
    """Whether fields of package.json decide what it fetches."""

    def words_of(self, name: str) -> str:
        """Return what it does, with the name of the program or module where the words name it."""
        return self.does.replace("{}", name)


_GYP = ("node-gyp", "npm", "pnpm")
"""The packages whose `node-gyp` is the well-known one; npm and pnpm bring it with them."""

PROGRAMS: Mapping[str, Known] = {
    "node-gyp": Known("builds native code with node-gyp", Effect.BUILDS, _GYP),
    "node-gyp-build": Known(
        "uses its prebuilt binary for this platform, or builds native code with node-gyp",
        Effect.BUILDS,
        ("node-gyp-build",),
    ),
    "node-gyp-build-optional-packages": Known(
        "uses the prebuilt binary of an optional package, or builds native code with node-gyp",
        Effect.BUILDS,
        ("node-gyp-build-optional-packages",),
    ),
    "pkg-prebuilds-verify": Known(
        "looks for its prebuilt binary for this platform", Effect.NOTHING, ("pkg-prebuilds",)
    ),
    "cmake-js": Known("builds native code with cmake-js", Effect.BUILDS, ("cmake-js",)),
    "prebuild-install": Known(
        "downloads a prebuilt binary with prebuild-install",
        Effect.DOWNLOADS,
        ("prebuild-install",),
        by_manifest=True,
    ),
    "node-pre-gyp": Known(
        "downloads a prebuilt binary with node-pre-gyp, or builds native code",
        Effect.DOWNLOADS,
        ("@mapbox/node-pre-gyp", "node-pre-gyp"),
        by_manifest=True,
    ),
    "napi-postinstall": Known(
        "downloads its native package with napi-postinstall if it is missing",
        Effect.DOWNLOADS,
        ("napi-postinstall",),
        by_manifest=True,
    ),
    "prebuild": Known("builds or downloads a binary with prebuild", Effect.DOWNLOADS, ("prebuild",)),
    "prebuildify": Known("builds native code with prebuildify", Effect.BUILDS, ("prebuildify",)),
    "husky": Known("sets up git hooks in the project with husky", Effect.CHANGES, ("husky",)),
    "simple-git-hooks": Known(
        "sets up git hooks in the project with simple-git-hooks", Effect.CHANGES, ("simple-git-hooks",)
    ),
    "lefthook": Known("sets up git hooks in the project with lefthook", Effect.CHANGES, ("lefthook",)),
    "patch-package": Known(
        "applies patches to installed packages with patch-package", Effect.CHANGES, ("patch-package",)
    ),
    "opencollective": Known("prints a message (opencollective)", Effect.PRINTS, ("opencollective",)),
    "opencollective-postinstall": Known(
        "prints a message (opencollective-postinstall)", Effect.PRINTS, ("opencollective-postinstall",)
    ),
}
"""Programs that commands of install scripts start by their names."""

SYSTEM: Mapping[str, Known] = {
    **dict.fromkeys(
        ("exit", "true", "false", ":", "set", "cd", "test", "[", "export", "pwd", "hash", "type", "return"),
        Known("does nothing", Effect.NOTHING),
    ),
    **dict.fromkeys(("echo", "printf"), Known("prints a message", Effect.PRINTS)),
    **dict.fromkeys(
        ("uname", "sw_vers", "getconf", "ldd", "which", "where", "command", "lsb_release", "arch", "nproc"),
        Known("asks for the platform", Effect.NOTHING),
    ),
    **dict.fromkeys(
        ("pkg-config", "pkgconf", "grep", "ldconfig", "sort", "head", "tail", "cut", "tr", "wc", "dirname"),
        Known("asks for the platform", Effect.NOTHING),
    ),
    **dict.fromkeys(
        (
            "then",
            "else",
            "elif",
            "fi",
            "do",
            "done",
            "case",
            "esac",
            "for",
            "while",
            "if",
            "in",
            "function",
            "shift",
            "local",
            "until",
            "read",
            "wait",
            "trap",
            "unset",
            "break",
            "continue",
            "[[",
            "{",
            "}",
            "!",
        ),
        Known("does nothing", Effect.NOTHING),
    ),
    "sysctl": Known("asks for the platform", Effect.NOTHING),
    **dict.fromkeys(
        ("make", "gmake", "cc", "gcc", "g++", "clang", "c++", "cl", "ar", "ranlib", "nasm", "yasm"),
        Known("builds native code with make or a compiler", Effect.BUILDS),
    ),
    **dict.fromkeys(
        ("curl", "wget", "aria2c"), Known("downloads with a command-line program", Effect.DOWNLOADS)
    ),
    **dict.fromkeys(
        ("cargo", "rustc", "rustup", "maturin"),
        Known("builds native code with Rust, which downloads and runs the code of crates", Effect.DOWNLOADS),
    ),
    "cargo-cp-artifact": Known(
        "builds native code with Rust, which downloads and runs the code of crates", Effect.DOWNLOADS
    ),
    **dict.fromkeys(
        (
            *("apt", "apt-get", "aptitude", "yum", "dnf", "microdnf", "zypper", "pacman", "apk", "brew"),
            *("port", "snap", "flatpak", "choco", "winget", "scoop", "pkg"),
        ),
        Known("installs packages of the operating system with {}", Effect.DOWNLOADS),
    ),
    **dict.fromkeys(
        (
            *("tsc", "babel", "rollup", "esbuild", "swc", "webpack", "vite", "tsup", "parcel", "ncc"),
            *("microbundle", "flow-remove-types", "flow-copy-source", "browserify", "coffee"),
        ),
        Known("builds its JavaScript with {}", Effect.OTHER_CODE),
    ),
    **dict.fromkeys(
        ("copyfiles", "cpx", "ncp", "cpy", "mkdirp", "shx", "del-cli"),
        Known("copies or removes files with {}", Effect.OTHER_CODE),
    ),
    **dict.fromkeys(
        ("go",),
        Known("builds native code with Go, which can download modules", Effect.DOWNLOADS),
    ),
}
"""Programs of the operating system, and words of the shell."""

MANAGERS = frozenset(("npm", "npx", "pnpm", "pnpx", "yarn", "bun", "bunx", "pip", "uv", "gem", "bundle"))
"""Package managers. What they run of the same package is followed; everything else downloads."""

QUIET_MODULES = frozenset(
    (
        *("assert", "buffer", "console", "constants", "crypto", "events", "fs", "fs/promises", "os", "path"),
        *("perf_hooks", "punycode", "querystring", "readline", "stream", "string_decoder", "timers", "tty"),
        *("timers/promises", "url", "util", "zlib", "child_process", "process", "stream/promises"),
        *("path/posix", "path/win32", "http", "https", "net", "tls", "dns"),
    )
)
"""Modules of Node whose use the analysis tells by the calls, so that loading them says nothing."""

MODULES: Mapping[str, Known] = {
    **dict.fromkeys(
        ("chalk", "picocolors", "ansi-colors", "kleur", "colors", "cli-color", "ansi-styles", "colorette"),
        Known("", Effect.PRINTS),
    ),
    **dict.fromkeys(
        (
            *("nan", "node-addon-api", "napi-macros", "detect-libc", "bindings", "node-gyp-build"),
            *("buildcheck", "semver", "node-api-headers"),
        ),
        Known("", Effect.NOTHING),
    ),
    **dict.fromkeys(
        (
            *("node-fetch", "axios", "got", "request", "undici", "needle", "superagent", "simple-get"),
            *("follow-redirects", "@cypress/request", "make-fetch-happen", "minipass-fetch", "phin", "bent"),
            *("cross-fetch", "isomorphic-fetch", "ky", "wreck", "@electron/get", "download", "nugget"),
            *(
                "@puppeteer/browsers",
                "prebuild-install",
                "@mapbox/node-pre-gyp",
                "node-pre-gyp",
                "node-downloader-helper",
            ),
            *("@prisma/fetch-engine", "playwright-core/lib/server", "binary-install", "bin-wrapper"),
            *("@xhmikosr/bin-wrapper", "github-url-to-object", "hyperquest"),
        ),
        Known("downloads with {}", Effect.DOWNLOADS),
    ),
    **dict.fromkeys(
        (
            *("tar", "tar-fs", "tar-stream", "unzipper", "unzip-stream", "unzip", "extract-zip", "yauzl"),
            *(
                "adm-zip",
                "decompress",
                "node-stream-zip",
                "jszip",
                "fflate",
                "7zip-min",
                "node-7z",
                "lzma-native",
            ),
            *(
                "unbzip2-stream",
                "decompress-zip",
                "xz-decompress",
                "targz",
                "zip-lib",
                "cross-zip",
                "gunzip-maybe",
            ),
        ),
        Known("unpacks archives with {}", Effect.OTHER_CODE),
    ),
    **dict.fromkeys(
        ("bin-build", "bin-version-check"),
        Known("downloads and builds sources with {}", Effect.DOWNLOADS),
    ),
}
"""Packages of npm that install scripts load."""

HELPERS = frozenset(
    (
        *("debug", "lodash", "underscore", "async", "ms", "minimist", "yargs", "yargs-parser", "commander"),
        *(
            "ora",
            "progress",
            "cli-progress",
            "inquirer",
            "prompts",
            "enquirer",
            "boxen",
            "log-symbols",
            "figures",
        ),
        *("strip-ansi", "tslib", "path-exists", "find-up", "pkg-dir", "pkg-up", "is-ci", "ci-info", "which"),
        *("glob", "fast-glob", "globby", "minimatch", "micromatch", "ini", "js-yaml", "yaml", "json5"),
        *("mkdirp", "make-dir", "rimraf", "fs-extra", "graceful-fs", "jsonfile", "tmp", "tempy", "temp-dir"),
        *("env-paths", "xdg-basedir", "os-tmpdir", "rxjs", "bluebird", "q", "dotenv", "npmlog", "winston"),
        *("terminal-link", "signale", "consola", "loglevel", "pino", "uuid", "nanoid", "source-map-support"),
        *("strip-json-comments", "comment-json", "chalk-template", "tty-table", "cli-table", "table"),
        *("platform", "arch", "os-name", "is-wsl", "is-docker", "p-map", "p-retry", "promise-retry", "retry"),
        *("regenerator-runtime", "core-js", "@babel/runtime", "es6-promise", "object-assign", "pify"),
        *("https-proxy-agent", "http-proxy-agent", "proxy-agent", "hpagent", "proxy-from-env", "tunnel"),
    )
)
"""Packages of npm without a purpose of their own, which a line names only if there is nothing else to tell."""

LAST = "uses helper packages"
"""The words for `HELPERS`."""

PYTHON_MODULES: Mapping[str, Known] = {
    **dict.fromkeys(
        (
            *(
                "__future__",
                "abc",
                "argparse",
                "array",
                "ast",
                "atexit",
                "bisect",
                "builtins",
                "codecs",
                "collections",
            ),
            *("configparser", "contextlib", "copy", "csv", "dataclasses", "datetime", "decimal", "distutils"),
            *(
                "email",
                "enum",
                "errno",
                "fnmatch",
                "functools",
                "gettext",
                "glob",
                "hashlib",
                "inspect",
                "io",
            ),
            *(
                "itertools",
                "json",
                "keyword",
                "locale",
                "logging",
                "math",
                "multiprocessing",
                "operator",
                "optparse",
                "os",
            ),
            *(
                "pathlib",
                "pkg_resources",
                "platform",
                "pprint",
                "re",
                "setuptools",
                "shlex",
                "shutil",
                "stat",
            ),
            *(
                "string",
                "struct",
                "subprocess",
                "sys",
                "sysconfig",
                "tempfile",
                "textwrap",
                "time",
                "tokenize",
            ),
            *(
                "tomllib",
                "traceback",
                "types",
                "typing",
                "unittest",
                "uuid",
                "warnings",
                "wheel",
                "tarfile",
                "zipfile",
            ),
            *("fcntl", "select", "selectors", "curses", "termios", "tty", "grp", "pwd", "queue", "heapq"),
            *("random", "statistics", "secrets", "base64", "binascii", "zlib", "gzip", "bz2", "lzma"),
            *("getpass", "getopt", "calendar", "numbers", "fractions", "weakref", "contextvars", "difflib"),
            *("filecmp", "linecache", "mimetypes", "plistlib", "xml", "html", "doctest", "sched", "signal"),
            *("resource", "syslog", "dis", "token", "hmac", "zoneinfo", "cmd", "colorsys", "unicodedata"),
            *("Queue", "HTMLParser", "sets", "md5", "sha", "UserDict", "thread", "dummy_threading"),
            *(
                "ConfigParser",
                "StringIO",
                "__builtin__",
                "exceptions",
                "packaging",
                "tomli",
                "cPickle",
                "threading",
            ),
        ),
        Known("", Effect.NOTHING),
    ),
    **dict.fromkeys(
        (
            *("Cython", "pybind11", "numpy", "cffi", "setuptools_rust", "mypyc", "skbuild", "pythran"),
            *("extension_helpers", "jupyter_packaging", "nanobind", "torch", "scikit_build_core"),
        ),
        Known("builds native code", Effect.BUILDS),
    ),
    **dict.fromkeys(
        (
            "setuptools_scm",
            "pbr",
            "versioneer",
            "setuptools_git_versioning",
            "hatchling",
            "pdm",
            "poetry",
            "flit_core",
        ),
        Known("", Effect.NOTHING),
    ),
    **dict.fromkeys(
        ("requests", "urllib3", "httpx", "aiohttp", "wget", "pooch"),
        Known("downloads with {}", Effect.DOWNLOADS),
    ),
}
"""Modules of Python by their first name: those of the standard library whose calls the analysis tells, and those of builds."""

RUBY_MODULES: Mapping[str, Known] = {
    **dict.fromkeys(
        (
            *("mkmf", "rbconfig", "fileutils", "pathname", "shellwords", "etc", "optparse", "tmpdir", "yaml"),
            *(
                "set",
                "English",
                "rake",
                "rake/clean",
                "rake/extensiontask",
                "rubygems",
                "json",
                "erb",
                "digest",
            ),
            *(
                "open3",
                "tempfile",
                "bundler/setup",
                "rubygems/version",
                "date",
                "time",
                "strscan",
                "stringio",
            ),
            *(
                "bundler/gem_tasks",
                "monitor",
                "timeout",
                "forwardable",
                "delegate",
                "logger",
                "zlib",
                "securerandom",
            ),
        ),
        Known("", Effect.NOTHING),
    ),
    **dict.fromkeys(
        ("mini_portile2", "mini_portile", "rubygems/package"),
        Known("downloads and builds libraries with {}", Effect.DOWNLOADS),
    ),
    **dict.fromkeys(
        ("rb_sys/mkmf", "rb_sys"),
        Known("downloads crates and builds native code with {}", Effect.DOWNLOADS),
    ),
    **dict.fromkeys(
        ("pkg-config", "mini_portile2/version", "ffi-compiler/compile_task", "ffi-compiler/loader"),
        Known("builds native code", Effect.BUILDS),
    ),
}
"""Files that extensions of gems require."""

BUILDERS: Mapping[str, Known] = {
    "setup.py": Known("builds its wheel with setuptools (setup.py)", Effect.BUILDS),
    "build-backend": Known("builds its wheel with its own build backend", Effect.BUILDS),
    "build-script": Known("builds its wheel with a build script", Effect.BUILDS),
    "extconf": Known("builds native code with mkmf", Effect.BUILDS),
    "configure": Known("builds native code with configure and make", Effect.BUILDS),
    "rakefile": Known("builds native code with Rake", Effect.BUILDS),
    "cmake": Known("builds native code with CMake", Effect.BUILDS),
    "cargo": Known(
        "builds native code with Rust, which downloads and runs the code of crates", Effect.DOWNLOADS
    ),
    "pth": Known("runs at every start of Python", Effect.STARTUP),
    "sitecustomize": Known("runs at every start of Python", Effect.STARTUP),
    "usercustomize": Known("runs at every start of Python", Effect.STARTUP),
    "plugin": Known("runs at every later `gem` command", Effect.STARTUP),
    "rdoc": Known("runs whenever `gem` writes documentation", Effect.STARTUP),
    "build-requires": Known("downloads build requirements from a URL", Effect.DOWNLOADS),
}
"""Hooks of Python and Ruby: what the client does with the file, whatever the file does besides."""
