"""How each language is read. A new language is one module or front end, and one line in `READERS`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import islice

from pratique.analysis.facts import NODE_LANGUAGES, Command, FileFacts, Language, Texture, problem_only
from pratique.analysis.frontends import ruby
from pratique.analysis.languages import gyp, javascript, page, pth, python, shell, text
from pratique.analysis.languages.texture import texture
from pratique.core.tree import File

MOST_BYTES = 16 * 1024 * 1024
"""A larger file is not read: parsing takes up to a hundred times its size in memory."""
_MOST_INLINE = 60
_MOST_INLINE_DEPTH = 3

Reader = Callable[[bytes, Language], FileFacts]


def _plain(_source: bytes, language: Language) -> FileFacts:
    """Files that are data to their interpreter: only what any text shows."""
    return FileFacts(language=language)


READERS: Mapping[Language, Reader] = {
    Language.JAVASCRIPT: javascript.extract,
    Language.TYPESCRIPT: javascript.extract,
    Language.TSX: javascript.extract,
    Language.PYTHON: lambda source, _language: python.extract(source),
    Language.PTH: lambda source, _language: pth.extract(source),
    Language.RUBY: lambda source, _language: ruby.extract(source),
    Language.SHELL: lambda source, _language: shell.extract(source),
    Language.GYP: lambda source, _language: gyp.extract(source),
    Language.JSON: _plain,
    Language.BATCH: lambda source, _language: shell.extract_batch(source),
    Language.POWERSHELL: lambda source, _language: shell.extract_powershell(source),
    Language.VBS: lambda source, _language: shell.extract_vbs(source),
}
"""How each language is read. Each reader takes any bytes and gives facts, with a problem where it could not read."""

_CARRYING = frozenset((Language.SHELL, Language.GYP, Language.BATCH, Language.POWERSHELL, Language.VBS))
"""Languages whose commands carry code of other languages (`node -e`, `python -c`)."""
_UNPARSED = "does not parse"


def read(file: File, language: Language) -> FileFacts:
    """Make the facts of a file. Raises MemoryError, and nothing else, whatever the bytes are."""
    source = javascript.shortened(file.data) if language in NODE_LANGUAGES else file.data
    if len(source) > MOST_BYTES:
        return problem_only(language, f"too large: {len(source)} bytes")
    facts = safely(language, lambda: _facts(source, language))
    if language in NODE_LANGUAGES and (facts.problem or "").startswith(_UNPARSED) and page.is_page(source):
        facts = page.read_parts(source, facts, lambda part, way: safely(way, lambda: _facts(part, way)))
    shape = text.shape(source)
    hidden = text.hidden(source, longest_line=shape.longest_line) if b"\0" not in source else ()
    looks = Texture() if language is Language.JSON or b"\0" in source else texture(source, language)
    return replace(facts, hidden=hidden, texture=looks, lines=shape.lines, longest_line=shape.longest_line)


def _facts(source: bytes, language: Language) -> FileFacts:
    facts = READERS[language](source, language)
    return _with_inline(facts, depth=1) if language in _CARRYING else facts


def safely(language: Language, make: Callable[[], FileFacts]) -> FileFacts:
    """The facts that a reader makes, or why it made none. Raises MemoryError, and nothing else."""
    try:
        return make()
    except RecursionError:
        return problem_only(language, "too deep")
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one file must not silence the others; what failed is told as unread
        return problem_only(language, f"its reader failed: {type(error).__name__}: {error}"[:200])


def read_command(line: str) -> FileFacts:
    """Facts of one command line, as of an install hook, with the code that it carries."""
    return _with_inline(shell.read_command(line), depth=1)


def carried(command: Command) -> FileFacts | None:
    """Facts of the code that a command has on its line, in its own language; None where it has none or that is a shell's."""
    inline = command.inline
    if inline is None or inline[0] in _CARRYING:
        return None
    return safely(inline[0], lambda: _inline(inline, depth=1))


def _with_inline(facts: FileFacts, *, depth: int) -> FileFacts:
    """The facts with those of the code on the lines of its commands."""
    carried = (
        (command, command.inline)
        for command in facts.commands
        if command.inline is not None and command.inline[0] not in _CARRYING
    )
    for command, inline in islice(carried, _MOST_INLINE):
        facts = _merged(facts, _inline(inline, depth=depth), command)
    return facts


def _inline(code: tuple[Language, str], *, depth: int) -> FileFacts:
    language, source = code
    inner = READERS[language](source.encode("utf-8", "replace"), language)
    if depth < _MOST_INLINE_DEPTH and language in _CARRYING:
        return _with_inline(inner, depth=depth + 1)
    return inner


def _merged(outer: FileFacts, inner: FileFacts, command: Command) -> FileFacts:
    """The facts of a command's own code, told at its line and one literal deeper."""
    line = command.line
    uses = (replace(use, line=line, depth=use.depth + 1, scope=0) for use in inner.uses)
    flows = (
        replace(flow, line=line, origin_line=line, depth=flow.depth + 1, scope=0) for flow in inner.flows
    )
    imports = (replace(item, line=line) for item in inner.imports)
    asks = (replace(item, line=line) for item in inner.asks)
    addresses = (replace(item, line=line) for item in inner.addresses)
    commands = (replace(item, line=line) for item in inner.commands)
    payloads = (replace(item, line=line, depth=item.depth + 1, scope=0) for item in inner.payloads)
    return replace(
        outer,
        uses=tuple(dict.fromkeys((*outer.uses, *uses))),
        flows=tuple(dict.fromkeys((*outer.flows, *flows))),
        imports=tuple(dict.fromkeys((*outer.imports, *imports))),
        asks=tuple(dict.fromkeys((*outer.asks, *asks))),
        addresses=tuple(dict.fromkeys((*outer.addresses, *addresses))),
        commands=tuple(dict.fromkeys((*outer.commands, *commands))),
        payloads=tuple(dict.fromkeys((*outer.payloads, *payloads))),
    )
