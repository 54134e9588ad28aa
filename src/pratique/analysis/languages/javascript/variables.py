"""Environment variables: those that say nothing of their user, those that name credentials, those that name the user."""

import re

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


_SECRET = re.compile(
    r"(?:\A|_)(?:\w*TOKEN|SECRETS?|PASSWORD|PASSWD|PASS|PASSPHRASE|API_?KEY|ACCESS_KEY|PRIVATE_KEY|SIGNING_KEY|CREDENTIALS?"
    r"|MNEMONIC|SEED_PHRASE|WEBHOOK)(?:_|\Z)",
    re.IGNORECASE,
)
IDENTITY_VARIABLES = frozenset(
    ("USER", "USERNAME", "LOGNAME", "HOSTNAME", "COMPUTERNAME", "USERDOMAIN", "SUDO_USER")
)
"""Variables that name the user or the machine."""


def is_secret_variable(name: str) -> bool:
    """Whether an environment variable is named as one that holds a credential."""
    return len(name) <= 100 and _SECRET.search(name) is not None
