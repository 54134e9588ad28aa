"""Literals that name addresses, places of credentials, and places from which programs start by themselves."""

import ipaddress
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pratique.analysis.engine.mentioned import Search, lowered, matches, search_for

MOST_ADDRESS = 300
"""Characters kept of an address."""
_MOST_PER_TEXT = 50
_MOST_TEXT = 200_000
"""A longer text is searched only so far: tables and templates, whose first addresses are enough."""

_URL = re.compile(
    r"(?<![A-Za-z0-9+.-])(?:https?|wss?|ftps?|tcp|udp)://[^\s\"'`<>\\^{}|()\[\],;]{3,}",
    re.IGNORECASE,
)
_IP = re.compile(r"\A(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5})?\Z")
_HOST = re.compile(
    r"\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}(?::\d{1,5})?\Z",
    re.IGNORECASE,
)

# Name of the place, and how literals name it. Each pattern is a chain of fixed characters with bounded gaps.
_SECRETS: tuple[tuple[str, str], ...] = (
    (".npmrc", r"\.npmrc\b"),
    (".pypirc", r"\.pypirc\b"),
    (".netrc", r"(?<![\w])[._]netrc\b"),
    (".git-credentials", r"\.git-credentials\b"),
    (".ssh", r"(?:[/\\~]|\A)\.ssh(?:[/\\]|\Z)|\bid_(?:rsa|dsa|ecdsa|ed25519)\b"),
    (".aws/credentials", r"(?<![\w-])\.aws(?:[/\\]|\Z)"),
    (".azure", r"[/\\~]\.azure(?:[/\\]|\Z)"),
    (".config/gcloud", r"\bgcloud[/\\]|application_default_credentials"),
    (".kube/config", r"\.kube(?:[/\\]|\Z)"),
    (".docker/config.json", r"\.docker[/\\]config\.json"),
    (".gnupg", r"[/\\~]\.gnupg\b"),
    (".vault-token", r"\.vault-token\b"),
    ("/etc/shadow", r"/etc/shadow\b"),
    ("service account token", r"/serviceaccount/token\b"),
    (
        "instance metadata",
        r"\b169\.254\.(?:169\.254|170\.2)\b|\bmetadata\.google\.internal\b",
    ),
    ("keychain", r"\blogin\.keychain|Library[/\\]Keychains"),
    (
        "browser logins",
        # Behind a word they are a sentence.
        r"(?<![a-z] )\b(?:Login Data|Local State)\b|\bkey4\.db\b|\blogins\.json\b|\bcookies\.sqlite\b",
    ),
    (
        "browser profiles",
        r"Google[/\\]Chrome[/\\]User Data|BraveSoftware[/\\]|Local Storage[/\\]leveldb|Opera Software[/\\]",
    ),
    (
        "wallet",
        # The long names are the extensions of MetaMask, Phantom, Coinbase, Binance, Trust and TronLink.
        (
            r"\bwallet\.dat\b|\bExodus[/\\]{1,4}exodus\.wallet|\.config[/\\]solana[/\\]|\batomic[/\\]{1,4}Local Storage"
            r"|\bElectrum[/\\]{1,4}wallets\b|\bEthereum[/\\]{1,4}keystore\b|\bnkbihfbeogaeaoehlefnkodbefgpgknn\b"
            r"|\bbfnaelmomeimhlpmgjnjophhpkkoljpa\b|\bhnfanknocfeofbddgcijnmhnfnkdnaad\b|\bfhbohimaelbohpjbbldcngcnapndodjp\b"
            r"|\begjidjbpglichdcondbcbdnbeeppgdph\b|\bibnejdfjmmkpcnlpebklmnkoeoihofec\b"
        ),
    ),
    (
        "chat session",
        r"\bTelegram Desktop[/\\]{1,4}tdata\b|\bdiscord(?:canary|ptb)?[/\\]{1,4}Local Storage\b",
    ),
    (
        "password manager",
        r"\.kdbx\b|\b1Password[/\\]|\bBitwarden[/\\]{1,4}data\.json\b|\bKeePass[/\\]",
    ),
    (
        "shell history",
        r"(?:[/\\~]|\A)\.(?:bash|zsh|python|node_repl|psql|mysql)_history\b",
    ),
    ("npm token", r"\bNPM_(?:AUTH_)?TOKEN\b|\bNODE_AUTH_TOKEN\b|_authToken\b"),
    (
        "RubyGems key",
        r"\b(?:GEM_HOST|RUBYGEMS)_API_KEY\b|\.gem[/\\]credentials\b|\brubygems_[0-9a-f]{48}\b",
    ),
    (
        "PyPI token",
        r"\bPYPI_(?:API_)?TOKEN\b|\bTWINE_PASSWORD\b|\bpypi-AgEIcHlwaS5vcmc",
    ),
    (
        "GitHub token",
        r"\bG(?:IT)?H(?:UB)?_(?:PAT|TOKEN)\b|\bACTIONS_(?:ID_TOKEN_REQUEST|RUNTIME)_TOKEN\b|\bghp_[A-Za-z0-9]{36}",
    ),
    ("GitLab token", r"\bGITLAB_TOKEN\b|\bCI_JOB_TOKEN\b"),
    ("AWS key", r"\bAWS_SECRET_ACCESS_KEY\b|\bAWS_SESSION_TOKEN\b"),
    ("Google credentials", r"\bGOOGLE_APPLICATION_CREDENTIALS\b"),
    ("Azure secret", r"\bAZURE_CLIENT_SECRET\b"),
    ("Vault token", r"\bVAULT_TOKEN\b"),
    (
        "API key",
        r"\b(?:OPENAI|ANTHROPIC|SLACK_BOT|DISCORD|STRIPE|SENDGRID|TELEGRAM)_(?:API_KEY|TOKEN|BOT_TOKEN|SECRET_KEY)\b",
    ),
)
_PERSISTENCE: tuple[tuple[str, str], ...] = (
    ("cron", r"/etc/cron|\bcrontab\b|/var/spool/cron\b"),
    ("systemd", r"systemd[/\\](?:system|user)\b|\bsystemctl\b[^\n]{0,40}\benable\b"),
    ("launchd", r"Library[/\\]Launch(?:Agents|Daemons)\b|\blaunchctl\b"),
    ("autostart", r"\.config[/\\]autostart\b"),
    ("init", r"/etc/(?:init\.d|rc\.local)\b"),
    ("Run key", r"CurrentVersion[/\\]{1,4}Run(?:Once)?\b"),
    ("Startup folder", r"Start Menu[/\\]{1,4}Programs[/\\]{1,4}Startup"),
    ("scheduled task", r"\bschtasks\b|\bRegister-ScheduledTask\b"),
    (
        "shell profile",
        r"(?:[/\\~]|\A)\.(?:bashrc|zshrc|bash_profile|zprofile|zshenv|profile)\b",
    ),
    ("interpreter start", r"\b(?:site|user)customize\b"),
    ("LD_PRELOAD", r"\bLD_PRELOAD\b|\bDYLD_INSERT_LIBRARIES\b|/etc/ld\.so\.preload\b"),
    # Places of projects and tools, from which programs start when somebody works with them.
    (
        "CI workflow",
        r"\.github[/\\]{1,4}workflows\b|(?:[/\\]|\A)\.gitlab-ci\.ya?ml\b|(?:[/\\]|\A)\.circleci[/\\]",
    ),
    ("git hook", r"\.git[/\\]{1,4}hooks\b|\bcore\.hooksPath\b"),
    (
        "editor task",
        r"\.vscode[/\\]{1,4}(?:tasks|settings|launch)\.json\b|\.idea[/\\]{1,4}workspace\.xml\b",
    ),
    (
        "agent configuration",
        (
            r"\bCLAUDE\.md\b|\bAGENTS\.md\b|\bGEMINI\.md\b|\.cursorrules\b|\.windsurfrules\b|\bcopilot-instructions\.md\b"
            r"|\.(?:claude|cursor|gemini|codex|windsurf|continue|codeium)[/\\]{1,4}"
            r"(?:settings|mcp|mcp_config|config|hooks|rules|commands|skills)\b|\.claude\.json\b|\.mcp\.json\b"
            r"|\bclaude_desktop_config\.json\b"
        ),
    ),
    (
        "package configuration",
        r"\bpip[/\\]{1,4}pip\.(?:conf|ini)\b|(?:[/\\~]|\A)\.pip[/\\]|(?:[/\\~]|\A)\.yarnrc\b",
    ),
)

_WORDS: Mapping[str, tuple[str, ...]] = {
    ".npmrc": (".npmrc",),
    ".pypirc": (".pypirc",),
    ".netrc": ("netrc",),
    ".git-credentials": (".git-cred",),
    ".ssh": (".ssh", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"),
    ".aws/credentials": (".aws",),
    ".azure": (".azure",),
    ".config/gcloud": ("gcloud", "default_credentials"),
    ".kube/config": (".kube",),
    ".docker/config.json": (".docker",),
    ".gnupg": (".gnupg",),
    ".vault-token": (".vault-t",),
    "/etc/shadow": ("/etc/shadow",),
    "service account token": ("/serviceaccount",),
    "instance metadata": ("169.254.", "metadata.goo"),
    "keychain": ("keychain",),
    "browser logins": (
        "login data",
        "local state",
        "key4.db",
        "logins.json",
        "cookies.sq",
    ),
    "browser profiles": ("chrome", "bravesoft", "local storage", "opera soft"),
    "wallet": (
        "wallet.dat",
        "exodus",
        ".config",
        "atomic",
        "electrum",
        "ethereum",
        "nkbih",
        "bfnae",
        "hnfan",
        "fhboh",
        "egjid",
        "ibnej",
    ),
    "chat session": ("telegram d", "discord"),
    "password manager": (".kdbx", "1password", "bitwarden", "keepass"),
    "shell history": ("_history",),
    "npm token": ("npm_", "node_auth_", "_authtoken"),
    "RubyGems key": ("_api_key", ".gem", "rubygems_"),
    "PyPI token": ("pypi_", "twine_", "pypi-age"),
    "GitHub token": ("gh_", "github_", "ith_", "hub_", "ghp_", "actions_"),
    "GitLab token": ("gitlab_t", "ci_job_t"),
    "AWS key": ("aws_se",),
    "Google credentials": ("google_app",),
    "Azure secret": ("azure_cl",),
    "Vault token": ("vault_t",),
    "API key": ("_api_key", "_token", "_bot_t", "_secret_k"),
    "cron": ("/etc/cron", "crontab", "/cron"),
    "systemd": ("systemd", "systemctl"),
    "launchd": ("launch",),
    "autostart": ("autostart",),
    "init": ("/etc/init", "/etc/rc"),
    "Run key": ("currentversion",),
    "Startup folder": ("start menu",),
    "scheduled task": ("schtasks", "scheduledtask"),
    "shell profile": (
        ".bashrc",
        ".zshrc",
        ".bash_p",
        ".zprofile",
        ".zshenv",
        ".profile",
    ),
    "interpreter start": ("customize",),
    "LD_PRELOAD": ("ld_preload", "dyld_ins", "ld.so.preload"),
    "CI workflow": (".github", ".gitlab-ci", ".circleci"),
    "git hook": (".git", "hookspath"),
    "editor task": (".vscode", ".idea"),
    "agent configuration": (
        "claude",
        "agents.md",
        "gemini",
        ".cursor",
        ".windsurf",
        "copilot-i",
        ".codex",
        ".continue",
        ".codeium",
        ".mcp",
    ),
    "package configuration": ("pip", ".yarnrc"),
}
"""For each name words of which every text that bears it has one, in lower case, near the start of what the pattern matches."""


def _alternation(table: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({pattern})" for _, pattern in table), re.IGNORECASE)


def _words(table: tuple[tuple[str, str], ...]) -> Search:
    return search_for(word for name, _ in table for word in _WORDS[name])


_SECRETS_ANY, _SECRETS_WORDS = _alternation(_SECRETS), _words(_SECRETS)
_PERSISTENCE_ANY, _PERSISTENCE_WORDS = _alternation(_PERSISTENCE), _words(_PERSISTENCE)
_ANY_WORD = search_for((*(word for words in _WORDS.values() for word in words), "://"))
_DIGITS = frozenset("0123456789")

# Every address and place contains one of these; a text that has none is passed over at the price of one search.
_HINT = re.compile(
    r"://|\.[nps]\w*(?:rc|ssh|netrc)|[._]netrc|\.ssh|\.git-cred|id_[rde]|\.aws|\.azure|gcloud|_default_cred|\.kube|\.docker"
    r"|\.gnupg|vault|/etc/|serviceaccount|169\.254|metadata\.goo|keychain|login|Local St|key4|cookies\.sq|Chrome|Brave"
    r"|Opera S|wallet|nkbih|solana|_token|_authToken|twine_|pypi-A|rubygems_|\.gem[/\\]|GH_PAT|ghp_|secret|GOOGLE_APP|_API_KEY|cron|systemd"
    r"|\.github|\.gitlab-|\.circleci|\.git[/\\]|hooksPath|\.vscode|\.idea|CLAUDE|AGENTS\.|GEMINI\.|\.cursor|\.windsurf|copilot-i"
    r"|\.gemini|\.codex|\.continue|\.codeium|\.mcp|pip[/\\]|\.yarnrc|_history|tdata|discord|\.kdbx|1Passw|Bitward|KeePass"
    r"|exodus|atomic|Electrum|keystore|bfnael|hnfank|fhbohi|egjidj|ibnejd"
    r"|systemctl|Launch|autostart|CurrentV|Start Menu|schtasks|ScheduledT|rc\b|profile|zshenv|customize|PRELOAD|DYLD"
    r"|\A(?:\d{1,3}\.){3}\d",
    re.IGNORECASE,
)
WORTH_A_LOOK: Callable[[str, int, int], re.Match[str] | None] = _HINT.search
"""Whether a literal may name an address or a place; quick, and never wrong when it says no."""


@dataclass(frozen=True, slots=True)
class Places:
    """What a text names: places of credentials and places of start-up, each by its name."""

    secrets: tuple[str, ...]
    persistence: tuple[str, ...]


def places_in(text: str) -> Places:
    """Name the places that a literal names, in the order of their first mention."""
    head = text[:_MOST_TEXT]
    return Places(
        _names(_SECRETS, matches(_SECRETS_ANY, _SECRETS_WORDS, head)),
        _names(_PERSISTENCE, matches(_PERSISTENCE_ANY, _PERSISTENCE_WORDS, head)),
    )


def says_something(text: str) -> bool:
    """Whether a literal may name an address or a place; quick, and never wrong when it says no."""
    return text[:1] in _DIGITS or _ANY_WORD.search(lowered(text[:_MOST_TEXT])) is not None


def addresses_in(text: str) -> Iterator[str]:
    """Give the URLs in a literal, or the literal itself when it is an IP address; loopback is left out."""
    if "://" in text[:_MOST_TEXT]:
        for count, match in enumerate(_URL.finditer(text, 0, _MOST_TEXT)):
            if count == _MOST_PER_TEXT:
                return
            yield match.group().rstrip(".:!?*'")[:MOST_ADDRESS]
    elif _IP.match(text) and _is_remote(text):
        yield text


def is_host(text: str) -> bool:
    """Whether a literal handed to a network call is a host name or IP address of another machine."""
    if _IP.match(text):
        return _is_remote(text)
    return len(text) <= 255 and _HOST.match(text) is not None


def _is_remote(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text.partition(":")[0])
    except ValueError:
        return False
    return (
        not (address.is_loopback or address.is_unspecified or address.is_multicast)
        and int(address) >> 24 != 255
    )


def _names(table: tuple[tuple[str, str], ...], found: Iterable[re.Match[str]]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for match in found:
        assert match.lastindex is not None
        names[table[match.lastindex - 1][0]] = None
    return tuple(names)
