"""Shares with their uncertainty."""

import math


def wilson(hits: int, count: int, *, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not count:
        return 0.0, 1.0
    share = hits / count
    middle = share + z * z / (2 * count)
    spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    scale = 1 + z * z / count
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def below(hits: int, count: int, *, confidence: float = 0.95) -> float:
    """The share that the true one is below, at one-sided confidence (Clopper and Pearson 1934); 3/n for no hit of n."""
    if hits >= count:
        return 1.0
    low, high = hits / count, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most(hits, count, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _at_most(hits: int, count: int, share: float) -> float:
    """The chance of at most so many hits."""
    total = 0.0
    for found in range(hits + 1):
        log = (
            math.lgamma(count + 1)
            - math.lgamma(found + 1)
            - math.lgamma(count - found + 1)
            + found * math.log(share)
            + (count - found) * math.log1p(-share)
        )
        total += math.exp(log)
    return total
