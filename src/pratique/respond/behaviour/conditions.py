"""Finds the lines of a source file that test the machine, the user, the place, the time or the CI system.

The search is by line and by name. A condition in minified or hidden code is not found, and a condition that is found need
not decide about the attack: a report shows its line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_MOST_BYTES = 2_000_000
_LONGEST_LINE = 2_000
"""Longer lines are minified: words near each other in them have nothing to do with each other."""
_MOST_FOUND = 40
_MOST_SHOWN = 120
_TESTS = re.compile(r"\b(?:if|elif|elsif|unless|while|case|switch|when|assert)\b|\?|&&|\|\||===?|!==?")
_COMMENT = re.compile(r"\s*(?://|#|\*|/\*)")
_PROBES: Mapping[str, re.Pattern[str]] = {
    "looks for a host": re.compile(r"\b(?:hostname|gethostname|getfqdn|node\(\)|COMPUTERNAME|HOSTNAME)\b"),
    "looks for a user": re.compile(
        r"\b(?:userInfo|getuser|getlogin|geteuid|getuid|USERNAME|USERDOMAIN|LOGNAME|Etc\.getlogin)\b"
    ),
    "looks for a language, zone or country": re.compile(
        r"\b(?:timeZone|timezone|tzname|getTimezoneOffset|resolvedOptions|getlocale|getdefaultlocale|country\w{0,20}|LANG|LC_ALL)\b",
    ),
    "looks for a CI system": re.compile(
        r"\b(?:CI|CONTINUOUS_INTEGRATION|GITHUB_(?:ACTIONS|REPOSITORY|RUN_ID)|GITLAB_CI|CIRCLECI|TRAVIS|JENKINS_URL"
        r"|BUILDKITE|TF_BUILD|TEAMCITY_VERSION|BITBUCKET_BUILD_NUMBER|CODEBUILD_BUILD_ID|VERCEL|NETLIFY)\b"
    ),
    "looks for a package or command": re.compile(
        r"\b(?:npm_package_\w{1,40}|npm_lifecycle_\w{1,40}|npm_config_argv|npm_command|INIT_CWD)\b"
    ),
    "looks for a system": re.compile(
        r"\bprocess\.platform\b|\bos\.(?:platform|type|arch)\(|\bsys\.platform\b|\bplatform\.(?:system|machine)\("
        r"|\bRUBY_PLATFORM\b"
    ),
    "looks for a debugger or virtual machine": re.compile(
        r"\b(?:isDebuggerPresent|gettrace|inspector\.url|execArgv|VBOX|VMware|vmtoolsd|qemu|wireshark|procmon)\b",
        re.IGNORECASE,
    ),
    "waits for a time": re.compile(
        r"\b(?:Date\.now|new Date|getHours|getDay|getMonth|datetime\.(?:now|today|utcnow)|time\.time|Time\.now)\b"
    ),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A line that tests the surroundings."""

    line: int
    words: str
    """What the line looks for, with the tested part of the line; the part is untrusted text."""


def conditions_in(data: bytes) -> Iterator[Condition]:
    """Yield the conditions in the bytes of a source file, at most a few dozen, each line once."""
    found = 0
    for number, line in enumerate(data[:_MOST_BYTES].decode("utf-8", "replace").split("\n"), 1):
        if len(line) > _LONGEST_LINE or _COMMENT.match(line) or not _TESTS.search(line):
            continue
        words = next((words for words, probe in _PROBES.items() if probe.search(line)), None)
        if words is not None:
            shown = " ".join(line.split())
            yield Condition(
                number, f"{words} ({shown[:_MOST_SHOWN]}{' ...' if len(shown) > _MOST_SHOWN else ''})"
            )
            found += 1
            if found == _MOST_FOUND:
                return
