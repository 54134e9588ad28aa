"""What the statements of PowerShell show: where data comes from, and where it ends."""

import re
from collections.abc import Iterator

from pratique.analysis.facts import Capability, Taint

_I = re.IGNORECASE
_PIECE = re.compile(
    r"<\#(?:.*?\#>|.*\Z)|\#[^\n]*|@'\n(?:.*?\n'@|.*\Z)|@\"\n(?:.*?\n\"@|.*\Z)|'(?:[^']|'')*+'?|\"(?:[^\"`]|`.|\"\")*+\"?|`\n|[\n;{}]",
    re.DOTALL,
)
VARIABLE = re.compile(r"\$(?:\{)?(?:script:|global:|local:)?([A-Za-z_]\w{0,100})", _I)
ASSIGNED = re.compile(
    r"\s*+(?:\[[\w.\[\]]{1,80}\]\s*+)?\$(?:script:|global:)?([A-Za-z_]\w{0,100})\s*+(\+?=)(?!=)\s*+(.*)",
    re.DOTALL | _I,
)
FILLED = re.compile(r"\$([A-Za-z_]\w{0,100})\.Read\s*+\(\s*+\$([A-Za-z_]\w{0,100})", _I)

_DOWNLOAD = (
    r"\.Download(?:String|File|Data)(?:Async|TaskAsync)?\b|\bInvoke-(?:WebRequest|RestMethod)\b|\b(?:iwr|irm)\b|\bStart-BitsTransfer\b"
    r"|\bNet\.WebClient\b|\bNet\.Sockets\.TCPClient\b|\bNet\.WebRequest\b|\bMsxml2\.XMLHTTP\b|\bGetResponseStream\b|\bHttpClient\b"
    r"|(?:^|[\s(&|])(?:curl|wget)(?:\.exe)?\s"
)
SOURCES: tuple[tuple[Taint, re.Pattern[str]], ...] = tuple(
    (taint, re.compile(pattern, _I))
    for taint, pattern in (
        (Taint.NETWORK, _DOWNLOAD),
        (
            Taint.DECODED,
            r"\bFromBase64String\b|\bGzipStream\b|\bDeflateStream\b|\bConvertFrom-Base64\b|\[Convert\]::ToByte\b|\bFromHexString\b",
        ),
        (
            Taint.DECRYPTED,
            r"-bxor\b|\bCreateDecryptor\b|\bConvertTo-SecureString\b[^\n]{0,200}-Key\b|\bPtrToString(?:Auto|BSTR)\b",
        ),
        (Taint.COMPUTED, r"\[char\]\s*+[\[($@\d]|\[char\[\]\]|-join\s*+\(?\s*+\[char|\[string\]::join\b"),
        (
            Taint.ENVIRONMENT,
            r"\b(?:gci|dir|ls|Get-ChildItem|Get-Item)\s++(?:-Path\s++)?env:|\bGetEnvironmentVariables?\b",
        ),
        (
            Taint.IDENTITY,
            r"\$env:(?:USERNAME|COMPUTERNAME|USERDOMAIN)\b|\bEnvironment\]::(?:UserName|MachineName)\b|\bwhoami\b|\bhostname\b|\bGet-ComputerInfo\b|\bsysteminfo\b|\bWin32_(?:ComputerSystem|OperatingSystem|BIOS)\b",
        ),
        (Taint.CLIPBOARD, r"\bGet-Clipboard\b|\bClipboard\]::GetText\b"),
        (Taint.FILE, r"\b(?:Get-Content|gc)\s|\bReadAll(?:Text|Bytes|Lines)\b"),
        (
            Taint.PROCESS,
            r"\b(?:Get-Process|tasklist|Get-NetIPConfiguration|ipconfig|netstat|Get-LocalUser|netsh\s++wlan)\b",
        ),
    )
)
EVALUATED = re.compile(
    r"(?<![\w-])(?:iex|Invoke-Expression)\b|\[scriptblock\]::Create\b|\bInvokeScript\b|\bReflection\.Assembly\]::(?:Load|LoadFile|UnsafeLoadFrom)\b"
    r"|\bAssembly\]::Load\b|\bAdd-Type\b|&\s*+\(|\.\s*+\(\s*+\$(?:env:|shellid|pshome|verbosepreference)|\.Invoke\s*+\(|\bInvoke-Command\b",
    _I,
)
SENT = re.compile(
    r"-Method\s++[\"']?(?:Post|Put|Patch)\b|\.Upload(?:String|File|Data|Values)\b|\s-(?:Body|InFile)\b|\bSend-MailMessage\b|\bSmtpClient\b"
    r"|\.Write\s*+\(\s*+\$|(?:curl|wget)(?:\.exe)?\s[^\n]{0,300}\s-(?:d|F|T)\b|\bnslookup\b|\bResolve-DnsName\b|\bPutAsync\b|\bPostAsync\b",
    _I,
)
SAVED = re.compile(
    r"-(?:OutFile|Destination|FilePath|Path|LiteralPath)\s++(\"[^\"\n]{1,300}\"|'[^'\n]{1,300}'|[^\s;|)]{1,300})"
    r"|\.DownloadFile\s*+\([^,\n]{1,1000},\s*+([^)\n]{1,300})\)"
    r"|\bWriteAll(?:Bytes|Text)\s*+\(\s*+([^,\n]{1,300}),"
    r"|\b(?:Set-Content|Out-File|sc|Add-Content)\s++([^-\s][^\s;|]{0,300})"
    r"|\bcurl(?:\.exe)?\s[^\n]{0,300}?-o\s++(\S{1,300})",
    _I,
)
STARTED = re.compile(
    r"(?<![\w-])(?:Start-Process|saps|start|Invoke-Item|ii|Start-Job|Invoke-Command)\s|^[ \t]*+[&.]\s*+[\"'$.\\]|\bProcess\]::Start\b|\.Start\s*+\(|^[ \t]*+\.?\\|^[ \t]*+(?:cmd|powershell|rundll32|regsvr32|msiexec|python|node|wscript|cscript)(?:\.exe)?\s",
    _I,
)
QUIET = re.compile(
    r"-w(?:in(?:dowstyle)?)?\s++[\"']?(?:hidden|h\b|1\b)|\bWindowStyle\s*+=\s*+[\"']?Hidden|\bCreateNoWindow\s*+=\s*+\$?true",
    _I,
)

SIGNS: tuple[tuple[Capability, str, re.Pattern[str]], ...] = tuple(
    (capability, api, re.compile(pattern, _I))
    for capability, api, pattern in (
        (Capability.NETWORK, "powershell.download", _DOWNLOAD),
        (
            Capability.NETWORK,
            "powershell.send",
            r"\.Upload(?:String|File|Data|Values)\b|\bSend-MailMessage\b|-Method\s++[\"']?(?:Post|Put)\b|\bResolve-DnsName\b",
        ),
        (
            Capability.CODE,
            "powershell.Invoke-Expression",
            r"(?<![\w-])(?:iex|Invoke-Expression)\b|\[scriptblock\]::Create\b|\bInvokeScript\b",
        ),
        (Capability.CODE, "powershell.Assembly.Load", r"\bAssembly\]::(?:Load|UnsafeLoadFrom)\b"),
        (
            Capability.NATIVE,
            "powershell.Add-Type",
            r"\bAdd-Type\b[^\n]{0,400}\bDllImport\b|\bDllImport\b|\bVirtualAlloc\b|\bGetDelegateForFunctionPointer\b",
        ),
        (
            Capability.DECODE,
            "powershell.FromBase64String",
            r"\bFromBase64String\b|\bGzipStream\b|\bDeflateStream\b",
        ),
        (Capability.DECRYPT, "powershell.decrypt", r"\bCreateDecryptor\b|\bPtrToString(?:Auto|BSTR)\b"),
        (
            Capability.PROCESS,
            "powershell.Start-Process",
            r"(?<![\w-])(?:Start-Process|saps|Invoke-Item|Start-Job)\b|\bProcess\]::Start\b",
        ),
        (
            Capability.PROCESS,
            "powershell.Set-MpPreference",
            r"\b(?:Set|Add)-MpPreference\b|\bDisableRealtimeMonitoring\b|\bamsiInitFailed\b|\bAmsiUtils\b",
        ),
        (
            Capability.FILE_WRITE,
            "powershell.write",
            r"\b(?:Set-Content|Out-File|Add-Content|New-Item|Copy-Item|Move-Item|Expand-Archive)\b|\bWriteAll(?:Bytes|Text)\b|-OutFile\b|\.DownloadFile\b",
        ),
        (Capability.FILE_WRITE, "powershell.Remove-Item", r"\b(?:Remove-Item|rmdir|del|rd)\b\s"),
        (Capability.FILE_READ, "powershell.Get-Content", r"\bGet-Content\b|\bReadAll(?:Text|Bytes|Lines)\b"),
        (
            Capability.PERSISTENCE,
            "powershell.ScheduledTask",
            r"\b(?:Register|New|Set)-ScheduledTask\w*\b|\bNew-Service\b|\bRegister-WmiEvent\b",
        ),
        (
            Capability.ENVIRONMENT,
            "powershell.env",
            r"\b(?:gci|dir|ls|Get-ChildItem|Get-Item)\s++(?:-Path\s++)?env:|\bGetEnvironmentVariables?\b",
        ),
        (
            Capability.IDENTITY,
            "powershell.identity",
            r"\$env:(?:USERNAME|COMPUTERNAME|USERDOMAIN)\b|\bEnvironment\]::(?:UserName|MachineName)\b|\bGet-ComputerInfo\b|\bWin32_(?:ComputerSystem|OperatingSystem|BIOS)\b",
        ),
    )
)


def statements(text: str) -> Iterator[tuple[int, str]]:
    """The statements of a script with their lines, comments left out; a pipeline is one statement."""
    parts: list[str] = []
    at, line, started = 0, 1, 0
    for match in _PIECE.finditer(text):
        before, piece = text[at : match.start()], match.group()
        at = match.end()
        if not started and before.strip():
            started = line + before[: len(before) - len(before.lstrip())].count("\n")
        parts.append(before)
        line += before.count("\n")
        goes_on = piece == "\n" and before.rstrip().endswith(("|", ",", "+", "="))
        if piece in {"\n", ";", "{", "}"} and not goes_on:
            if started:
                yield started, "".join(parts).strip()
            parts.clear()
            started = 0
        elif piece[0] in "#<" or piece in {"`\n", "\n"}:
            parts.append(" ")
        else:
            started = started or line
            parts.append(piece)
        line += piece.count("\n")
    rest = text[at:]
    if started or rest.strip():
        parts.append(rest)
        yield started or line + rest[: len(rest) - len(rest.lstrip())].count("\n"), "".join(parts).strip()
