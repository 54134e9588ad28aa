"""What programs do when a script starts them."""

import re
from collections.abc import Mapping
from functools import lru_cache

from pratique.analysis.facts import Capability, Language

_N, _W, _X = Capability.NETWORK, Capability.FILE_WRITE, Capability.DECRYPT

SHELLS = frozenset(("sh", "bash", "zsh", "dash", "ksh", "ash", "fish"))
INTERPRETERS: Mapping[str, Language] = {
    **dict.fromkeys(SHELLS, Language.SHELL),
    **dict.fromkeys(("node", "nodejs", "bun", "deno"), Language.JAVASCRIPT),
    **dict.fromkeys(("ts-node", "tsx", "esno", "babel-node"), Language.TYPESCRIPT),
    **dict.fromkeys(("python", "py", "pypy", "pythonw"), Language.PYTHON),
    **dict.fromkeys(("ruby", "jruby"), Language.RUBY),
}
OTHER_INTERPRETERS = frozenset(("perl", "php", "osascript", "lua", "Rscript"))
INLINE_FLAGS: Mapping[Language, tuple[str, ...]] = {
    Language.SHELL: ("-c", "-lc", "-ec", "-xc", "-ic"),
    Language.JAVASCRIPT: ("-e", "--eval", "-p", "--print", "-pe", "eval"),
    Language.TYPESCRIPT: ("-e", "--eval"),
    Language.PYTHON: ("-c", "-Ic", "-Sc"),
    Language.RUBY: ("-e", "-ne", "-pe", "-lne", "-we"),
}
VALUE_FLAGS = frozenset(
    (
        *(
            "-r",
            "--require",
            "--import",
            "--loader",
            "--experimental-loader",
            "-W",
            "-X",
            "-O",
            "-o",
            "--max-old-space-size",
        ),
        *("-C", "--conditions", "--env-file", "--rcfile", "--init-file", "--icu-data-dir"),
        *("--title", "--disable-warning", "--disable-proto", "--dns-result-order", "--env-file-if-exists"),
        *("--cpu-prof-dir", "--cpu-prof-interval", "--cpu-prof-name", "--diagnostic-dir", "--input-type"),
        *("--experimental-default-type", "--heap-prof-dir", "--heap-prof-interval", "--heap-prof-name"),
        *("--heapsnapshot-near-heap-limit", "--heapsnapshot-signal", "--inspect-port", "--openssl-config"),
        *("--max-http-header-size", "--redirect-warnings", "--report-dir", "--report-directory"),
        *("--report-filename", "--report-signal", "--secure-heap", "--secure-heap-min", "--tls-cipher-list"),
        *("--tls-keylog", "--trace-event-categories", "--trace-event-file-pattern", "--v8-pool-size"),
        *("--unhandled-rejections", "--use-largepages", "--watch-path", "--test-reporter"),
    )
)
"""Options whose value is the next word; node's are those that `node --help` shows with one (20.20)."""
REQUIRE_FLAGS = frozenset(("-r", "--require", "--import", "--loader", "--experimental-loader"))
RUN_WORDS = frozenset(("run", "test", "x", "exec", "serve"))
RUNNERS = frozenset(("bun", "deno"))
"""Programs that have such a word before the file; to all others it is a file."""

WRAPPERS: Mapping[str, int] = {
    **dict.fromkeys(
        ("sudo", "doas", "env", "nohup", "exec", "command", "builtin", "time", "nice", "setsid", "stdbuf"), 0
    ),
    **dict.fromkeys(
        ("cross-env", "cross-env-shell", "dotenv", "unbuffer", "winpty", "xvfb-run", "ionice", "call"), 0
    ),
    **dict.fromkeys(("timeout", "gtimeout", "flock", "chroot"), 1),
    "xargs": 0,
    "start": 0,
    "if": 0,
    "then": 0,
    "else": 0,
    "elif": 0,
    "while": 0,
    "until": 0,
    "do": 0,
    "!": 0,
    "{": 0,
}
"""Words before the program that is really started, and how many words of their own follow them."""
WRAPPER_VALUES = frozenset(
    ("-u", "-n", "-g", "-I", "-P", "-L", "-d", "-k", "-s", "--signal", "-i", "-o", "-e")
)
KEYWORDS = frozenset(
    ("fi", "done", "esac", "{", "}", "in", "for", "case", "select", "function", "[[", "[", "test")
)

QUIET = frozenset(
    (
        *(
            "echo",
            "printf",
            "cd",
            "pwd",
            "export",
            "set",
            "unset",
            "shift",
            "return",
            "exit",
            "true",
            "false",
            ":",
        ),
        *(
            "read",
            "local",
            "declare",
            "typeset",
            "readonly",
            "let",
            "trap",
            "wait",
            "type",
            "hash",
            "alias",
            "umask",
        ),
        *("break", "continue", "getopts", "pushd", "popd", "shopt", "ulimit", "jobs", "fg", "bg", "dirname"),
        *(
            "basename",
            "cat",
            "ls",
            "head",
            "tail",
            "sed",
            "awk",
            "gawk",
            "grep",
            "egrep",
            "fgrep",
            "tr",
            "cut",
            "sort",
        ),
        *(
            "uniq",
            "wc",
            "date",
            "sleep",
            "seq",
            "expr",
            "find",
            "mkdir",
            "which",
            "readlink",
            "realpath",
            "diff",
            "cmp",
        ),
        *(
            "less",
            "more",
            "tput",
            "stty",
            "clear",
            "yes",
            "rev",
            "paste",
            "join",
            "comm",
            "fold",
            "nl",
            "od",
            "file",
        ),
        *(
            "stat",
            "du",
            "df",
            "bc",
            "jq",
            "column",
            "xargs",
            "tac",
            "shuf",
            "mktemp",
            "logger",
            "rem",
            "setlocal",
        ),
    )
)
"""Built-ins, and tools that only look at text or files: starting them says nothing."""

CAPABILITIES: Mapping[str, Capability] = {
    **dict.fromkeys(
        ("curl", "wget", "nc", "ncat", "netcat", "socat", "telnet", "ftp", "sftp", "scp", "ssh", "rsync"), _N
    ),
    **dict.fromkeys(
        ("aria2c", "axel", "lynx", "http", "https", "nslookup", "dig", "host", "ping", "bitsadmin", "tftp"),
        _N,
    ),
    **dict.fromkeys(
        ("Invoke-WebRequest", "iwr", "Invoke-RestMethod", "irm", "certutil", "gh", "aws", "gsutil", "rclone"),
        _N,
    ),
    **dict.fromkeys(
        ("rm", "mv", "cp", "chmod", "chown", "ln", "dd", "tee", "install", "touch", "truncate", "shred"), _W
    ),
    **dict.fromkeys(
        ("rmdir", "unlink", "patch", "del", "copy", "move", "ren", "rimraf", "chattr", "tar", "unzip"), _W
    ),
    **dict.fromkeys(("eval", "source", ".", "iex", "Invoke-Expression"), Capability.CODE),
    **dict.fromkeys(("printenv", "env"), Capability.ENVIRONMENT),
    **dict.fromkeys(
        ("whoami", "hostname", "uname", "id", "ifconfig", "ip", "ipconfig", "systeminfo", "who"),
        Capability.IDENTITY,
    ),
    **dict.fromkeys(
        ("arp", "netstat", "sw_vers", "lsb_release", "hostnamectl", "ioreg", "wmic"), Capability.IDENTITY
    ),
    **dict.fromkeys(("crontab", "launchctl", "schtasks", "at"), Capability.PERSISTENCE),
    **dict.fromkeys(("ss", "lscpu", "dscl", "ver", "quser", "nproc"), Capability.IDENTITY),
    **dict.fromkeys(("xcopy", "robocopy", "attrib", "erase", "rd", "md", "expand", "Expand-Archive"), _W),
    **dict.fromkeys(
        ("curl_cffi", "Start-BitsTransfer", "drill", "httpie", "wscat", "websocat", "ncftpput"), _N
    ),
    "gpg": _X,
}
DOWNLOADERS = frozenset(
    (
        "curl",
        "wget",
        "aria2c",
        "axel",
        "fetch",
        "iwr",
        "Invoke-WebRequest",
        "irm",
        "nc",
        "ncat",
        "Invoke-RestMethod",
        "Start-BitsTransfer",
        "certutil",
        "bitsadmin",
        "socat",
        "nslookup",
        "dig",
    )
)
PASSING = frozenset(
    (
        "cat",
        "echo",
        "printf",
        "tee",
        "tr",
        "sed",
        "head",
        "tail",
        "awk",
        "cut",
        "rev",
        "grep",
        "xargs",
        "sort",
        "tac",
        "dd",
        "fold",
        *(
            "base64",
            "base32",
            "xxd",
            "od",
            "hexdump",
            "gzip",
            "bzip2",
            "xz",
            "tar",
            "zip",
            "openssl",
            "jq",
            "uniq",
        ),
        *("uuencode", "paste", "nl", "type", "gpg"),
    )
)
"""Programs whose output is made of their input or arguments."""
UNPACKERS = frozenset(("gunzip", "zcat", "bunzip2", "bzcat", "unxz", "xzcat", "uudecode", "lzcat"))

_CANONICAL = {
    name.lower(): name
    for name in (*INTERPRETERS, *CAPABILITIES, *OTHER_INTERPRETERS, *DOWNLOADERS, "powershell", "pwsh", "cmd")
}
_VERSIONED = re.compile(r"(?<=[a-z])[\d.]+\Z")


@lru_cache(maxsize=4_096)
def program_name(word: str) -> str:
    """The name of a program without folder, suffix and version: `/usr/bin/python3.11` is `python`."""
    name = word.replace("\\", "/").rpartition("/")[2]
    lower = name.lower()
    for suffix in (".exe", ".cmd", ".bat"):
        if lower.endswith(suffix):
            name = name[: -len(suffix)]
    plain = _VERSIONED.sub("", name)
    plain = plain if plain in INTERPRETERS or plain in {"perl", "php", "pip"} else name
    # Windows knows no case, and who writes for it uses that.
    return _CANONICAL.get(plain.lower(), plain)


def decodes(program: str, arguments: tuple[str, ...]) -> Capability | None:  # noqa: PLR0911 - a table of programs
    """Whether a program call turns an encoding back into data, or decrypts."""
    if program in UNPACKERS:
        return Capability.DECODE
    if program in {"base64", "base32", "gbase64"} and any(
        word in {"-d", "-D", "--decode", "-di", "-id"} for word in arguments
    ):
        return Capability.DECODE
    if program == "xxd" and any(word.startswith("-") and "r" in word for word in arguments):
        return Capability.DECODE
    if program == "gzip" and any(word.startswith("-") and "d" in word for word in arguments):
        return Capability.DECODE
    if program == "openssl" and "-d" in arguments:
        plain = arguments[0] == "base64" or not any(
            word.startswith(("-aes", "-des", "-k", "-pass")) for word in arguments
        )
        return Capability.DECODE if plain else Capability.DECRYPT
    if program == "gpg" and any(word in {"-d", "--decrypt"} for word in arguments):
        return Capability.DECRYPT
    return None
