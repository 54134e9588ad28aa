"""Keys that nobody sends, told by what is done with them, whatever they are called.

A parameter that a library makes the key of a wallet from is one, and so is what requests are signed with: who signs has no use
for sending the key.
"""

import ast
import re
from collections.abc import Iterator

from pratique.analysis.languages.python.evaluate import At
from pratique.analysis.languages.python.resolve import lookup
from pratique.analysis.languages.python.scopes import Binding, Called, Scope
from pratique.analysis.languages.python.source import Held, Source

_MAKERS = frozenset(
    (
        *("from_key", "from_mnemonic", "from_secret_key", "from_private_key", "from_base58_string"),
        *("from_seed_phrase", "privateKeyToAccount", "Bip39SeedGenerator", "Bip39MnemonicValidator"),
        *("from_phrase", "privkey_to_account", "to_seed", "mnemonic_to_seed", "seed_from_mnemonic"),
    )
)
"""Functions that make a key from their first argument."""
_OWNERS = re.compile(
    r"key_?pair|account|wallet|private_?key|signing_?key|secret_?key|mnemonic|bip_?(?:utils|32|39|44)|hd_?key|web3",
    re.IGNORECASE,
)
_CHAINS = frozenset(
    {
        *(
            "web3",
            "eth_account",
            "eth_keys",
            "solders",
            "solana",
            "bip_utils",
            "bitcoinlib",
            "tronpy",
            "xrpl",
        ),
        "stellar_sdk",
    }
)
"""Modules of wallets and of their chains."""
_SIGNERS = frozenset(("hmac.new", "hmac.digest"))
_WORDS_TO_SEED = ("hashlib.pbkdf2_hmac", 2048)
"""How words become the seed of a wallet (BIP 39): the rounds are part of the standard."""
_MOST_NAMES = 40
_MOST_BOUNDS = 4
_FEWEST_ARGUMENTS = 4


def wallet_keys(source: Source) -> frozenset[Held]:
    """The parameters and attributes that keys of wallets are made from."""
    if source.wallet_keys is None:
        found = set(_held(source))
        source.wallet_keys = frozenset(found | set(_kept(source, found)) if found else found)
    return source.wallet_keys


def _kept(source: Source, held: set[Held]) -> Iterator[Held]:
    """The attributes in which methods keep such a parameter."""
    for scope in source.index.scopes:
        for name, bounds in scope.attributes.items():
            if any(
                isinstance(bound.node, ast.Name) and (bound.scope, bound.node.id) in held for bound in bounds
            ):
                yield None, name


def _held(source: Source) -> Iterator[Held]:
    phrases = "mnemonic" in source.text
    for scope in source.index.scopes:
        for called in scope.calls:
            func = called.node.func
            last = (
                func.attr
                if isinstance(func, ast.Attribute)
                else func.id
                if isinstance(func, ast.Name)
                else ""
            )
            args = called.node.args
            if args and (
                (last in _MAKERS and _is_library(source, called))
                or (last in {"new", "digest"} and source.resolver.dotted(func, scope) in _SIGNERS)
            ):
                yield from _names(args[0], scope)
            elif phrases and last == "pbkdf2_hmac" and len(args) >= _FEWEST_ARGUMENTS:
                rounds = source.evaluator.value(args[3], At(scope, called.block)).const
                if (source.resolver.dotted(func, scope), rounds) == _WORDS_TO_SEED:
                    yield from _names(args[1], scope)


def _is_library(source: Source, called: Called) -> bool:
    """Whether a call is one of a library of wallets: a file that defines the function is such a library itself."""
    func = called.node.func
    name = source.resolver.dotted(func, called.scope)
    if name is None and isinstance(func, ast.Attribute) and isinstance(func.value, ast.Attribute):
        modules = {(one.module or "").partition(".")[0] for one in source.facts.imports.values()}
        name = func.value.attr if not _CHAINS.isdisjoint(modules) else None  # `self.w3.eth.account.from_key`
    return name is not None and _OWNERS.search(name[-120:]) is not None


def _names(node: ast.expr, scope: Scope) -> Iterator[Held]:
    """The parameters and attributes that an expression is made of."""
    waiting: list[ast.AST] = [node]
    for _ in range(_MOST_NAMES):
        if not waiting:
            return
        part = waiting.pop()
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "self":
            yield None, part.attr
        elif isinstance(part, ast.Call):
            owner = [part.func.value] if isinstance(part.func, ast.Attribute) else []
            waiting.extend((*owner, *part.args))
        elif isinstance(part, ast.Name):
            found = lookup(part.id, scope)
            for bound in found[1][-_MOST_BOUNDS:] if found else ():
                if bound.how is Binding.PARAMETER and part.id not in {"self", "cls"}:
                    yield bound.scope, part.id
                elif bound.how is Binding.ASSIGN and bound.node is not None:
                    waiting.extend(
                        one for one in ast.walk(bound.node) if isinstance(one, ast.Name) and one.id == part.id
                    )
        else:
            waiting.extend(ast.iter_child_nodes(part))
