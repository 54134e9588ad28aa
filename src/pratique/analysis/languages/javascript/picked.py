"""What is picked out of many things since its name is one of secrets: `if (/token|key/i.test(name)) found.push(value)`.

Programs that hide secrets from a log test names in the same way, and then put something else in the place of the value.
"""

import re
from typing import TYPE_CHECKING

from tree_sitter import Node

from pratique.analysis.languages.javascript.scopes import Function

if TYPE_CHECKING:
    from pratique.analysis.languages.javascript.called import Called
    from pratique.analysis.languages.javascript.evaluate import Evaluator

_WORDS = re.compile(
    rb"token|secret|passw|credential|private_?\??key|api_?\??key|mnemonic|seed|wallet|auth|cookie|session|jwt|\bkey\b|dsn",
    re.IGNORECASE,
)
_FEWEST = 2
_PATTERN = rb"/(?:[^/\\\n]|\\.){4,300}/[a-z]{0,6}"
_LIST = rb"\[\s{0,9}(?:[\"'`][^\"'`\n]{2,40}[\"'`]\s{0,9}(?:,\s{0,9})?){2,40}\]"
_INLINE = re.compile(
    rb"(!\s{0,9})?(" + _PATTERN + rb")\.(?:test|exec)\(|(!\s{0,9})?(" + _LIST + rb")\.(?:some|includes)\("
)
_MATCHED = re.compile(
    rb"(!\s{0,9})?(?<![\w$.])[\w$]{1,60}(?:\.toLowerCase\(\))?\.(?:match|search)\(\s{0,9}(" + _PATTERN + rb")"
)
_NAMED = re.compile(rb"(!\s{0,9})?(?<![\w$.])([A-Za-z_$][\w$]{0,60})\.(?:test|exec|some|includes)\(")
_ASKED = (b".test(", b".exec(", b".match(", b".some(", b".includes(")
_MOST_OUTWARD = 5
_MOST_NAMES = 200
"""Names whose patterns are looked for: each takes a search of the whole source."""
_MOST_BYTES = 400


def may_pick(source: bytes) -> bool:
    """Whether a source may pick anything by such names; quick."""
    return any(word in source for word in _ASKED) and (
        b"oken" in source or b"OKEN" in source or b"assw" in source or b"ecret" in source
    )


def is_filter(evaluator: "Evaluator", call: "Called") -> bool:
    """Whether a call of `filter` keeps what has such a name."""
    value = evaluator.argument(call, 0)
    return (
        evaluator.picks_secrets
        and isinstance(value.target, Function)
        and _tests(evaluator, evaluator.slice(value.target.node)[:_MOST_BYTES])
    )


def is_guarded(evaluator: "Evaluator", node: Node) -> bool:
    """Whether an expression stands where the name was found to be one of secrets."""
    if not evaluator.picks_secrets or node.type in {"string", "number", "true", "false"}:
        return False
    inner: Node = node
    for _ in range(_MOST_OUTWARD):
        outer = inner.parent
        if outer is None:
            return False
        if outer.type == "if_statement":
            condition = outer.child_by_field_name("condition")
            kept = outer.child_by_field_name("consequence")
            if (
                condition is not None
                and kept is not None
                and kept.start_byte <= node.start_byte < kept.end_byte
            ):
                return _tests(evaluator, evaluator.slice(condition)[:_MOST_BYTES])
        inner = outer
    return False


def _tests(evaluator: "Evaluator", text: bytes) -> bool:
    """Whether a condition asks that a name is one of secrets, and not that it is none."""
    for match in (*_INLINE.finditer(text), *_MATCHED.finditer(text)):
        denied, pattern, *listed = match.groups()
        if listed and listed[1] is not None:
            denied, pattern = listed
        if not denied and names_secrets(pattern):
            return True
    for match in _NAMED.finditer(text):
        if not match.group(1) and _is_named_for_secrets(evaluator, match.group(2)):
            return True
    return False


def _is_named_for_secrets(evaluator: "Evaluator", name: bytes) -> bool:
    """Whether a source gives a name a pattern, or a list of words, that looks for names of secrets; found once for each name."""
    known = evaluator.secret_names.get(name)
    if known is None and len(evaluator.secret_names) >= _MOST_NAMES:
        return False
    if known is None:
        given = re.compile(
            rb"(?<![\w$.])" + re.escape(name) + rb"\s{0,9}=\s{0,9}(" + _PATTERN + rb"|" + _LIST + rb")"
        )
        known = any(names_secrets(match.group(1)) for match in given.finditer(evaluator.source))
        evaluator.secret_names[name] = known
    return known


def names_secrets(pattern: bytes) -> bool:
    """Whether a pattern looks for names of secrets, two kinds at least."""
    return len({word.lower() for word in _WORDS.findall(pattern)}) >= _FEWEST
