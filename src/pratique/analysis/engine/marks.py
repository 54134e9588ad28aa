"""Taint marks: where a value has been, as bits, since values are joined all the time."""

from pratique.analysis.facts import Taint

ENVIRONMENT = 1 << 0
"""Variables of the environment."""
NETWORK = 1 << 1
"""What another machine sent."""
FILE = 1 << 2
"""What a file holds."""
LITERAL = 1 << 3
"""A long constant of the source."""
DECODED = 1 << 4
"""Read from an encoding."""
DECRYPTED = 1 << 5
"""Decrypted with a key."""
KEYED = 1 << 6
"""Decrypted with a key that the machine gives."""
COMPUTED = 1 << 7
"""Text that code makes of numbers or characters."""
ARGUMENTS = 1 << 8
"""From the command line: matters only as a key."""
IDENTITY = 1 << 9
"""Names of the user, the host and its hardware, addresses of the machine."""
PLATFORM = 1 << 10
"""What many machines have in common: system, processor, working directory. Shown as identity."""
OWN = 1 << 11
"""A path below the file's own folder, or what such a file holds. Shown as a file where it is run as code."""
OVERSIZED = 1 << 12
"""A literal, or something decoded from one, that is too long to be read as code."""
MIXED = 1 << 13
"""A number that is no text yet, made from another by exclusive or."""
SECRETS = 1 << 14
"""Credentials."""
SECRET_PLACE = 1 << 15
"""The name of a place where credentials live, not what is kept there."""
WALLET_KEY = 1 << 16
"""A key or phrase of a wallet, by the name of what holds it."""
PROCESS = 1 << 17
"""What a program prints."""
CLIPBOARD = 1 << 18
"""What was copied."""
EVERY = 1 << 19
"""All variables of the environment together, until one is picked by its name."""
REQUESTED = 1 << 20
"""Headers, query or cookies of a request that is answered."""
FOR_READERS = 1 << 21
"""What a picture, a font, a map or a licence holds."""
SPELT = 1 << 22
"""Reached by a name that the source decodes or computes: such a call is a computed one."""
CALLERS = 1 << 23
"""Variables of the functions that called."""
OBJECTS = 1 << 24
"""Whatever objects are alive."""

KEY_MARKS = ENVIRONMENT | ARGUMENTS | IDENTITY
"""What makes a key that only the right machine has."""
HIDING = DECODED | DECRYPTED | COMPUTED
"""What keeps a reader from seeing what a value is."""
LONG_TEXT = 200
"""Characters or bytes from which a constant is long."""
LONG_LIST = 50
"""Numbers from which a list is long."""

_TAINTS: tuple[tuple[int, Taint], ...] = (
    (ENVIRONMENT, Taint.ENVIRONMENT),
    (EVERY, Taint.WHOLE_ENVIRONMENT),
    (IDENTITY | PLATFORM, Taint.IDENTITY),
    (SECRETS, Taint.SECRETS),
    (PROCESS, Taint.PROCESS),
    (CLIPBOARD, Taint.CLIPBOARD),
    (NETWORK, Taint.NETWORK),
    (FILE | OWN, Taint.FILE),
    (LITERAL, Taint.LITERAL),
    (DECODED, Taint.DECODED),
    (DECRYPTED, Taint.DECRYPTED),
    (KEYED, Taint.KEY_FROM_ENVIRONMENT),
    (COMPUTED, Taint.COMPUTED),
)
"""The marks that facts show; the others are for the analysis alone."""


def taints(marks: int) -> tuple[Taint, ...]:
    """Return the taints of marks, sorted."""
    return tuple(sorted(taint for bits, taint in _TAINTS if marks & bits))
