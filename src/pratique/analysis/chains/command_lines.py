"""Command lines: which program they start, and whether they only fetch or unpack what they are given."""

import re

_BEFORE = frozenset(
    ("start", "cmd", "cmd.exe", "/c", "/b", "/min", '""', "call", "exec", "nohup", "sudo", "wine")
)
"""Words that stand before the program that is started."""
_MOST_BEFORE = 6
_HANDLING = frozenset(("curl", "wget", "tar", "unzip", "gzip", "gunzip", "xz", "unxz", "bunzip2"))
"""Programs that fetch or unpack."""
_BEYOND = re.compile(
    r"[|;&`\n]|\$\(|--to-command|--checkpoint-action|--use-compress-program|--use-askpass|--(?:info|new-volume)-script"
    r"|--rsh-command|--rmt-command| -\w*[IF]"
)
"""What lets such a program, or the shell, start another one."""
_PRINTING = ("echo ", "printf ")
_ELSEWHERE = re.compile(r"[|;&`<>\n]|\$\(")
"""What gives a printed text to a file or a program, or starts one."""
NO_PROGRAM = re.compile(
    r"\.(?:so|dylib|dll|pyd|node|dat|db|txt|log|tmp|json|png|jpe?g|gif|ico|svg|woff2?|ttf)\Z", re.IGNORECASE
)
"""Names of libraries, data and pictures."""


def only_handles(line: str) -> bool:
    """Whether a command line fetches or unpacks what it is given, and starts none of it."""
    program = basename(line.split(" ", 1)[0]).removesuffix(".exe")
    return program in _HANDLING and _BEYOND.search(line) is None


def only_prints(line: str) -> bool:
    """Whether a command line prints a text: what the text says is for a reader."""
    return line.startswith(_PRINTING) and _ELSEWHERE.search(line) is None


def program_of(line: str) -> str:
    """The name of the program that a command line starts."""
    words = line.split(" ", _MOST_BEFORE)[:_MOST_BEFORE]
    return basename(next((word for word in words if word.lower() not in _BEFORE), ""))


def basename(path: str) -> str:
    """The last part of a path, without quotes."""
    return path.replace("\\", "/").rpartition("/")[2].strip("\"'")
