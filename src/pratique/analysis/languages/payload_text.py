"""What a decoded text is: source of JavaScript, Python or Ruby, a script or command line, or something to be read.

Comments and the contents of strings are taken out first, so that prose in them decides nothing either way. What is left
is weighed by constructs that only code has, and must not be made of what no such language allows (templates, shaders,
other languages) nor mostly of sentences.
"""

import ast
import re
import warnings
from functools import lru_cache

from pratique.analysis.facts import PayloadKind
from pratique.analysis.languages.payload_script import SCRIPT_WORDS, is_script

_MOST_HEAD = 16_384
_MOST_TAIL = 8_192
_ENOUGH = 3
_SHEBANG = re.compile(r"#![ \t]*(?:/[\w/]|python)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_WORD = re.compile(r"[A-Za-z_][A-Za-z_]+")
_INTERPRETERS = frozenset(("python", "node", "ruby", "pypy", "nodejs", "bun", "deno"))
_PYTHON_WORDS = frozenset(
    (
        *(
            "import",
            "def",
            "class",
            "exec",
            "eval",
            "compile",
            "__import__",
            "open",
            "getattr",
            "setattr",
            "globals",
        ),
        *(
            "locals",
            "print",
            "vars",
            "bytes",
            "bytearray",
            "execfile",
            "return",
            "for",
            "while",
            "try",
            "with",
            "if",
        ),
        "breakpoint",
    )
)
_JAVASCRIPT_WORDS = frozenset(
    (
        "require",
        "eval",
        "Function",
        "import",
        "function",
        "var",
        "let",
        "const",
        "exports",
        "process",
        "new",
        "return",
    )
)
_RUBY_WORDS = frozenset(("end", "require", "require_relative", "do"))

_STRINGS = re.compile(
    r"""//[^\n]*|/\*(?:.*?\*/|.*\Z)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?""", re.DOTALL
)
_HASH_STRINGS = re.compile(
    r'''"""(?:.*?"""|.*\Z)|\'\'\'(?:.*?\'\'\'|.*\Z)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|\#[^\n]*''',
    re.DOTALL,
)
_MARKUP = re.compile(r"\s*+(?:<[!?/a-zA-Z]|%PDF|\{\\rtf|-----BEGIN )")
_ACTIVE_MARKUP = re.compile(
    r"<hta:application|<script[^>]{0,100}vbscript|<job[^>]{0,100}>\s*+<script", re.IGNORECASE
)
_DATA = re.compile(r'\s*+(?:[{\[]\s*+(?:["\]}\d{\[-]|true|false|null)|---\s|@charset|@import\s++url)')
_QUERY = re.compile(
    r"\s*+(?:select|insert\s++into|create\s++(?:or\s|table|index|function|view|temp|trigger|unique)|update\s++\S+\s++set|delete\s++from"
    r"|alter\s++table|drop\s++table|begin\s*+;|pragma\s|with\s++(?:recursive\s++)?\w+\s++as\b)",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"^[ \t]*+#{1,6}\s++[A-Z]|^[ \t]*+#\s*+(?:include|define|version|ifdef|ifndef|extension|pragma|import\s*+<)\b"
    r"|\b(?:precision\s++\w+p\s++float|uniform\s++\w+\s++\w+|varying\s++\w+\s++\w+|attribute\s++(?:vec|float|mat)\w*\s++\w+"
    r"|void\s++\w+\s*+\(|fn\s++\w+\s*+[(<]|func\s++\w+\s*+\(|layout\s*+\(|vec[234]\s++\w+|float\s++\w+\s*+[=;(]|int\s++\w+\s*+[=;(]"
    r"|std::|public\s++(?:static|class|void)\s|using\s++[A-Z]\w+[.;]|package\s++\w+\s*+;)|<%|\{%|\{\{[#/>!^ ]|@(?:vertex|fragment|compute|group)\b",
    re.MULTILINE,
)
"""What is no JavaScript wherever it stands: the preprocessor, shaders, C, Go, Rust, Java, templates."""
_JAVASCRIPT = tuple(
    (re.compile(pattern), weight)
    for pattern, weight in (
        (r'\brequire\s*+\(\s*+""', 3),
        (r"(?<![.\w])eval\s*+\(|\bnew\s++Function\s*+\(|\bFunction\s*+\(\s*+\"\"", 3),
        (r'\bimport\s*+\(\s*+""|\bimport\s++(?:[\w$*{][^;\n"]{0,200}\sfrom\s++)?""', 3),
        (r"\bfunction\b\s*+\*?\s*+[\w$]{0,80}\s*+\([^()]{0,400}\)\s*+\{", 2),
        (r"(?:\)|\b[\w$]{1,80})\s*+=>\s*+[\w$({\[\"!]", 2),
        (
            r"\b(?:var|let|const)\s++(?:[\w$]{1,80}|[{\[][^=\n]{0,200})\s*+(?:=[^=]|;|,\s*+[\w$]{1,80}\s*+[=,;])",
            2,
        ),
        (
            r"\bmodule\.exports\b|\bexports\.[\w$]+\s*+=|\bprocess\.(?:env|argv|platform|cwd|exit|stdout|mainModule)\b",
            2,
        ),
        (
            r"\b(?:globalThis|window|document|self)\s*+[.\[]|\bXMLHttpRequest\b|\bnew\s++Image\b|\blocalStorage\b",
            1,
        ),
        (
            r"\b(?:Buffer\.from|JSON\.(?:parse|stringify)|String\.fromCharCode|Object\.\w+|Math\.\w+|console\.\w+)\s*+\(",
            1,
        ),
        (r"\b(?:fetch|setTimeout|setInterval|atob|unescape|parseInt|decodeURIComponent)\s*+\(", 1),
        (r"\breturn\b[^\n;}]{0,400}[;}]", 1),
        (r"\btry\s*+\{|\bcatch\s*+[({]", 1),
        (r"\b(?:if|for|while|switch)\s*+\([^\n]{0,400}\)", 1),
        (r"[=!]==", 1),
        (r"\bnew\s++[A-Z_$][\w$]{0,80}\s*+\(", 1),
        (r"\bawait\s++[\w$]|\basync\s++(?:function|\()", 1),
        (r"\bthis\.[\w$]+\s*+=[^=]|\bthis\[|\.prototype\.", 1),
        (r"[\w$)\]]\.[\w$]{1,80}\([^()\n]{0,400}\)", 1),
        (r"\b_0x[0-9a-f]{2,8}\b", 1),
    )
)
_PYTHON_LINES = re.compile(
    r"^[ \t]*(?:import [\w.]+(?: as \w+)?(?:,[^\n]{0,200})?\s*+(?:;|$)|from [\w.]+ import [\w*(]|(?:async )?def \w+\s*+\([^\n]{0,400}|class \w+\s*+[(:]"
    r"|(?:if|elif|while|for|with) [^\n]{1,400}:\s*+(?:$|[\w#])|(?:else|try|finally)\s*+:|except\b[^\n]{0,100}:|return\b[^\n]{0,400}$"
    r"|(?:exec|eval|print|__import__|open|compile|getattr)\s*+[(\"]|print\s++[\"\w]|[\w.\[\]]{1,80}\s*+(?:[+|-]?=)\s*+[\w\"'(\[{-]|raise \w+|@\w+)",
    re.MULTILINE,
)
_PYTHON_SURE = re.compile(
    r"^[ \t]*(?:import [\w.]+|from [\w.]+ import [\w*(]|def \w+\s*+\(|class \w+\s*+[(:][^{\n]*$|elif [^\n]{1,400}:|except\b[^\n]{0,100}:)|\b__import__\s*+\(|\bexec\s*+\(",
    re.MULTILINE,
)
_RUBY = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^[ \t]*+end\b\s*+(?:\.|$)",
        r"^[ \t]*+require(?:_relative)?[ (]\s*+\"\"",
        r"\bdo\s*+\|[^|\n]{1,100}\||\{\s*+\|[^|\n]{1,100}\|",
        r"^[ \t]*+def\s++(?:self\.)?\w+[?!=]?\s*+(?:\(|$)",
        r"^[ \t]*+(?:module|class)\s++[A-Z][\w:]*\s*+(?:<\s*+[A-Z][\w:]*)?[ \t\r]*+$",
        r"\b(?:unless|elsif|rescue|ensure|begin)\b",
        r"\b(?:Kernel|File|IO|Dir|Net::HTTP|ENV|URI|Open3|Process|Marshal|Base64|Gem)(?:\.\w+|\[|::\w+)",
        r"^[ \t]*+(?:puts|system|eval|instance_eval|exec)[ (]",
        r"@\w+\s*+(?:\|\|)?=[^=]",
        r"\.(?:each|map|unpack1?|gsub|to_s|tap|send|public_send|instance_eval)\b",
    )
)
_SENTENCE = re.compile(
    r"^[^\n(){}\[\];=]{0,20}\b[A-Za-z]{2,}(?: [A-Za-z,'-]{1,20}){4,}[^\n(){}\[\];=]{0,200}$", re.MULTILINE
)
_START = re.compile(
    r"[\s;]*(?:[\"(!+~{@]|(?:var|let|const|function|async|import|if|for|try|return|throw|await|new|void|export|class|while|do|switch|typeof|delete)\b"
    r"|[\w$.]{1,200}\s*+(?:\(|=|\[|\.|\+\+|=>|,|;|\?|\|\||&&))"
)
_BUILT_IN = frozenset(
    (
        *(
            "exec",
            "eval",
            "compile",
            "__import__",
            "open",
            "getattr",
            "setattr",
            "globals",
            "locals",
            "print",
        ),
        *("breakpoint", "vars", "bytes", "bytearray", "execfile"),
    )
)


def kind_of(text: str) -> PayloadKind | None:
    """Tell what a text is: its first 16 KiB decide, and its last 8 KiB where they say nothing."""
    if _SHEBANG.match(text):
        words = text[2:200].split("\n", 1)[0].replace("/", " ").split()
        code = any(word.rstrip("0123456789.") in _INTERPRETERS for word in words)
        return PayloadKind.CODE if code else PayloadKind.SCRIPT
    if _MARKUP.match(text):
        return PayloadKind.SCRIPT if _ACTIVE_MARKUP.search(text, 0, _MOST_HEAD) else None
    found = _kind_of(text[:_MOST_HEAD])
    if found is None and len(text) > _MOST_HEAD:
        tail = text[max(_MOST_HEAD, len(text) - _MOST_TAIL) :]
        # A cut comment is no comment any more.
        found = _kind_of(tail.partition("\n")[2] or tail)
    return found


@lru_cache(maxsize=1_000)  # bundles of one library hold the same literals
def _kind_of(text: str) -> PayloadKind | None:
    if not _speaks(text):
        return None
    # Most literals have none of the words; the rest is asked of those that have.
    words = set(_WORD.findall(text))
    if not SCRIPT_WORDS.isdisjoint(map(str.lower, words)) and is_script(text):
        return PayloadKind.SCRIPT
    if _QUERY.match(text):
        return None
    code = (
        (not _PYTHON_WORDS.isdisjoint(words) and is_python(text))
        or ((not _JAVASCRIPT_WORDS.isdisjoint(words) or "=>" in text) and _is_javascript(text))
        or (not _RUBY_WORDS.isdisjoint(words) and _is_ruby(text))
    )
    return PayloadKind.CODE if code else None


def _speaks(text: str) -> bool:
    """Whether there are signs that any code has: a call, an assignment or a command with blanks, and few control characters."""
    if not any(mark in text for mark in "(=| ;\n"):
        return False
    head = text[:2000]
    return len(_CONTROLS.findall(head)) * 20 <= len(head)


def _is_javascript(text: str) -> bool:
    if _DATA.match(text) and not re.search(r"\b(?:function|require|eval)\b|=>", text):
        return False
    plain = _STRINGS.sub(_blank, text)
    if _OTHER.search(plain):
        return False
    if len(text) < 400 and not (_START.match(plain) and plain.count("(") <= plain.count(")") + 1):
        return False
    weight = 0
    for pattern, counts in _JAVASCRIPT:
        if pattern.search(plain):
            weight += counts
            if weight >= _ENOUGH + (len(plain) > 4000):
                return not _mostly_sentences(plain)
    return False


def _blank(match: re.Match[str]) -> str:
    """What a comment or a string leaves: a blank, or empty quotes."""
    return " " if match.group()[0] == "/" or match.group()[0] == "#" else '""'


def is_python(text: str) -> bool:
    """Whether a text is Python that does something."""
    if "(" in text or "import" in text:
        tree = _parsed(text)
        if tree is not None:
            return _does(tree)
    plain = _HASH_STRINGS.sub(_blank, text)
    found = _PYTHON_LINES.findall(plain)
    if len(found) < _ENOUGH or not _PYTHON_SURE.search(plain):
        return False
    shown = sum(1 for line in plain.split("\n") if line.strip() not in {"", '""'})
    return len(found) * 4 >= shown and not _mostly_sentences(plain)


def _parsed(text: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _does(tree: ast.Module) -> bool:
    """Whether statements do more than a list of names, a call of a style sheet or a formula would.

    An import, a call of a built-in that reaches out, or two statements of which one defines, assigns or loops.
    """
    body = tree.body
    works = sum(
        isinstance(
            node,
            ast.FunctionDef
            | ast.AsyncFunctionDef
            | ast.ClassDef
            | ast.Assign
            | ast.For
            | ast.With
            | ast.Try
            | ast.If
            | ast.While,
        )
        for node in body
    )
    for count, node in enumerate(ast.walk(tree)):
        if count > 5_000:
            break
        if isinstance(node, ast.Import | ast.ImportFrom):
            return True
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in _BUILT_IN
            and (node.args or node.keywords)
        ):
            return True
    calls = any(isinstance(node, ast.Call | ast.FunctionDef) for node in ast.walk(tree)) if works else False
    return (
        works > 0
        and len(body) + sum(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in body) >= 2
        and calls
    )


def _is_ruby(text: str) -> bool:
    plain = _HASH_STRINGS.sub(_blank, text)
    found = [bool(pattern.search(plain)) for pattern in _RUBY]
    sure = any(found[:6]) and sum(found) >= _ENOUGH and found[0] + found[1] + found[2] > 0
    return sure and not _OTHER.search(plain) and not _mostly_sentences(plain)


def _mostly_sentences(plain: str) -> bool:
    """Whether a third of the lines are sentences: prose about code is not code."""
    sentences = len(_SENTENCE.findall(plain))
    if not sentences:
        return False
    shown = sum(1 for line in plain.split("\n") if line.strip())
    return sentences * 3 >= shown
