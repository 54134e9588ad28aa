"""From the bytes of a JavaScript or TypeScript file to its facts."""

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from pratique.analysis.engine.gather import JAVASCRIPT, Facts
from pratique.analysis.facts import FileFacts, Language, problem_only
from pratique.analysis.languages.javascript.across import read_across
from pratique.analysis.languages.javascript.carried import in_address
from pratique.analysis.languages.javascript.evaluate import Evaluator
from pratique.analysis.languages.javascript.grammar import UnparsableError, alternatives, parse
from pratique.analysis.languages.javascript.hooks import read_hooks
from pratique.analysis.languages.javascript.literals import MOST_LITERAL
from pratique.analysis.languages.javascript.load import Load
from pratique.analysis.languages.javascript.mail import read_mail
from pratique.analysis.languages.javascript.means import evaluator_of
from pratique.analysis.languages.javascript.mentions import read_mentions
from pratique.analysis.languages.javascript.payments import read_payments
from pratique.analysis.languages.javascript.planted import read_planted
from pratique.analysis.languages.javascript.quiet import Noise, noise
from pratique.analysis.languages.javascript.rerouted import note_rerouted
from pratique.analysis.languages.javascript.resolved import note_resolved
from pratique.analysis.languages.javascript.rotation import turn_arrays
from pratique.analysis.languages.javascript.scopes import Index
from pratique.analysis.languages.javascript.shortened import check_cuts
from pratique.analysis.languages.javascript.skim import read_skimmed
from pratique.analysis.languages.javascript.source import ReadCode, Source
from pratique.analysis.languages.javascript.symbols import read_symbols
from pratique.analysis.languages.javascript.texts import telling
from pratique.analysis.languages.javascript.uses import Calls
from pratique.analysis.languages.javascript.walk import collect

_MOST_BROKEN = 0.1
"""Share of a file in syntax errors above which it is told as not parsed; what could be read is told all the same."""
_MANY_BROKEN = 0.01
"""Share above which other ways to read the file are tried."""
_MOST_TRIED = 1_000_000
"""Bytes of a file above which no other way is tried: it costs memory to keep two trees."""
_MOST_NESTED = 3
_MOST_NESTED_BYTES = MOST_LITERAL
"""Of one literal that is read as code: bundles carry whole workers."""
_MOST_NESTED_BYTES_IN_ALL = 3 * MOST_LITERAL
_MOST_NESTED_PIECES = 2_000
_LONG_CODE = 200_000
"""Characters of code in a literal that is read when the tree around it is gone: both together take the memory of two files."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MARKS_OF_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTINUED = re.compile(rb"\\\n(?<=[^\n]{200}\\\n)")
"""The end of a long line in the midst of a text, as bundlers with a longest line put it: it hides no address.

What is looked for stands first and what must stand before it behind it: so it is searched for as fast as a word.
"""
_FEWEST_ZEROS = 0.3
"""Share of zero bytes from which a file is in UTF-16 beyond doubt, and no other text behind its mark."""


def extract(source: bytes, language: Language, *, modules: Mapping[str, object] | None = None) -> FileFacts:
    """Read the facts of a source in JAVASCRIPT, TYPESCRIPT or TSX.

    `modules` gives the constants that other files export (`exported_constant`), by the name under which this file
    asks for them; names and code that it keeps there are then known. Any bytes give facts, if only a problem:
    too large, not text, does not parse.
    """
    plain = in_utf8(source)
    with _collector_paused():
        facts = Facts(JAVASCRIPT, plain=_CONTINUED.sub(b"", plain) if b"\\\n" in plain else plain)
        note_resolved(plain, facts)
        if modules is None and _skimmed(plain, language, facts):
            note_rerouted(plain, facts)
            return facts.done(language, None)
        problem = _Reading(language, modules or {}).read(plain, facts, nested=0)
        note_rerouted(plain, facts)
        if problem is not None and not (
            facts.imports or facts.uses or facts.flows or facts.addresses or facts.payloads
        ):
            return problem_only(language, problem)
        return facts.done(language, problem)


def in_utf8(source: bytes) -> bytes:
    """A source as browsers and bundlers decode it, which go by its byte order mark; node stops at the one of UTF-16."""
    if source.startswith(_MARKS_OF_UTF_16) and source.count(0) >= _FEWEST_ZEROS * len(source):
        return source.decode("utf-16", "replace").encode("utf-8", "replace")
    return source.removeprefix(_BYTE_ORDER_MARK)


def read_quiet(source: bytes, language: Language) -> FileFacts:
    """Read what a quiet source calls of other files, and what they may call of it; nothing else of it is told."""
    plain = in_utf8(source)
    facts = Facts(JAVASCRIPT, plain=plain)
    with _collector_paused():
        try:
            index = collect(plain, parse(plain, language), language)
        except UnparsableError as error:
            return problem_only(language, str(error))
        evaluator = evaluator_of(plain, index, {})
        try:
            read_across(Source(index, evaluator, Load(index, evaluator), facts, lambda *_: None), quiet=True)
        finally:
            index.release()
    return facts.done(language, None)


def _skimmed(source: bytes, language: Language, facts: Facts) -> bool:
    """Read a file that can do nothing the short way, when it is one."""
    where = noise(source)
    quiet = where is Noise.NOWHERE
    return where is not Noise.ANYWHERE and read_skimmed(source, language, facts, quiet=quiet)


@dataclass(slots=True)
class _Reading:
    """The reading of one file and of the code in its literals, within one allowance."""

    language: Language
    modules: Mapping[str, object]
    bytes_left: int = _MOST_NESTED_BYTES_IN_ALL
    pieces_left: int = _MOST_NESTED_PIECES
    read_already: dict[str, bool] = field(default_factory=dict)
    """Code of literals that was read, and whether as running at load."""

    def read(self, source: bytes, facts: Facts, *, nested: int) -> str | None:
        """Add the facts of a source; give the problem when it could not be read as a whole."""
        try:
            source, index = self._index(source)
        except UnparsableError as error:
            return str(error)
        evaluator = evaluator_of(source, index, self.modules)
        later: list[tuple[str, int, bool, int]] = []

        def read_code(code: str, line: int, at_load: bool, scope: int) -> None:  # noqa: FBT001 (a plain callback)
            if len(code) < _LONG_CODE:
                self._read_literal(code, line, facts, at_load=at_load, scope=scope, nested=nested + 1)
            else:
                later.append((code, line, at_load, scope))

        try:
            self._note(index, evaluator, facts, read_code)
        finally:
            index.release()
        if evaluator.exhausted:
            facts.cut.add("to evaluate")
        broken = min(index.broken_bytes / len(source), 1) if source else 0
        del index, evaluator
        for code, line, at_load, scope in later:
            self._read_literal(code, line, facts, at_load=at_load, scope=scope, nested=nested + 1)
        return f"does not parse: {broken:.0%} of the file" if broken > _MOST_BROKEN else None

    def _index(self, source: bytes) -> tuple[bytes, Index]:
        """Walk a source, read in the way that leaves the fewest errors."""
        tree = parse(source, self.language)
        check_cuts(source, tree)
        index = collect(source, tree, self.language)
        del tree
        best, read = index, source
        if len(source) < _MOST_TRIED and index.broken_bytes > _MANY_BROKEN * len(source):
            for other, language in alternatives(source, self.language):
                if not best.broken_bytes:
                    break
                try:
                    again = collect(other, parse(other, language), language)
                except UnparsableError:
                    continue
                if again.broken_bytes < best.broken_bytes:
                    best, again, read = again, best, other
                # What refers to itself would keep its tree until a collector finds it.
                again.release()
        return read, best

    def _note(self, index: Index, evaluator: Evaluator, facts: Facts, read_code: ReadCode) -> None:
        everything = Source(index, evaluator, Load(index, evaluator), facts, read_code)
        for text, start, scope, names_more in telling(index.texts):
            if names_more:
                if everything.note_text(text, everything.line_at(start), scope):
                    evaluator.secret_texts.add(start)
            else:
                facts.add_addresses(text, everything.line_at(start))
        for asked in index.imports:
            facts.add_import(asked.module, asked.line, at_load=True)
            if asked.module.startswith("data:"):
                read_code(in_address(asked.module)[0], asked.line, True, 0)
        turn_arrays(index, evaluator)
        calls = Calls(everything)
        calls.run()
        read_mentions(everything, calls.candidates, calls.named)
        read_hooks(everything)
        read_payments(everything)
        read_mail(everything)
        read_planted(everything)
        read_symbols(everything)
        for code, (line, scope_line) in everything.decoded.items():
            if code not in self.read_already:
                read_code(code, line, False, scope_line)
        read_across(everything)

    def _read_literal(
        self, code: str, line: int, facts: Facts, *, at_load: bool, scope: int, nested: int
    ) -> None:
        """Read the code in a literal. Code in it that is no JavaScript is passed over."""
        already = self.read_already.get(code)
        if already is not None and (already or not at_load):
            return
        self.read_already[code] = at_load
        source = code.encode("utf-8", "replace")
        if (
            nested > _MOST_NESTED
            or len(source) > _MOST_NESTED_BYTES
            or len(source) > self.bytes_left
            or not self.pieces_left
        ):
            facts.cut.add("pieces of code in literals")
            return
        self.bytes_left -= len(source)
        self.pieces_left -= 1
        inner = Facts(JAVASCRIPT, depth=facts.depth + 1, plain=source)
        if self.read(source, inner, nested=nested) is None:
            facts.absorb(inner, line, at_load=at_load, scope=scope)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Without cyclic collections: going through millions of live nodes again and again costs a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
