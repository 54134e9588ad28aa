"""What names alone tell: parameters and properties that hold the keys of a wallet, and the request that a server answers.

Keys are followed only in files that speak of wallets, and only while they stay what they are: what is signed or derived with a key
is none. They end in the network, where `keys_sent` notes them; the headers, query and cookies of a request end in code.
"""

import re
from dataclasses import replace

from pratique.analysis.engine.marks import WALLET_KEY
from pratique.analysis.languages.javascript.scopes import Bound, Function
from pratique.analysis.languages.values import Value

KEYS = frozenset(
    (
        *("mnemonic", "mnemonics", "mnemonicPhrase", "mnemonic_phrase", "seedPhrase", "seedphrase", "seed_phrase"),
        *("recoveryPhrase", "recovery_phrase", "secretPhrase", "secret_phrase", "secretRecoveryPhrase"),
        *("privateKey", "private_key", "privKey", "privatekey", "secretKey", "secret_key"),
    )
)  # fmt: skip
"""Names of parameters and properties that hold keys, in a file that speaks of wallets."""
_OF_WALLETS = (
    *(b"bip39", b"bip32", b"mnemonic", b"Keypair", b"fromSecretKey", b"ethers", b"bs58", b"secp256k1"),
    *(b"Mnemonic", b"solana", b"tronweb", b"TronWeb", b"web3", b"HDNode"),
)
REQUESTS = frozenset((b"req", b"request"))
_ANSWERS = frozenset((b"res", b"response", b"reply", b"resp"))
REQUEST = "http.IncomingMessage"
STAYING = frozenset(
    (
        *("toString", "slice", "substring", "substr", "subarray", "join", "trim", "concat", "split", "map"),
        *("reverse", "padStart", "padEnd", "then"),
    )
)
"""Methods that give a key again, whole or in pieces."""
_OF_KEYS = re.compile(
    rb"(?:(?:from|import|restore|recover|unlock|use|set|load|add|by|with)_?)?(?:[Mm]nemonic|[Ss]eed_?[Pp]hrase|[Pp]rivate_?[Kk]ey|[Ss]ecret_?[Kk]ey)"
    rb"(?:To_?(?:[Ss]eed|[Kk]ey)\w{0,12})?\Z"
)


def takes_key(function: Function, place: int) -> bool:
    """Whether a function is given the key of a wallet, by its own name: `fromMnemonic(words)`."""
    names = (function.key, *(name for _, name in function.aliases[:3]))
    return place == 0 and any(_OF_KEYS.match(name) for name in names)


def speaks_of_wallets(source: bytes) -> bool:
    """Whether a source has to do with wallets."""
    return any(word in source for word in _OF_WALLETS)


def with_key(value: Value) -> Value:
    """The value, marked as a key of a wallet."""
    return replace(value, marks=value.marks | WALLET_KEY)


def is_request(bound: Bound) -> bool:
    """Whether a parameter of such a name is the request of a server's handler: the first of two or more, the second of which answers."""
    function = bound.target
    return (
        bound.place == 0
        and not bound.path
        and isinstance(function, Function)
        and len(function.parameters) > 1
        and function.parameters[1] in _ANSWERS
    )
