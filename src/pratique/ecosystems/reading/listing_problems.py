"""What could not be understood in a listing, in a bounded number of sentences."""

_MOST = 100


def told_problems(problems: list[str]) -> tuple[str, ...]:
    """Give the sentences; of more than 100 the first ones, and a last one that says how many follow."""
    if len(problems) <= _MOST:
        return tuple(problems)
    return (*problems[: _MOST - 1], f"and {len(problems) - _MOST + 1} more versions or files")
