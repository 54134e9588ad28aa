"""What a program call prints, saves, sends and loads, by its name and its words."""

import posixpath
import re
from itertools import pairwise

from pratique.analysis.engine.places import addresses_in, places_in
from pratique.analysis.facts import Capability, Command, Taint
from pratique.analysis.languages.shell import programs

_OUTPUT_FLAGS: dict[str, tuple[str, ...]] = {
    "curl": ("-o", "--output"),
    "wget": ("-O", "--output-document"),
    "aria2c": ("-o", "--out"),
    **dict.fromkeys(("iwr", "irm", "Invoke-WebRequest", "Invoke-RestMethod"), ("-outfile", "-o", "-outf")),
    "Start-BitsTransfer": ("-destination",),
}
_OUTPUT_LETTERS = {"curl": "o", "wget": "O"}
_TO_OUTPUT = ("O", "--output-document")
_FOLDER_FLAGS = frozenset(("-P", "--directory-prefix", "--output-dir"))
_LAST_IS_FILE = frozenset(("certutil", "bitsadmin", "Start-BitsTransfer"))
_WHO = frozenset(
    ("whoami", "hostname", "ifconfig", "ipconfig", "systeminfo", "who", "w", "hostnamectl", "ver", "quser")
)
"""Programs that print who and where they run, whatever their options."""
_ABOUT = frozenset(
    (
        *(
            "ps",
            "netstat",
            "ss",
            "arp",
            "tasklist",
            "lsof",
            "ls",
            "dir",
            "find",
            "docker",
            "kubectl",
            "aws",
            "gcloud",
        ),
        *(
            "wmic",
            "last",
            "history",
            "df",
            "mount",
            "lscpu",
            "dscl",
            "route",
            "reg",
            "cmdkey",
            "netsh",
            "security",
            "gh",
            "az",
        ),
    )
)
"""Programs that print what they find on the machine."""
_FILE_FLAGS = (
    "-F",
    "--form",
    "-d",
    "--data",
    "--data-binary",
    "--data-raw",
    "--data-urlencode",
    "--data-ascii",
)
_UPLOAD_FLAGS = frozenset(("-T", "--upload-file", "--post-file", "--body-file", "-InFile", "-infile"))
_NAMED = frozenset(("USER", "USERNAME", "LOGNAME", "HOSTNAME", "COMPUTERNAME", "USERDOMAIN", "HOST"))
_LOADS_REMOTE = frozenset(
    ("mshta", "regsvr32", "rundll32", "msiexec", "cscript", "wscript", "hh", "installutil", "wmic")
)
"""Programs of Windows that run what an address holds."""
_RUNS_PACKAGES: dict[str, str | None] = {
    **dict.fromkeys(("npx", "bunx", "pnpx"), None),
    "npm": "exec",
    "pnpm": "dlx",
    "yarn": "dlx",
    "deno": "run",
}
"""Programs that fetch a package or a script and run it, with the word that says so."""
_ADDRESS = re.compile(r"(?:git\+)?https?://")
_RUNS_CODE = re.compile(r"\b(?:eval|assert|include|require|exec|system|passthru|shell_exec|do)\b")
_MOST_INLINE = 5_000
_KEPT_BY = {
    "npm": frozenset(("token", "profile", "config", "c", "whoami")),
    "pnpm": frozenset(("config", "whoami")),
    "yarn": frozenset(("config",)),
    "pip": frozenset(("config",)),
    "gem": frozenset(("environment",)),
}
"""Programs whose answers to some words tell who uses them, or their settings with tokens in them."""
_QUIET_FLAGS = ("hidden", "h", "1")


def printed(name: str, arguments: tuple[str, ...]) -> frozenset[Taint]:
    """What the output of a program says of the machine."""
    plain = [word for word in arguments if not word.startswith("-")]
    if name == "printenv" or (name in {"env", "set"} and not arguments):
        secret = any(places_in(f"${word}").secrets or places_in(word).secrets for word in plain)
        return frozenset({Taint.ENVIRONMENT, *((Taint.SECRETS,) if secret else ())})
    if name in _WHO:
        return frozenset({Taint.IDENTITY})
    if name == "uname":
        # The system and the processor are asked for by everybody who fetches a program; the rest names the machine.
        return (
            frozenset({Taint.IDENTITY})
            if any("a" in word or "n" in word for word in arguments)
            else frozenset()
        )
    if name in {"id", "ip"}:
        return frozenset() if name == "id" and arguments else frozenset({Taint.IDENTITY})
    told = name in _ABOUT or (plain and plain[0] in _KEPT_BY.get(name, ()))
    return frozenset({Taint.PROCESS}) if told else frozenset()


def expands(names: tuple[str, ...], text: str) -> frozenset[Taint]:
    """What the variables in a word say of the machine."""
    found: set[Taint] = set()
    if not _NAMED.isdisjoint(names):
        found.add(Taint.IDENTITY)
    if names and places_in(text).secrets:
        found.add(Taint.SECRETS)
    return frozenset(found)


def read_files(name: str, arguments: tuple[str, ...]) -> list[str]:
    """The files whose content a call prints or sends."""
    if name in {
        "cat",
        "type",
        "base64",
        "tar",
        "zip",
        "gzip",
        "head",
        "tail",
        "less",
        "xxd",
        "dd",
        "strings",
        "Get-Content",
        "gc",
    }:
        return [
            word.removeprefix("if=") for word in arguments if not word.startswith("-") and "of=" not in word
        ]
    if name not in {"curl", "wget", "scp", "rsync", "iwr", "irm", "Invoke-WebRequest", "Invoke-RestMethod"}:
        return []
    found = [value for flag, value in pairwise(arguments) if flag in _UPLOAD_FLAGS]
    for word in arguments:
        flag, _, value = word.partition("=")
        if flag in _UPLOAD_FLAGS and value:
            found.append(value)
    for flag, value in pairwise(arguments):
        _, mark, path = value.partition("@")
        if flag in _FILE_FLAGS and mark and path not in {"", "-"}:
            found.append(path.split(";")[0])
    if name in {"scp", "rsync"}:
        found += [word for word in arguments[:-1] if not word.startswith("-") and ":" not in word]
    return found


def file_taints(path: str) -> frozenset[Taint]:
    """What a file that is read holds, by its name."""
    if places_in(path).secrets or path in {"/etc/passwd", ".env"} or path.endswith("/.env"):
        return frozenset({Taint.FILE, Taint.SECRETS})
    return frozenset()


def saved(command: Command) -> list[str]:
    """The files into which a download is written."""
    name, words = programs.program_name(command.program), command.arguments
    if name not in programs.DOWNLOADERS:
        return []
    flags = _OUTPUT_FLAGS.get(name, ())
    # PowerShell knows no case; for curl, `-O` is another option than `-o`.
    same = str if name in {"curl", "wget", "aria2c"} else str.lower
    found = [value for flag, value in pairwise(words) if same(flag) in flags and value != "-"]
    found += [word.partition("=")[2] for word in words if word.partition("=")[0] in flags and "=" in word]
    letter = _OUTPUT_LETTERS.get(name)
    if letter is not None:
        found += [value for flag, value in pairwise(words) if _joined(flag, letter) and value != "-"]
        found += [word[2:] for word in words if word.startswith(f"-{letter}") and word[2:] not in {"", "-"}]
    own = name == "curl" and any(
        word == "--remote-name" or (word[:1] == "-" and word[:2] != "--" and "O" in word) for word in words
    )
    if (name == "wget" and not found and not _prints(words)) or own:
        found += [word.split("?")[0].rpartition("/")[2] for word in words if "://" in word]
        found = [posixpath.join(_folder(words), path) for path in found if path]
    if name in _LAST_IS_FILE and len(words) > 1 and "://" not in words[-1]:
        found.append(words[-1])
    return [path for path in found if path]


def _joined(flag: str, letter: str) -> bool:
    """`-sLo`, `-fsSLo`, `-qO`: the last of several short options takes the file."""
    return (
        flag[:1] == "-"
        and flag[:2] != "--"
        and len(flag) > 2
        and flag.endswith(letter)
        and flag[1:].isalpha()
    )


def _prints(words: tuple[str, ...]) -> bool:
    """`wget -qO- address`, `wget -O - address`."""
    return "-" in words or any(
        word.endswith("-") and word.rstrip("-=").endswith(_TO_OUTPUT) for word in words
    )


def _folder(words: tuple[str, ...]) -> str:
    """Where files that keep their names are put."""
    for flag, value in pairwise(words):
        if flag in _FOLDER_FLAGS:
            return value
    return next((word.partition("=")[2] for word in words if word.partition("=")[0] in _FOLDER_FLAGS), "")


def remote(name: str, arguments: tuple[str, ...]) -> str | None:
    """The address whose content a program is told to run."""
    if name in _RUNS_PACKAGES:
        asked = [
            word.removeprefix("--package=")
            for word in arguments
            if not word.startswith("-") or word.startswith("--package=")
        ]
        asked = (
            asked
            if _RUNS_PACKAGES[name] is None
            else asked[1:]
            if asked[:1] == [_RUNS_PACKAGES[name]]
            else []
        )
        return asked[0] if asked and _ADDRESS.match(asked[0]) else None
    if name in programs.OTHER_INTERPRETERS:
        return next((found for word in arguments if (found := _run_inline(word)) is not None), None)
    if name.lower() not in _LOADS_REMOTE:
        return None
    for word in arguments:
        address = word[word.find("://") - 5 :] if "://" in word else ""
        if address or word.startswith("\\\\\\\\"):
            return word.partition(":")[2] if word[:3].lower() == "/i:" else word
    return next((word for word in arguments if word.lower().startswith(("vbscript:", "javascript:"))), None)


def _run_inline(code: str) -> str | None:
    """The address that a line of Perl or PHP fetches code from."""
    found = next(iter(addresses_in(code)), None)
    return found if found is not None and _RUNS_CODE.search(code[:_MOST_INLINE]) else None


def target(arguments: tuple[str, ...]) -> str | None:
    """The address that a call is given, else its last word that is no option."""
    for word in arguments:
        found = next(iter(addresses_in(word)), None)
        if found is not None:
            return found[:200]
    plain = [word for word in arguments if word and not word.startswith("-")]
    return plain[0][:200] if plain else None


def starts_quietly(command: Command, *, background: bool, silent: bool) -> bool:
    """Whether a program is started so that nobody sees it, or that it outlives what started it."""
    name = programs.program_name(command.program)
    words = [word.lower() for word in command.arguments]
    if background and silent:
        return True
    if name in {"powershell", "pwsh"}:
        return any(flag.startswith("-w") and value in _QUIET_FLAGS for flag, value in pairwise(words))
    return False


def capability_of(name: str, arguments: tuple[str, ...]) -> Capability | None:
    """What a program call does, where its words decide."""
    if name == "systemctl" and any(word in {"enable", "daemon-reload", "link"} for word in arguments):
        return Capability.PERSISTENCE
    if name == "crontab" and arguments[:1] == ("-l",):
        return Capability.PROCESS
    return programs.decodes(name, arguments) or programs.CAPABILITIES.get(name)
