"""One way through an expression that chooses between others: `a ? b : c`, `a || b`, a parameter of a function.

`paths.all_targets` goes all of them.
"""


class Ways:
    """One way through the choices of an expression: the first of each, but where `steps` says another."""

    def __init__(self, steps: tuple[int, ...] = ()) -> None:
        self._steps = steps
        self.taken: list[tuple[int, int]] = []
        """The number that was chosen at each choice, and how many there were."""

    def take(self, count: int) -> int:
        """Return the number of what is chosen of `count` things, below `count`."""
        at = len(self.taken)
        chosen = self._steps[at] if at < len(self._steps) else 0
        chosen = min(chosen, count - 1)
        self.taken.append((chosen, count))
        return chosen
