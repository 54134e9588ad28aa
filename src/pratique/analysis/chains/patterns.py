"""What arguments, targets and command lines mean, by what is written in them.

Each pattern is a chain of fixed words with bounded gaps, searched in at most 500 characters.
"""

import re
from functools import lru_cache

from pratique.analysis.chains.acts import Act

MOST_TEXT = 500

_EXECUTABLE = r"exe|dll|scr|msi|bat|cmd|ps1|psm1|vbs|vbe|wsf|hta|lnk|com|pif|jar|elf|run|appimage|pyw|command|dylib|so|node|bin|sh"
_SHELLS = r"(?:/bin/)?(?:ba|z|da|k)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh"


_HOMES = r"(?:~|\$\{?HOME\}?|/root|/home/[\w*.-]{1,40}|/Users/[\w*.-]{1,40}|%USERPROFILE%|\$env:USERPROFILE)"
_KEPT = r"ssh(?![/\\]{1,4}(?:known_hosts|config))|aws|gnupg|npmrc|pypirc|netrc|git-credentials|kube|azure|docker[/\\]{1,4}config|config[/\\]{1,4}gcloud|(?:bash|zsh)_history"
"""Where credentials lie below a home."""

_NOT_FOR_BUILDS = (
    r"(?!(?: -U| -q| --upgrade| --user| --quiet)*"
    r"(?: (?:pip|setuptools|wheel|numpy|cython|pybind11|cffi|cmake|ninja|scikit-build)(?:[<>=~!]=?[\w.]{1,20})?)+\s*\Z)"
)
"""Anything but the tools of a build alone, by their names in the public index: setup scripts of old bring those themselves."""

_BESIDE = re.compile(r"(?:\.\.?/)*\.\./(?:@[\w.-]+/)?\w[\w.-]*/(?:[\w-][\w.-]*/)*[\w.-]+\.[cm]?js")
"""Code in a folder beside the one that a script is started in: beside a package that is installed lie others."""
_Row = tuple[tuple[str, ...], re.Pattern[str], frozenset[Act]]


def _row(words: str, pattern: str, *acts: Act) -> _Row:
    """A pattern, and the words (in lower case, between bars) of which a text must have one: quicker than the pattern."""
    return tuple(words.split(" | ")), re.compile(pattern, re.IGNORECASE), frozenset(acts)


# What a path, address or command line shows, whoever is given it.
_SHOWN: tuple[_Row, ...] = (
    _row(".", rf"[\w)%~*}}\]-]\.(?:{_EXECUTABLE})(?=[\s\"'?#|&;]|\Z)", Act.WRITES_EXECUTABLE),
    _row(".", r"\.(?:png|jpe?g|gif|bmp|ico|webp|svg|woff2?)(?=[\"'?#\s]|\Z)", Act.IMAGE),
    _row("bun | deno", r"\bbun\.sh/install\b|\boven-sh/bun/releases/|\bdeno\.land/(?:x/)?install\b|\bdenoland/deno/releases/", Act.FETCHES_RUNTIME),
    _row("authorized_keys", r"\bauthorized_keys\b", Act.SSH_KEYS),
    _row("etc/ | etc\\", r"/etc/(?:hosts|sudoers|passwd|shadow|resolv\.conf)\b|drivers[/\\]{1,4}etc[/\\]{1,4}hosts\b", Act.SYSTEM_FILE),
    # Below .cache tools keep what is theirs; no package has such a name.
    _row("-packages | node_modules | asar | desktop_core", r"\bsite-packages[/\\]|\bdist-packages[/\\]|\bnode_modules[/\\]{1,4}(?!\.cache[/\\](?!.{0,400}\.\.))[\w@.-]|\bapp\.asar\b|discord_desktop_core", Act.OTHER_PACKAGES),
    # A bare name is one of the project's own folder, where no interpreter looks.
    _row("customize | .pth | profile_", r"\b(?:site|user)customize\.py|[/\\*}][\w.*-]{0,80}\.pth\b|\bprofile_\w{1,40}[/\\]{1,4}startup\b", Act.INTERPRETER_START),
    _row("package.json | setup. | pyproject", r"(?:\A|[/\\])package\.json\b|(?:\A|[/\\])setup\.(?:py|cfg)\b|(?:\A|[/\\])pyproject\.toml\b", Act.MANIFEST),
    _row("workflows", r"\.github[/\\]{1,4}workflows\b", Act.WORKFLOW),
    _row("currentversion", r"CurrentVersion[/\\]{1,4}Run\b", Act.STARTUP_PLACE, Act.RUN_KEY),
    _row("stratum | xmrig | miner | t-rex | cryptonight | randomx | coinhive", r"\bstratum\+(?:tcp|ssl)://|\bxmrig\b|\bminerd\b|\bcpuminer\b|\bnanominer\b|\bt-rex\b.{0,40}-a |\bcryptonight\b|\brandomx\b|\bcoinhive\b", Act.MINES),
    _row("minexmr | supportxmr | nanopool | 2miners | f2pool | moneroocean | unmineable | hashvault | c3pool | herominers | nicehash", r"\b(?:minexmr|supportxmr|nanopool|2miners|f2pool|moneroocean|unmineable|hashvault|c3pool|herominers|nicehash)\.", Act.MINES),
    _row("api.github.com", r"\bapi\.github\.com/(?:user/repos|repos/[^\s\"']{1,80}/(?:contents|git|actions|forks|dispatches))", Act.REPOSITORY_API),
    _row("169.254 | metadata.google", r"\b169\.254\.(?:169\.254|170\.2)\b|\bmetadata\.google\.internal\b", Act.METADATA),
    _row("169.254 | metadata.google", r"\b169\.254\.170\.2/|\b(?:169\.254\.169\.254|metadata\.google\.internal)/[\w./-]{0,60}?(?:iam/security-credentials|service-accounts/[\w@.-]{1,60}/token|identity/oauth2/token)", Act.METADATA_CREDENTIALS),
)  # fmt: skip

# What a command line does.
_COMMANDED: tuple[_Row, ...] = (
    _row("publish", r"\b(?:npm|yarn|pnpm)(?:\.cmd)?(?: (?!run)[\w=@./:-]{1,60}){0,4}? publish(?=[\s\"';&]|\Z)|\bpnpm (?:-r|recursive) publish\b", Act.PUBLISHES),
    _row("publish | upload | push", r"\btwine upload\b|\bgem push\b|\bpoetry publish\b|\bcargo publish\b|\bhatch publish\b|\buv publish\b|setup\.py\b.{0,40}\bupload\b", Act.PUBLISHES),
    _row("install |  add  |  i ", rf"\bpip3?(?:\.exe)? install\b{_NOT_FOR_BUILDS}|-m pip install\b{_NOT_FOR_BUILDS}|\bnpm(?:\.cmd)? (?:i|install|add) [\w@]|\byarn add [\w@]|\bpnpm add [\w@]|\bgem install [\w]", Act.INSTALLS_PACKAGE),
    _row("npx | exec | dlx | bunx | uvx | pipx", r"\bnpx(?:\.cmd)? (?:-[\w-]{1,30} ){0,4}?(?:-y|--yes) (?:-[\w-]{1,30} ){0,4}[\w@]|\bnpm(?:\.cmd)? (?:exec|x) (?:-[\w-]{1,30} ){0,4}?(?:-y|--yes) (?:-[\w-]{1,30} ){0,4}[\w@]|\b(?:pnpm|yarn) dlx [\w@]|\b(?:bunx|uvx|pipx run) [\w@]", Act.RUNS_PACKAGE),
    _row("config", r"\b(?:npm|yarn|pnpm)(?:\.cmd)? (?:config (?:--?[\w=-]{1,30} ){0,2}set|c set|set) (?:--?[\w=-]{1,30} ){0,2}(?:@[\w-]{1,60}:)?registry\b", Act.PACKAGE_SOURCE, Act.NETWORK),
    _row("index-url | insteadof", r"\bpip3? config (?:--\w{1,12} )?set [\w.]{0,20}index-url\b|\bgit config\b.{0,40}? url\..{1,200}?\.insteadOf\b", Act.PACKAGE_SOURCE, Act.NETWORK),
    _row("push | gh", r"\bgit(?: -[Cc] [^\s]{1,80}){0,3} push\b|\bgh repo create\b|\bgh api\b.{0,80}(?:-X|--method) ?(?:POST|PUT|PATCH)", Act.PUSHES),
    _row("hookspath", r"\bgit config\b.{0,60}\bcore\.hooksPath\b", Act.GIT_HOOK, Act.WRITES),
    _row("curl | wget", r"\bcurl\b.{0,200}? (?:-d|-F|-T|--data(?:-\w{1,12})?|--form|--upload-file)(?:[ =@]|\Z)|\bwget\b.{0,200}? --post-(?:data|file)", Act.SENDS, Act.NETWORK),
    _row("curl", r"\bcurl\b.{0,200}? (?:-F|--form|-d|--data(?:-\w{1,12})?|-T|--upload-file)[ =]?['\"]?(?:[\w.-]{0,40}=)?[@<]['\"]?[\w/~$.]", Act.UPLOADS, Act.SENDS, Act.FILES),
    _row("$( | `", r"\b(?:curl|wget|nslookup|dig|ping|host)\b.{0,200}?(?:\$\(|`) ?(?:whoami|hostname|id|uname|pwd|env|printenv|cat|ifconfig|ip a|ls)\b", Act.UPLOADS, Act.SENDS, Act.PROCESS_OUTPUT, Act.NETWORK),
    _row("curl | wget | nc", r"\b(?:env|printenv|whoami|hostname|cat [\w/~.-]{2,60})\s{0,3}\|.{0,60}?\b(?:curl|wget|nc|ncat)\b", Act.UPLOADS, Act.SENDS, Act.NETWORK),
    _row("-method", r"(?:Invoke-WebRequest|Invoke-RestMethod|\biwr\b|\birm\b).{0,200}?-Method ['\"]?(?:Post|Put)", Act.SENDS, Act.NETWORK),
    _row("nc | netcat", r"\b(?:nc|ncat|netcat)(?:\.exe|\.traditional)?\b.{0,80}? (?:-\w{0,6}[ec]\w{0,3}|--exec|--sh-exec)\b", Act.STARTS_SHELL, Act.SOCKET),
    _row("socat", r"\bsocat\b.{0,120}?\b(?:exec|system):", Act.STARTS_SHELL, Act.SOCKET),
    _row("mkfifo | mknod", r"\bmk(?:fifo|nod)\b.{0,160}?\|.{0,80}?\b(?:nc|ncat|netcat|openssl s_client|telnet)\b", Act.STARTS_SHELL, Act.SOCKET),
    _row("/dev/tcp | /dev/udp", r"/dev/(?:tcp|udp)/", Act.STARTS_SHELL, Act.SOCKET),
    _row("tcpclient", r"\bNet\.Sockets\.TCPClient\b", Act.STARTS_SHELL, Act.SOCKET),
    _row("fsockopen | tcpsocket", r"fsockopen\(.{0,200}?(?:/bin/sh|exec)|\bTCPSocket\b.{0,200}?(?:/bin/sh|\bexec\b)", Act.STARTS_SHELL, Act.SOCKET),
    _row("sh | cmd", rf"\A(?:{_SHELLS})(?: -i| -li| -il)?\Z", Act.STARTS_SHELL),
    _row("powershell | pwsh", r"\b(?:powershell|pwsh)(?:\.exe)?\b.{0,200}? [-/](?:e|ec|en|enc|enco\w{0,10})\b", Act.ENCODED_COMMAND),
    _row("powershell | pwsh", r"\b(?:powershell|pwsh)(?:\.exe)?\b.{0,200}? [-/]w(?:i\w{0,9})? ?(?:hidden|h\b|1\b)", Act.STARTS_QUIETLY),
    _row("git", r"\bgit config\b.{0,40}? --(?:global|system)\b.{0,40}? (?:core\.(?:hooksPath|fsmonitor|sshCommand|editor|pager|askPass)|credential\.helper|init\.templateDir|alias\.[\w-]{1,40} [\"']?!)", Act.GIT_EVERYWHERE),
    _row("iex | invoke-expression", r"\b(?:iex|Invoke-Expression)\b.{0,200}?(?:Download|Invoke-WebRequest|\biwr\b|Invoke-RestMethod|\birm\b)", Act.PIPES_TO_SHELL),
    _row("iex | invoke-expression", r"(?:DownloadString|DownloadData|Invoke-WebRequest|\biwr\b|Invoke-RestMethod|\birm\b).{0,200}?\| ?(?:iex|Invoke-Expression)\b", Act.PIPES_TO_SHELL),
    _row("curl | wget", r"\b(?:curl|wget)\b[^|]{1,300}\|\s{0,3}(?:sudo )?(?:ba|z|da|k)?sh\b|\b(?:curl|wget)\b[^|]{1,300}\|\s{0,3}(?:sudo )?(?:python3?|node|perl|ruby)\b", Act.PIPES_TO_SHELL),
    _row("curl | wget", r"\b(?:ba|z|da|k)?sh -c [\"']?\$\((?:curl|wget)\b|\beval [\"']?\$\((?:curl|wget)\b|\bsource <\((?:curl|wget)\b", Act.PIPES_TO_SHELL),
    _row("mshta | regsvr32 | rundll32", r"\bmshta(?:\.exe)?\b.{0,20}?(?:https?:|vbscript:|javascript:)|\bregsvr32(?:\.exe)?\b.{0,80}?/i:http|\brundll32(?:\.exe)?\b.{0,60}?javascript:", Act.SYSTEM_FETCHER),
    _row("certutil | bitsadmin | msiexec", r"\bcertutil(?:\.exe)?\b.{0,60}?-(?:urlcache|decode)\b|\bbitsadmin(?:\.exe)?\b.{0,80}?/transfer\b|\bmsiexec(?:\.exe)?\b.{0,40}?https?:", Act.SYSTEM_FETCHER),
    _row("schtasks | scheduledtask | crontab | at now", r"\bschtasks(?:\.exe)?\b.{0,40}?/create\b|\bRegister-ScheduledTask\b|\bcrontab (?:-\s|-\Z|[^-\s])|\|\s{0,3}crontab\b|\bat now\b", Act.SCHEDULES),
    _row("systemctl | launchctl | create | new-service | update-rc", r"\bsystemctl\b.{0,40}?\benable\b|\blaunchctl (?:load|bootstrap|submit)\b|\bsc(?:\.exe)? create\b|\bNew-Service\b|\bupdate-rc\.d\b", Act.INSTALLS_SERVICE),
    _row("currentversion", r"\breg(?:\.exe)? add\b.{0,120}?CurrentVersion.{1,4}Run", Act.REGISTRY_WRITE, Act.RUN_KEY),
    _row("rm", r"\brm (?:-\w{1,6} ){1,3}(?:--no-preserve-root )?[\"']?(?:/\*?|~(?:/\*?)?|\$HOME(?:/\*?)?|/home|/Users|/usr|/etc|/var|\*|\.\*)[\"']?(?:\s|;|&|\Z)", Act.DELETES_BROADLY),
    _row("rd | rmdir", r"\b(?:rd|rmdir)(?: /[sq]){1,2} [\"']?(?:%USERPROFILE%|%SystemRoot%|%SystemDrive%|C:\\{1,2}(?:\s|\"|\Z)|C:\\{1,2}Users)", Act.DELETES_BROADLY),
    _row("del | remove-item", r"\bdel(?: /[fsqa]){1,4} [\"']?(?:%USERPROFILE%|C:\\{1,2}\*|C:\\{1,2}Windows|\*\.\*)|Remove-Item\b.{0,80}?-Recurse.{0,40}?(?:\$HOME|\$env:USERPROFILE|C:\\{1,2}(?:\s|\Z))", Act.DELETES_BROADLY),
    _row("of=/dev | mkfs | format | diskpart | /dev/sd | cipher", r"\bdd\b.{0,80}?\bof=/dev/(?:sd|nvme|hd|vd|xvd|disk)|\bmkfs(?:\.\w{2,6})? .{0,40}?/dev/|\bformat [c-z]:|\bdiskpart\b|>\s?/dev/sd[a-z]\b|\bcipher /w:", Act.WIPES),
    _row("vssadmin | wmic | bcdedit | wbadmin", r"\bvssadmin(?:\.exe)? delete\b|\bwmic shadowcopy delete\b|\bbcdedit\b.{0,60}?recoveryenabled|\bwbadmin delete\b", Act.WIPES),
    _row("shutdown | systemctl | reboot | poweroff | halt | init", r"\bshutdown(?:\.exe)? (?:[/-][srhf]|now)\b|\bsystemctl (?:poweroff|reboot|halt)\b|\A(?:sudo )?(?:reboot|poweroff|halt)\b|\binit 0\b", Act.POWER_OFF),
    _row("mppreference | realtimemonitoring | netsh | setenforce | ufw | iptables", r"\b(?:Set|Add)-MpPreference\b|\bDisableRealtimeMonitoring\b|\bnetsh (?:advfirewall|firewall) .{0,60}?(?:off|add)\b|\bsetenforce 0\b|\bufw disable\b|\biptables -F\b", Act.SECURITY_OFF),
    _row("kill", r"\b(?:taskkill|pkill|killall)\b.{0,60}?(?:defender|msmpeng|avast|avg|mcafee|kaspersky|norton|sophos|crowdstrike|falcon|sentinel|wireshark|fiddler|procmon|processhacker)", Act.SECURITY_OFF),
    _row("spctl | csrutil | xattr | auditctl", r"\bspctl --master-disable\b|\bcsrutil disable\b|\bxattr .{0,20}?-d\w{0,2} .{0,10}?com\.apple\.quarantine|\bauditctl -e 0\b", Act.SECURITY_OFF),
    _row("hist | wevtutil", r"\bhistory -c\b|\bunset HISTFILE\b|\bHISTFILE=/dev/null\b|\bHISTSIZE=0\b|\bClear-History\b|\bwevtutil cl\b|\brm .{0,20}?_history\b", Act.TRACES_REMOVED),
    _row("chmod", r"\bchmod (?:-\w{1,4} )?(?:[ugoa]{0,4}\+\w{0,2}x|[0-7]?[75][0-7]{2})\b", Act.MAKES_EXECUTABLE),
    _row("attrib | chflags", r"\battrib(?:\.exe)? (?:\+[hsr] ?){1,3}|\bchflags hidden\b", Act.HIDES_FILE),
    _row(
        "cat | find | tar | zip | cp | base64 | xxd | type | get-content | copy | head | less | strings",
        rf"\b(?:cat|find|tar|zip|cp|base64|xxd|type|Get-Content|copy|head|less|strings)\b[^|;&]{{0,80}}?{_HOMES}[/\\]{{1,4}}\.(?:{_KEPT})",
        Act.TAKES_SECRETS,
    ),
    _row("trufflehog | gitleaks | noseyparker | detect-secrets", r"\b(?:trufflehog|gitleaks|noseyparker|detect-secrets)\b", Act.SECRET_SCANNER),
    _row("--dangerously | --trust-all | --yolo | --full-auto", r"--dangerously-skip-permissions\b|--dangerously-bypass-approvals-and-sandbox\b|--trust-all-tools\b|\bgemini\b.{0,60}? --yolo\b|\bcodex\b.{0,60}? --full-auto\b", Act.AGENT_UNLEASHED),
    _row("bun | deno", r"(?:\A|[\s/\\\"'])(?:bun|deno)(?:\.exe)?[\"']? (?:run )?[\w./\\-]{1,100}\.[cm]?[jt]s\b", Act.STARTS_INTERPRETER),
    _row("node", r"(?:\A|[\s/\\\"'])node(?:js|\.exe)?[\"']? (?:[\w./\\-]{1,100}\.[cm]?js\b|-e )", Act.STARTS_INTERPRETER),
    _row("nohup | start | setsid | /dev/null | pythonw | wscript", r"\bnohup\b|\bstart /b\b|\bsetsid\b|>\s?/dev/null 2>&1 ?&|\bpythonw(?:\.exe)?\b|\bwscript(?:\.exe)?\b.{0,60}?//b\b", Act.STARTS_QUIETLY),
    _row("python | base64", r"\bpython3?(?:\.exe)? -c ['\"].{0,120}?\b(?:exec|eval)\(|\bbase64 (?:-d|-D|--decode)\b.{0,60}?\|\s{0,3}(?:ba|z|da|k)?sh\b", Act.ENCODED_COMMAND),
)  # fmt: skip


@lru_cache(maxsize=8192)
def shown(text: str) -> frozenset[Act]:
    """What a path, address or command line shows."""
    return _found(_SHOWN, text[:MOST_TEXT])


@lru_cache(maxsize=4096)
def commanded(text: str) -> frozenset[Act]:
    """What a command line does."""
    return _found(_COMMANDED, text[:MOST_TEXT])


def asks_own_name(api: str, target: str | None) -> bool:
    """Whether a machine's own resolver is asked by the machine's own name, as it is: nobody else is told anything."""
    return api == "dns.lookup" and target == "${hostname}"


def is_beside(path: str | None) -> bool:
    """Whether code is written into a folder beside the package, as a path from where its scripts are started says."""
    return path is not None and _BESIDE.fullmatch(path.replace("\\", "/")) is not None


def _found(table: tuple[_Row, ...], text: str) -> frozenset[Act]:
    lower = text.lower()
    found: set[Act] = set()
    for words, pattern, acts in table:
        if not acts <= found and any(word in lower for word in words) and pattern.search(text) is not None:
            found |= acts
    return frozenset(found)
