"""Credentials that code is handed as arguments, and sends on: what a trojanised library does with its user's keys.

Clients send the token of their user to their own host, in headers, in a query, in the body of a login. So a name that
every client has (token, password, API key) counts only where the address is hidden or a mailbox of anybody; a key that
nobody hands out (private key, mnemonic), and the two halves of a cloud key together, count wherever they go.
"""

import ast
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pratique.analysis.engine.marks import HIDING, NETWORK
from pratique.analysis.hosts import HostClass, class_of, host_of, registrable
from pratique.analysis.languages.python import forms
from pratique.analysis.languages.python.evaluate import At, Evaluator
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding, Bound, Scope
from pratique.analysis.languages.values import Value

_NEVER_SENT = re.compile(
    r"_*(?:(?:wallet|user|account|my|eth|sol|btc|raw)_?)?(?:private_?keys?|priv_?key|mnemonics?|mnemonic_phrase|mnemonic_words"
    r"|(?:seed|secret|recovery|backup)_?phrase|seed_words|key_?pair)\Z",
    re.IGNORECASE,
)
WALLET_KEY = "wallet_private_key"
"""How a key is told that is one by what is done with it, and not by its name."""
_COMMON = re.compile(
    r"_*(?:\w{0,40}_)?(?:password|passwd|passphrase|secret|secret_?key|token|api_?key|access_?key|seed|credentials?"
    r"|secret_id|secret_access_key|access_key_secret|access_key_id|sk|ak)\Z",
    re.IGNORECASE,
)
_FIRST_HALF = re.compile(
    r"_*(?:aws_)?(?:access_?key|access_key_id|accesskeyid|secret_id|ak)\Z", re.IGNORECASE
)
_SECOND_HALF = re.compile(
    r"_*(?:aws_)?(?:secret|secret_?key|secret_access_key|access_key_secret|sk)\Z", re.IGNORECASE
)
_TOKEN = re.compile(r"_*(?:\w{0,40}_)?(?:token|api_?key|access_?key)\Z", re.IGNORECASE)
"""What a service hands out to its clients."""
_ISSUED = re.compile(
    r"\bgh[opsu]_[A-Za-z0-9]{36}|\bgithub_pat_\w{60,90}|\bglpat-[\w-]{20}|\bxox[abp]-[\w-]{20,90}|\bntn_\w{40}"
    r"|\bpat\w{14}\.[0-9a-f]{64}|\bsecret_\w{43}\b"
)
"""Tokens of code hosts, chats and tables, as their services write them."""
_MAILBOX = re.compile(
    r"\bapi\.telegram\.org/bot\d{6,12}:[\w-]{30,50}|\bdiscord(?:app)?\.com/api/(?:v\d{1,2}/)?webhooks/\d{15,22}/[\w-]{50,90}"
)
"""The address of a bot or webhook with the key that opens it."""
_MOST_TOKEN = 300
_MAILBOXES = frozenset(
    (
        *(HostClass.PASTE, HostClass.WEBHOOK, HostClass.TUNNEL, HostClass.CALLBACK),
        *(HostClass.FILE_DROP, HostClass.SHORTENER, HostClass.ONION),
    )
)
_KEEPS = frozenset(
    (
        *("str", "repr", "bytes", "dict", "list", "dumps", "urlencode", "quote", "quote_plus", "b64encode"),
        *("urlsafe_b64encode", "encode", "decode", "format", "join", "hex", "strip", "copy", "replace"),
    )
)
"""Calls that give on what they are given; what any other call gives (a signature, a digest) is no credential."""
_HIDDEN = HIDING | NETWORK
_ASIDE = frozenset(("headers", "auth", "cookies", "cert", "timeout", "verify", "proxies", "params"))
_ADDRESS = frozenset(("url", "uri", "endpoint"))
_MOST_PARTS = 150
_MOST_DEEP = 4
_MOST_BOUNDS = 4


@dataclass(frozen=True, slots=True)
class _Place:
    node: ast.AST
    at: At
    deep: int = 0


def is_never_sent(name: str) -> bool:
    """Whether a name is that of a key that nobody hands out: the private key or the words of a wallet."""
    return _NEVER_SENT.match(name[:200]) is not None


def sent_credential(
    evaluator: Evaluator,
    node: ast.Call,
    at: At,
    address: Value,
    others: Collection[str] = (),
    keys: Collection[tuple[Scope | None, str]] = (),
) -> str | None:
    """The name of a credential that a network call sends where none belongs; None when it does not.

    `others` are the addresses that the file names: who asks a store of texts and nobody else is its client, and sends it its token.
    `keys` are the parameters and attributes that keys of wallets are made from (`wallet_keys`).
    """
    hidden = bool(address.marks & _HIDDEN)
    shown = forms.endpoint(address)
    sort = class_of(shown) if shown and not _is_given(shown) else None
    if not hidden and (sort is None or sort is HostClass.PRIVATE):
        return None
    body = [word.value for word in node.keywords if word.arg not in _ASIDE | _ADDRESS]
    asked = [*node.args, *(word.value for word in node.keywords if word.arg in _ADDRESS | {"params"})]
    aside = [word.value for word in node.keywords if word.arg in {"headers", "cookies"}]
    names = set(names_in(evaluator, body, at, keys))
    around = set(names_in(evaluator, asked, at, keys))
    never = sorted(
        name for name in names | around | set(names_in(evaluator, aside, at, keys)) if _NEVER_SENT.match(name)
    )
    if never:
        return WALLET_KEY if WALLET_KEY in never else never[0]
    common = sorted(name for name in names if _COMMON.match(name))
    second = [name for name in common if _SECOND_HALF.match(name)]
    if second and any(_FIRST_HALF.match(name) for name in common):
        return second[0]
    if hidden and not address.marks & NETWORK:
        common += sorted(name for name in around if _COMMON.match(name) or name == "key")
    if sort is HostClass.PASTE and not hidden and shown and _asks_one(shown, others):
        common = [name for name in common if not _TOKEN.match(name)]
    return common[0] if common and (hidden or sort in _MAILBOXES) else None


def _is_given(address: str) -> bool:
    """Whether the host of an address is given from outside: its user's own server."""
    host = re.split(r"[/?#]", address.partition("://")[2] or address, maxsplit=1)[0]
    return address.startswith(forms.HOLE) or forms.HOLE in ".".join(host.split(".")[-2:])


def opens_mailbox(address: str | None) -> bool:
    """Whether an address is that of a bot or webhook with its key."""
    return address is not None and _MAILBOX.search(address) is not None


def holds_token(evaluator: Evaluator, node: ast.Call, at: At) -> bool:
    """Whether a request is made in the name of somebody whose token the source holds: what it sends is had by them."""
    for word in node.keywords:
        if word.arg in {"headers", "auth"}:
            values = [word.value]
            if isinstance(word.value, ast.Name):
                found = lookup(word.value.id, at.scope)
                values = [bound.node for bound in found[1][-_MOST_BOUNDS:] if bound.node] if found else []
            for root in values:
                for part in root.values if isinstance(root, ast.Dict) else [root]:
                    const = evaluator.value(part, at).const
                    if isinstance(const, str) and _ISSUED.search(const[:_MOST_TOKEN]):
                        return True
    return False


def _asks_one(shown: str, others: Collection[str]) -> bool:
    """Whether all addresses are of the domain of one."""
    domain = _domain(shown)
    return domain is not None and {_domain(other) for other in others} <= {domain, None}


def _domain(address: str) -> str | None:
    host = host_of(address)
    return (registrable(host) or host) if host and class_of(host) is not HostClass.PRIVATE else None


def names_in(
    evaluator: Evaluator, nodes: Sequence[ast.expr], at: At, keys: Collection[tuple[Scope | None, str]] = ()
) -> Iterator[str]:
    """The names of parameters and attributes that expressions are made of, told as they are; `WALLET_KEY` for one of `keys`."""
    waiting = deque(_Place(node, at) for node in nodes)
    seen: set[int] = set()
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        place = waiting.popleft()
        node = place.node
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, ast.Name):
            found = lookup(node.id, place.at.scope)
            bounds = found[1][-_MOST_BOUNDS:] if found else []
            # What nothing binds is given from outside too: `exec(code, {"key": key})`.
            if found is None or any(bound.how is Binding.PARAMETER for bound in bounds):
                yield node.id
                if keys and any((bound.scope, node.id) in keys for bound in bounds):
                    yield WALLET_KEY
            waiting.extend(behind for bound in bounds for behind in _behind(evaluator, bound, node.id, place))
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            waiting.append(_Place(node.value, place.at, place.deep))  # a part of it, or all of it backwards
        elif isinstance(node, ast.Attribute | ast.Subscript):
            name = _member(node)
            yield WALLET_KEY if (None, name) in keys else name
        elif isinstance(node, ast.Call):
            waiting.extend(_Place(part, place.at, place.deep) for part in _given(node))
        else:
            parts = _parts(node)
            waiting.extend(_Place(part, place.at, place.deep) for part in parts if isinstance(part, ast.expr))


def _parts(node: ast.AST) -> Iterable[ast.AST]:
    """The parts of an expression that are parts of its value: what it is asked by is none."""
    if isinstance(node, ast.Dict):
        return node.values
    if isinstance(node, ast.IfExp):
        return (node.body, node.orelse)
    return () if isinstance(node, ast.Compare) else ast.iter_child_nodes(node)


def _member(node: ast.Attribute | ast.Subscript) -> str:
    """The name of an attribute or of a key."""
    if isinstance(node, ast.Attribute):
        return node.attr
    key = node.slice.value if isinstance(node.slice, ast.Constant) else None
    return key if isinstance(key, str) else ""


def _given(node: ast.Call) -> list[ast.expr]:
    func = node.func
    last = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if last not in _KEEPS:
        return []
    owner = [func.value] if isinstance(func, ast.Attribute) else []
    return [*owner, *node.args, *(word.value for word in node.keywords)]


def _behind(evaluator: Evaluator, bound: Bound, name: str, place: _Place) -> Iterator[_Place]:
    """What a name was given: by its assignments, and by the calls of the file for a parameter."""
    deep = place.deep
    if deep >= _MOST_DEEP:
        return
    if bound.how in {Binding.ASSIGN, Binding.EXTEND, Binding.GROW} and bound.node is not None:
        yield _Place(bound.node, At(bound.scope, bound.block), deep + 1)
    elif bound.how is Binding.PARAMETER and name in bound.scope.parameters:
        method = bound.scope.parent is not None and bound.scope.parent.is_class
        number = bound.scope.parameters.index(name) - (1 if method else 0)
        for called in evaluator.callers.get(bound.scope, ())[:_MOST_BOUNDS]:
            named = (word.value for word in called.node.keywords if word.arg == name)
            given = called.node.args[number] if 0 <= number < len(called.node.args) else next(named, None)
            if given is not None:
                yield _Place(given, At(called.scope, called.block), deep + 1)
