r"""Files that bear the suffix of JavaScript, or name node or Python in their first line, and that these cannot run: templates, mostly.

Only what is certain counts, since it excuses a file that could not be read: text that stops node wherever it stands as code, at
a place that is code beyond doubt. All before it is comments, quoted text and marks; where a `/` may begin a regular
expression, or a backtick a template literal, nothing is certain any more. Line ends are those of ECMAScript (12.3, with U+2028).
"""

import re

_MOST_BYTES = 1 << 20
_CODE = re.compile(
    rb"""(?:\n\#!(?:[^\n\r\xe2]++|\xe2(?!\x80[\xa8\xa9]))*+)?+(?:
        //(?:[^\n\r\xe2]++|\xe2(?!\x80[\xa8\xa9]))*+
      | /\*(?:[^*]++|\*(?!/))*+\*/
      | (?<!require\x20)'(?:[^'\\\n\r]++|\\.)*+'
      | (?<!require\x20)"(?:[^"\\\n\r]++|\\.)*+"
      | <(?![%!])
      | -(?!-?>)
      | \#(?![\s#])
      | (?<=\n)i(?!mport[ \t][\w$*{}, \t]*[ \t]from[ \t]+[A-Za-z_$])
      | (?<!\n)i
      | \{(?!\{\#[A-Za-z]++[ \t]++(?!in\b)[\w$"'.@])
      | =(?!\s*+\{\{\{)
      | [^/'"`<i#{=-]++
    )*+""",
    re.VERBOSE | re.DOTALL,
)
"""What an attacker cannot bend: comments, texts and marks. `<!--` and `-->` begin comments in old scripts, so it ends there."""
_TEXT = re.compile(
    rb"""\A\n\#!(?:[^\n\r\xe2]++|\xe2(?!\x80[\xa8\xa9]))*+|//(?:[^\n\r\xe2]++|\xe2(?!\x80[\xa8\xa9]))*+|/\*(?:[^*]++|\*(?!/))*+\*/|'(?:[^'\\]++|\\.)*+'|"(?:[^"\\]++|\\.)*+\"""",
    re.DOTALL,
)
_UNCLOSED = re.compile(
    rb"""'(?:[^'\\\n\r]++|\\(?:\r\n|.))*+(?=[\n\r]|\Z)|"(?:[^"\\\n\r]++|\\(?:\r\n|.))*+(?=[\n\r]|\Z)""",
    re.DOTALL,
)
"""A quoted text whose line ends before it does."""
_FRONT_MATTER = re.compile(
    rb"(?:[ \t\r\n]++|//(?:[^\n\r\xe2]++|\xe2(?!\x80[\xa8\xa9]))*+|/\*(?:[^*]++|\*(?!/))*+\*/)*+---"
)
"""How a part of an Astro page begins; `--` is followed by a name, and `-` is none."""
_AT_RULE = re.compile(
    rb"""([(\[{])|([)\]}])
      | (@(?:import\s*+(?:["']|url\()|-|\w++-\w|\w++\s++%|\w++\s*+\(\s*+[\w-]++\s*+:(?!:)))
      | (@[A-Za-z_]\w*+(?:\s*+[{"']
          |\s++(?!(?:abstract|accessor|async|class|const|declare|default|enum|export|function|get|import|interface|let
              |module|namespace|new|override|private|protected|public|readonly|set|static|type|var)\b)
            [A-Za-z_$][\w$]*+(?![\\\x80-\xff])))""",
    re.VERBOSE,
)
"""Brackets; what follows a decorator nowhere, `@import "x"`, `@font-face`, `@extend %x`, `@media (width: 1px)`; and what does not
outside of brackets, where only a class can: `@include x;`, `@charset "x"`. In a class body those are a decorated field."""
_TWO_WORDS = re.compile(
    rb"""(?<![\w$\\.\#@\x80-\xff])
      (?!(?:abstract|accessor|any|as|assert|asserts|async|await|bigint|boolean|break|case|catch|class|component|const|constructor
          |continue|debugger|declare|default|defer|delete|do|else|enum|export|extends|finally|for|from|function|get|global|goto|hook
          |if|implements|import|in|infer|instanceof|interface|intrinsic|is|keyof|let|meta|module|namespace|never|new|number
          |object|of|opaque|out|override|package|private|protected|public|readonly|require|return|satisfies|set|source|static
          |string|super|switch|symbol|target|this|throw|try|type|typeof|undefined|unique|unknown|using|var|void|while|with
          |yield)\b)
      [A-Za-z_$][\w$]*+[ \t]++
      (?:"|(?!(?:as|assert|extends|from|implements|in|instanceof|is|of|out|satisfies|with)\b)[A-Za-z_$][\w$]*+(?![\w$\\\x80-\xff]))""",
    re.VERBOSE,
)
"""Two names, or a name and a text, beside each other in one line, of which the first is no word of JavaScript or TypeScript:
`display: inline block`, `use std`, `Expression "sum" =`. No line ends between them, so none is put in (ECMAScript 12.10)."""
_MARKUP = re.compile(rb"<[A-Za-z>]")
"""Where JSX may begin, whose text is prose."""
_BRACKETS = ((b"(", b")"), (b"[", b"]"), (b"{", b"}"))
_STOPS = (b"<%", b"{{#", b"=", b"->", b"import", *(b"#%c" % mark for mark in b" \t\r\n\v\f#"))
"""A tag of EJS, ERB or lodash (`<` and `%` never meet in code); `{{#if x}}` and `= {{{ x }}}` of Mustache (a private name in an expression
wants `in`, an object no brace for a key); the arrow of CoffeeScript, which also calls without brackets; at the start of a line, a name where `import ... from` wants a text; a comment of other languages."""


_SETTINGS = re.compile(
    rb"""(?:(?:
        [ \t]*+(?:\#[^\r\n]*+)?+
      | \[[\w.]++\][ \t]*+
      | [A-Za-z_]\w*+[ \t]*+=(?!=)(?:
            [\w .,:/*-]
          | (?<!\w)'[^'"\\\r\n]*+'(?!')
          | (?<!\w)"[^'"\\\r\n]*+"(?!")
          | \((?:[^()\[\]{}'"\\\r\n#]|(?<!\w)'[^'"\\\r\n]*+'(?!')|(?<!\w)"[^'"\\\r\n]*+"(?!"))*+\)
        )*+
      )(?:\r\n|\n|\r))*+
      [A-Za-z_]\w*+[ \t]*+=[ \t]*+%\(""",
    re.VERBOSE,
)
"""Lines of settings that are code as well (sections, values that end with their line) up to one whose value begins with `%(`.
A letter before a quote makes it a text of another kind, which may go on in the next line."""
_TEMPLATE = re.compile(
    rb"""(?:(?:[ \t]*+(?:\#[^\r\n]*+)?+
          |import[ \t]++[\w., \t]++
          |from[ \t]++[\w.]++[ \t]++import[ \t]++(?:[\w, \t]++|\([\w,\s]*+\)[ \t]*+)
          |@[\w.]++[ \t]*+
        )(?:\r\n|\n))*+
        (?:from|import|class|def)[ \t]++\{\{""",
    re.VERBOSE,
)
"""Imports and decorators up to a name that is to be filled in: `from {{ package }} import x`, `class {{ name }}`, in the template of a project."""
_FIRST_TWO = re.compile(rb"[^\n]*+\n?[^\n]*+")
_CODING = re.compile(rb"coding|\xef\xbb\xbf|[^\x00-\x7f]")
"""What may say in the first two lines that the bytes are other characters (PEP 263)."""


def python_stops_at(data: bytes) -> bool:
    """Whether Python of any version refuses a file whatever else is in it.

    Settings, with `format=%(message)s` in a line of its own, or a template that imports a name to be filled in.
    """
    first = _FIRST_TWO.match(data, 0, _MOST_BYTES)
    if first is None or _CODING.search(first.group()):
        return False
    return _SETTINGS.match(data) is not None or _TEMPLATE.match(data) is not None


def node_stops_at(data: bytes) -> bool:
    """Whether node refuses a file whatever else is in it; of files above a megabyte nothing is said."""
    if len(data) > _MOST_BYTES:
        return False
    data = b"\n" + data.removeprefix(b"\xef\xbb\xbf")
    if _FRONT_MATTER.match(data) is not None:
        return True
    code = _CODE.match(data)
    if code is None:
        return False
    if data.startswith(_STOPS, code.end()) or _UNCLOSED.match(data, code.end()) is not None:
        return True
    if data.endswith(b"require ", 0, code.end()) and data.startswith((b"'", b'"'), code.end()):
        return True
    known = data[: code.end()]
    return _has_at_rule(known) or _has_two_words(known) or (code.end() == len(data) and _is_open(data))


def _has_at_rule(code: bytes) -> bool:
    """Whether code, without regular expressions and template literals, holds a rule of a stylesheet that is no decorator."""
    depth = 0
    for match in _AT_RULE.finditer(_TEXT.sub(_emptied, code)):
        opening, closing, anywhere, outside = match.groups()
        if anywhere or (outside and not depth):
            return True
        depth += bool(opening) - bool(closing)
    return False


def _has_two_words(code: bytes) -> bool:
    """Whether names stand beside each other that nothing joins. A comment may hold the end of a line, and counts as one."""
    plain = _TEXT.sub(lambda text: b'""' if text.group()[:1] in {b"'", b'"'} else b"\n", code)
    markup = _MARKUP.search(plain)
    return _TWO_WORDS.search(plain, 0, markup.start() if markup is not None else len(plain)) is not None


def _emptied(text: re.Match[bytes]) -> bytes:
    return b'""' if text.group()[:1] in {b"'", b'"'} else b" "


def _is_open(data: bytes) -> bool:
    """Whether brackets are left open, or were never opened, in a file that was gone through to its end: half of one, to be put together."""
    marks = _TEXT.sub(b"", data)
    return any(marks.count(opening) != marks.count(closing) for opening, closing in _BRACKETS)
