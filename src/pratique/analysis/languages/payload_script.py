"""Whether a decoded text is a script or a command line of a shell, PowerShell, `cmd` or Windows Script Host."""

import re

_MOST_LINES = 400

SCRIPT_WORDS = frozenset(
    (
        *(
            "curl",
            "wget",
            "aria",
            "powershell",
            "pwsh",
            "cmd",
            "sh",
            "bash",
            "zsh",
            "dash",
            "ksh",
            "python",
            "node",
        ),
        *(
            "ruby",
            "perl",
            "php",
            "nc",
            "ncat",
            "netcat",
            "chmod",
            "rm",
            "del",
            "rd",
            "rmdir",
            "certutil",
            "bitsadmin",
        ),
        *("mshta", "regsvr", "rundll", "schtasks", "wmic", "cscript", "wscript", "attrib", "icacls", "netsh"),
        *(
            "msiexec",
            "taskkill",
            "vssadmin",
            "reg",
            "sc",
            "bcdedit",
            "crontab",
            "systemctl",
            "launchctl",
            "base",
        ),
        *(
            "npm",
            "yarn",
            "pnpm",
            "npx",
            "pip",
            "apt",
            "yum",
            "brew",
            "gem",
            "git",
            "tar",
            "unzip",
            "openssl",
            "xxd",
        ),
        *(
            "osascript",
            "ssh",
            "scp",
            "nslookup",
            "dig",
            "tasklist",
            "whoami",
            "ifconfig",
            "ipconfig",
            "systeminfo",
        ),
        *(
            "hostname",
            "uname",
            "id",
            "env",
            "printenv",
            "mkfifo",
            "eval",
            "echo",
            "cat",
            "dev",
            "fi",
            "done",
            "esac",
        ),
        *(
            "then",
            "export",
            "iex",
            "invoke",
            "object",
            "start",
            "get",
            "set",
            "add",
            "out",
            "convert",
            "download",
        ),
        *(
            "downloadstring",
            "downloadfile",
            "downloaddata",
            "item",
            "createobject",
            "dim",
            "msgbox",
            "goto",
            "exist",
        ),
        *(
            "temp",
            "appdata",
            "localappdata",
            "userprofile",
            "comspec",
            "off",
            "setlocal",
            "iwr",
            "irm",
            "nul",
            "sub",
        ),
    )
)
"""A text without any of these words, whatever their case, is no script."""

_COMMAND = re.compile(
    r"""(?:@?start\s++(?:/\w+\s++)*+(?:""\s*+)?|sudo\s++|nohup\s++|exec\s++|[&;(]\s*+)*(?:"?[^\s"]{0,200}[/\\])?(?:
      (?:curl|wget|aria2c)(?:\.exe)?\s++(?:-\S|["']?(?:https?|ftp)://|["']?[\w.-]{1,100}/|\S{1,200}\s\|)
    | (?:powershell|pwsh)(?:\.exe)?"?\s++(?:[-/]\w|"?(?:&|\(|\$|iex|irm|iwr|invoke|start-)|\S+\.ps1)
    | cmd(?:\.exe)?"?\s++/[ckqCKQ]
    | (?:ba|z|da|k)?sh\s++(?:-[a-z]{0,4}[cis]\b|<\(|\S+\.sh\b)
    | (?:python|node|ruby|perl|php)[\d.]*(?:\.exe)?"?\s++-[a-zA-Z-]{0,10}\s++\S
    | (?:node|python[\d.]*|ruby)\s++\S{1,200}\.(?:js|cjs|mjs|py|rb)\b
    | (?:nc|ncat|netcat)\s++(?:-\w+\s++)*\S+\s++\d{2,5}
    | chmod\s++(?:-\w+\s++)*(?:[0-7]{3,4}|[ugoa]*[+=][rwxst]+)\s++\S
    | (?:rm\s++-(?:(?![rf])\w)*+[rf]\w*+|del\s++/\w|rd\s++/s|rmdir\s++/s)\s
    | (?:certutil|bitsadmin|mshta|regsvr32|rundll32|schtasks|wmic|cscript|wscript|attrib|icacls|netsh|msiexec|taskkill|vssadmin|reg|sc|bcdedit)(?:\.exe)?"?\s++(?:[-/]\w|\S*(?:://|\.\w{2,4}\b|:)|add\s|create\s|delete\s|query\s|advfirewall|process\s)
    | (?:crontab\s++(?:-\w|\S+$)|systemctl\s++(?:--\w+\s++)*(?:enable|start|daemon-reload|restart)\b|launchctl\s++(?:load|bootstrap|submit)\b)
    | base64\s++(?:-d|-D|--decode)
    | (?:npm|yarn|pnpm)\s++(?:install|i|publish|config|exec|run|token|add)\s++\S | npx\s++(?:-\S+\s++)+[@\w]\S*
    | pip[\d.]*\s++install\s++(?:-\S+\s++)*\S | (?:apt-get|apt|yum|brew|gem)\s++(?:-\w+\s++)?install\s++\S
    | git\s++(?:clone|push|config|commit|remote)\s++\S
    | tar\s++-?[xzjcvft]{2,6}\s\S | unzip\s++(?:-\w+\s++)*\S+\.\w | openssl\s++enc\s | xxd\s++-r
    | osascript\s++-e | ssh\s++(?:-\S+\s++)*\w+@ | scp\s++(?:-\S+\s++)*\S+\s++\S+: | (?:nslookup|dig)\s++\S*[$%`(]
    | (?:tasklist|whoami|ifconfig|ipconfig|systeminfo|hostname|uname(?:\s++-\w+)?|id|env|printenv)\s*+(?:\||>|&&|;|/\w)
    | mkfifo\s++/ | eval\s++["`$] | echo\s++\S[^\n]{0,4000}(?:\|\s*+(?:ba|z)?sh\b|\|\s*+base64\b|>>?\s*+[~/$%]\S) | cat\s++[~/$]\S[^\n]{0,400}\|
    )""",
    re.VERBOSE,
)
"""A program with such arguments as it takes, at the start of a command; a sentence about a program has none."""
_BETWEEN = re.compile(r"\n|&&|\|\||;|\|")
_SHELL = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"/dev/(?:tcp|udp)/\S+|\b0?>&1\b|2>\s*+&1|>\s*+/dev/null",
        r"\|\s*+(?:sudo\s++)?(?:ba|z|da)?sh\b",
        r"^[ \t]*+(?:fi|done|esac)\b\s*+(?:$|[;|&])",
        r"^[ \t]*+(?:if\s++(?:!\s++)?\[\[?\s|for\s++\w+\s++in\s[^\n:]{0,400};\s*+do\b|while\s++(?:true|:|\[|read)\b)|;\s*+then\b",
        r"^[ \t]*+(?:export\s++)?[A-Z_a-z]\w{0,60}=(?:\"[^\"\n]*\$|\$\(|`)",
        r"\$\([a-z][^)\n]{1,200}\)|\$\{\w+(?:[:#%/-][^}\n]{0,100})?\}",
        r"^[ \t]*+(?:echo|cd|mkdir|cp|mv|sudo|source|export|set|sleep|kill|ln)\s++[-~/$.\"'\w]",
    )
)
_POWERSHELL = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:New-Object|Invoke-(?:Expression|WebRequest|RestMethod|Command|Item)|Start-(?:Process|Sleep|Job|BitsTransfer)|Set-(?:ItemProperty|MpPreference|ExecutionPolicy|Content)|Add-(?:MpPreference|Type)|Get-(?:Item|Content|Process|WmiObject|ItemProperty|ChildItem|CimInstance|Clipboard)|Out-File|Remove-Item|New-Item|Register-ScheduledTask|Expand-Archive|ConvertTo-SecureString|Write-(?:Host|Output)|ForEach-Object|Where-Object|Out-Null)\b",
        r"(?<![\w.])\$(?:env:\w+|[A-Za-z_]\w{0,60}\s*+=(?!=))",
        r"\[(?:System\.)?(?:Convert|Text\.Encoding|Reflection\.Assembly|Net\.\w+|IO\.\w+|Environment|Runtime\.\w[\w.]*|Ref|byte\[\])\]",
        r"\b(?:iex|iwr|irm|sal|nal)\b\s*+[(\"'$&|h-]|\|\s*+iex\b",
        r"\.Download(?:String|File|Data)\s*+\(|\bNet\.(?:WebClient|Sockets\.TcpClient)\b",
        r"-(?:EncodedCommand|ExecutionPolicy|WindowStyle|NoProfile|OutFile|UseBasicParsing|ErrorAction|FilePath|ArgumentList)\b",
    )
)
_BATCH = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"^[ \t]*+@echo\s++off\b",
        r"%(?:temp|appdata|localappdata|userprofile|comspec|programdata|windir|systemroot|~dp0|~f0)%?",
        r"^[ \t]*+set\s++(?:/[ap]\s++)?\"?\w+=",
        r"^[ \t]*+(?:if\s++(?:not\s++)?(?:exist|defined|errorlevel)\b|goto\s++:?\w+|for\s++/[fldr]\b|setlocal\b|call\s++:\w|exit\s++/b)",
        r"^[ \t]*+start\s++(?:/\w+\s++)+\S|^[ \t]*+start\s++\"\"\s",
        r"^[ \t]*+(?:pause|rem\s.*|cls|endlocal|shift)[ \t\r]*+$",
        r"\b(?:reg\s++add|schtasks\s++/create|taskkill\s++/|attrib\s++\+h|timeout\s++/t|powershell\s++-)",
        r">\s*+nul\b",
    )
)
_HOST = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"\bCreateObject\s*+\(\s*+\"",
        r"^[ \t]*+(?:Dim\s++\w|Set\s++\w+\s*+=|On\s++Error\s++Resume\s++Next|Sub\s++\w+|End\s++(?:Sub|If|Function|With)\b|Function\s++\w+\s*+\([^){]*\)[ \t\r]*+$)",
        r"\bWScript\.(?:Shell|CreateObject|Sleep|Quit|Arguments|Echo)\b|\bMsgBox\b|\bExecuteGlobal\b",
    )
)


def is_script(text: str) -> bool:
    """Whether a text is a script or a command line."""
    if _is_command_line(text):
        return True
    # Objects of Windows Script Host are used by JavaScript too, which ends in a call of them all the same.
    families = ((_SHELL, 3), (_POWERSHELL, 2), (_BATCH, 2), (_HOST, 2))
    return any(sum(bool(pattern.search(text)) for pattern in family) >= least for family, least in families)


def _is_command_line(text: str) -> bool:
    """Whether a program with its arguments stands at the start of the text, or of half its commands."""
    start = text.lstrip(" \t\r\n@&;(")
    if _COMMAND.match(start) and "\n" not in start.strip():
        return True
    parts = [part.strip(" \t\r@(") for part in _BETWEEN.split(text, _MOST_LINES)]
    parts = [part for part in parts if part and not part.startswith(("#", "::", "REM "))]
    found = sum(1 for part in parts if _COMMAND.match(part))
    return found * 2 >= len(parts) > 0 and found > 0
