"""Names in compiled code that show what it can do, and addresses, found in the part of it that may hold text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pratique.analysis.engine.places import addresses_in
from pratique.analysis.hosts import HostClass, class_of, host_of
from pratique.analysis.inventory.inventory import Power

MOST_ADDRESSES = 20
_MOST_MARKS = 2_000
"""Places of `://` looked at in one piece of data."""
_LONGEST_ADDRESS = 300
_MOST_BARE = 128 * 1024
"""Numbers with dots are versions in large files: they are looked for in this much alone."""

_IMPORTED: dict[Power, str] = {
    Power.NETWORK: """
        connect getaddrinfo gethostbyname WSAStartup WSASocketA WSASocketW WSAConnect ws2_32.dll wsock32.dll
        winhttp.dll wininet.dll urlmon.dll WinHttpOpen WinHttpConnect WinHttpSendRequest InternetOpenA InternetOpenW
        InternetOpenUrlA InternetOpenUrlW InternetConnectA InternetConnectW HttpSendRequestA HttpSendRequestW
        URLDownloadToFileA URLDownloadToFileW curl_easy_init curl_easy_perform curl_easy_setopt CFHTTPMessageCreateRequest
        nw_connection_create SSL_connect sock_open wasi_snapshot_preview1.sock_send
    """,
    Power.PROCESS: """
        execve execv execvp execl execlp posix_spawn posix_spawnp system popen fork vfork CreateProcessA CreateProcessW
        CreateProcessAsUserW WinExec ShellExecuteA ShellExecuteW ShellExecuteExA ShellExecuteExW _wsystem _popen _wpopen
        NSTask
    """,
    Power.INJECTION: """
        VirtualAllocEx WriteProcessMemory CreateRemoteThread CreateRemoteThreadEx NtCreateThreadEx RtlCreateUserThread
        QueueUserAPC NtUnmapViewOfSection ZwUnmapViewOfSection SetThreadContext process_vm_writev task_for_pid
        NtWriteVirtualMemory NtMapViewOfSection
    """,
    Power.KEYS: """
        GetAsyncKeyState SetWindowsHookExA SetWindowsHookExW GetRawInputData GetKeyboardState CGEventTapCreate
        XQueryKeymap XRecordEnableContext
    """,
    Power.CREDENTIALS: """
        CryptUnprotectData CredEnumerateA CredEnumerateW CredReadA CredReadW LsaRetrievePrivateData
        SecKeychainFindGenericPassword SecItemCopyMatching vaultcli.dll
    """,
    Power.PERSISTENCE: "CreateServiceA CreateServiceW",
}
_BY_IMPORT = {name: power for power, names in _IMPORTED.items() for name in names.split()}

_HELD: dict[Power, tuple[str, ...]] = {
    Power.NETWORK: (
        "URLDownloadToFile",
        "DownloadFile",
        "DownloadString",
        "Invoke-WebRequest",
        "System.Net.Sockets",
    ),
    Power.PROCESS: (
        *(
            "powershell",
            "cmd.exe /c",
            "cmd /c ",
            "/bin/sh -c",
            "rundll32",
            "regsvr32",
            "mshta",
            "ShellExecute",
        ),
        *("CreateProcessW", "CreateProcessA", "WinExec", "ProcessStartInfo"),
    ),
    Power.INJECTION: (
        *("VirtualAllocEx", "WriteProcessMemory", "CreateRemoteThread", "NtCreateThreadEx", "QueueUserAPC"),
        "NtUnmapViewOfSection",
    ),
    Power.KEYS: ("GetAsyncKeyState", "SetWindowsHookEx", "GetRawInputData"),
    Power.CREDENTIALS: (
        *("CryptUnprotectData", "Login Data", "Local State", "key4.db", "logins.json", "cookies.sqlite"),
        *("wallet.dat", "Local Storage\\leveldb", "Local Storage/leveldb", "os_crypt", ".aws/credentials"),
        *(".ssh/id_", ".npmrc", ".pypirc", ".git-credentials", "169.254.169.254"),
    ),
    Power.PERSISTENCE: (
        *(
            "CurrentVersion\\Run",
            "Programs\\Startup",
            "schtasks",
            "LaunchAgents",
            "LaunchDaemons",
            "/etc/cron",
        ),
        *("crontab", ".config/autostart"),
    ),
}
_BYTECODE: dict[Power, tuple[str, ...]] = {
    Power.NETWORK: (
        "urlopen",
        "urlretrieve",
        "requests",
        "socket",
        "aiohttp",
        "httpx",
        "http.client",
        "websocket",
    ),
    Power.PROCESS: ("subprocess", "Popen", "os.system", "popen", "startfile", "powershell"),
    Power.CODE: ("exec", "eval", "marshal", "__import__", "b64decode", "fromhex", "Fernet"),
    Power.KEYS: ("pynput", "GetAsyncKeyState", "ImageGrab"),
}


def _alternation(*tables: dict[Power, tuple[str, ...]]) -> tuple[re.Pattern[bytes], dict[bytes, Power]]:
    powers = {word.encode(): power for table in tables for power, words in table.items() for word in words}
    longest_first = sorted(powers, key=len, reverse=True)
    return re.compile(b"|".join(map(re.escape, longest_first))), powers


_HELD_ANY, _BY_HELD = _alternation(_HELD)
_BYTECODE_ANY, _BY_BYTECODE = _alternation(_BYTECODE, _HELD)
_URL = re.compile(rb"(?:https?|wss?|ftp|tcp|udp)\Z", re.IGNORECASE)
_REST = re.compile(rb"[\x21\x23-\x7e]{3,300}")
_BARE = re.compile(
    rb"(?<![\d.])(?:[1-9]\d?|1\d\d|2[01]\d|22[0-3])\.\d{1,3}\.\d{1,3}\.\d{1,3}:\d{2,5}(?![\d.])"
)
_CERTIFIED = re.compile(
    r"(?:\A|\.)(?:digicert|verisign|globalsign|sectigo|symantec|symcb|symcd|usertrust|comodoca|entrust|thawte|letsencrypt|lencr"
    r"|starfieldtech|godaddy|certum|openxmlformats|llvm|docs|boost|rfc-editor|qt|v8|go|mingw-w64)\.(?:com|net|org|rs|io|dev|pl)[0-9A-Za-z]{0,2}\Z"
)
"""Hosts of certificates, and of tools and documents that compilers leave behind."""
_DULL = frozenset((HostClass.WIDE, HostClass.PRIVATE, HostClass.OWN))
TELLING = frozenset(
    (
        *(HostClass.PASTE, HostClass.WEBHOOK, HostClass.TUNNEL, HostClass.CALLBACK, HostClass.IP_LOOKUP),
        *(HostClass.FILE_DROP, HostClass.DYNAMIC_DNS, HostClass.RAW_IP, HostClass.ONION),
    )
)
"""Classes of hosts that anyone may use unseen."""


def imported(names: Iterable[str]) -> Iterator[tuple[Power, str]]:
    """Give the notable ones among the names that a file imports."""
    for name in names:
        power = _BY_IMPORT.get(name.partition("@")[0])
        if power is not None:
            yield power, name


def held(data: bytes) -> Iterator[tuple[Power, str]]:
    """Give the notable names in a piece of data, as ASCII or UTF-16, each once."""
    for word in dict.fromkeys((*_HELD_ANY.findall(data), *_HELD_ANY.findall(_narrowed(data)))):
        yield _BY_HELD[word], word.decode()


def held_in_bytecode(data: bytes) -> Iterator[tuple[Power, str]]:
    """Give the notable names in Python byte code, each once."""
    for word in dict.fromkeys(_BYTECODE_ANY.findall(data)):
        yield _BY_BYTECODE[word], word.decode()


@dataclass(frozen=True, slots=True)
class Addresses:
    """Addresses in a piece of data, each once, at most `MOST_ADDRESSES` of each sort."""

    told: tuple[str, ...] = ()
    """All but those of widely used hosts."""
    telling: tuple[str, ...] = ()
    """Those of hosts that anyone may use unseen."""


def addresses(data: bytes) -> Addresses:
    """Give the addresses in a piece of data, as ASCII or UTF-16."""
    found: dict[str, HostClass] = {}
    for piece in (data, _narrowed(data)):
        for address in _urls(piece):
            found.setdefault(address, class_of(address))
    for match in _BARE.finditer(data, 0, _MOST_BARE):
        if len(found) < _MOST_MARKS:
            text = match.group().decode()
            found.setdefault(text, class_of(text))
    return Addresses(
        told=tuple(text for text, sort in found.items() if _is_told(text, sort))[:MOST_ADDRESSES],
        telling=tuple(text for text, sort in found.items() if sort in TELLING)[:MOST_ADDRESSES],
    )


def _is_told(text: str, sort: HostClass) -> bool:
    if sort in _DULL:
        return False
    host = host_of(text)
    return host is not None and _CERTIFIED.search(host) is None


def _urls(data: bytes) -> Iterator[str]:
    at = data.find(b"://")
    for _ in range(_MOST_MARKS):
        if at < 0:
            return
        scheme = _URL.search(data, max(0, at - 5), at)
        rest = _REST.match(data, at + 3, at + 3 + _LONGEST_ADDRESS)
        if scheme is not None and rest is not None:
            yield from addresses_in(data[scheme.start() : rest.end()].decode("ascii"))
        at = data.find(b"://", at + 3)


def _narrowed(data: bytes) -> bytes:
    """UTF-16 text as ASCII: nothing when the data shows none."""
    if b"h\0t\0t\0p\0" not in data and b".\0d\0l\0l\0" not in data and b".\0e\0x\0e\0" not in data:
        return b""
    return data.replace(b"\0\0", b"\n").translate(None, b"\0")
