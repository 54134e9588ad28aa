"""What this release can do that its baseline could not."""

from collections.abc import Callable, Iterator

from pratique.analysis.context import Context
from pratique.analysis.facts import Capability, Taint, Use
from pratique.analysis.subject import CapabilityDelta, Contents, Gain

MOST_READS = 50
"""Names of credentials that are told."""
WHOLE_ENVIRONMENT = "all environment variables"
_KINDS: dict[Context, int] = {
    # Code that runs by itself, and code that waits to be called, are counted apart.
    Context.INSTALL: 0,
    Context.IMPORT: 1,
    Context.CALLED: 2,
}


def compare(before: Contents, after: Contents) -> CapabilityDelta:
    """Compare the capabilities of two artifacts, each with the earliest context in which it is had.

    A capability counts as gained when the baseline has it nowhere, or only where it runs later (a network call
    that moves from a function to an install hook is a gain). Tests, examples and documentation do not count.
    """
    had, has = capabilities(before), capabilities(after)
    return CapabilityDelta(
        tuple(_beyond(has, had, lambda mine, theirs: mine < theirs)),
        tuple(_beyond(had, has, lambda _mine, _theirs: False)),
    )


def capabilities(contents: Contents) -> dict[Capability, Gain]:
    """Each capability with the use of it that runs earliest."""
    found: dict[Capability, Gain] = {}
    for path, context, use in contents.uses():
        if context is Context.AUXILIARY:
            continue
        known = found.get(use.capability)
        gain = Gain(use.capability, context, path, use)
        if known is None or _order(gain.context, gain.use) < _order(known.context, known.use):
            found[use.capability] = gain
    return found


def reads(contents: Contents) -> Iterator[str]:
    """Yield the credentials that code names, each once, what runs earliest first; tests and examples do not count."""
    told = dict.fromkeys(
        use.api
        for _, context, use in contents.uses()
        if use.capability is Capability.SECRETS and context is not Context.AUXILIARY
    )
    yield from list(told)[:MOST_READS]
    if any(
        Taint.WHOLE_ENVIRONMENT in flow.taints and flow.sink is Capability.NETWORK
        for _, context, flow in contents.flows()
        if context is not Context.AUXILIARY
    ):
        yield WHOLE_ENVIRONMENT


def _order(context: Context, use: Use) -> tuple[int, int]:
    return _KINDS[context], int(not use.at_load)


def _beyond(
    mine: dict[Capability, Gain],
    theirs: dict[Capability, Gain],
    earlier: Callable[[int, int], bool],
) -> list[Gain]:
    found = []
    for capability in Capability:
        gain = mine.get(capability)
        if gain is None:
            continue
        other = theirs.get(capability)
        if other is None or earlier(_KINDS[gain.context], _KINDS[other.context]):
            found.append(gain)
    return found
