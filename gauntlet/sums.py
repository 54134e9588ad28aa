"""What a run counts: the table on the console, and how much was stopped."""

from collections.abc import Iterator, Sequence

from gauntlet.replay import MOMENTS, Cell, Outcome, Replay


def table(replays: Sequence[Replay]) -> str:
    """The table for a console: for each cell what came of it, by what evidence, and what the user read."""
    lines = []
    for one in replays:
        lines.append(f"{one.incident.id}: {one.incident.title}")
        for cell in one.cells:
            age = "age on " if cell.age else "age off"
            what = f"  +{cell.moment:<4} {age}  {cell_words(cell)}"
            lines.append(what + ("" if cell.passed else "; THE LAST GOOD RELEASE DID NOT INSTALL"))
            lines += [f"                 evidence: {', '.join(cell.evidence)}"] if cell.evidence else []
            lines += [f"                 console: {cell.words}"] if cell.words else []
        for look in one.looks:
            marks = ", ".join(f"{signal} ({weight.value})" for signal, weight in look.marks) or "no mark"
            said = f"inspect {look.action.value} {', '.join(look.evidence)}".strip()
            audit = "" if look.audit is None else f"; audit {'names it' if look.audit else 'says nothing'}"
            kind = "bad" if look.bad else "good"
            lines.append(
                f"  {kind} {look.name} {look.version}: {look.trouble or said}; history {marks}{audit}"
            )
        if one.warned is not None:
            minutes = one.warned.minutes
            named = "NOT NAMED" if minutes is None else f"named {minutes} min after the first report"
            lines.append(f"  who got {', '.join(one.warned.got)}: {named}")
    return "\n".join(lines)


def cell_words(cell: Cell, *, short: bool = False) -> str:
    """Return an outcome in a few words; a short one without how many installs it took."""
    words = cell.outcome.value
    if cell.outcome is Outcome.STOPPED and cell.tries > 1 and not short:
        words += f" ({cell.tries})"
    words += ", advisory" if cell.advised else ""
    return words + (" (gone)" if cell.gone else "")


def stopped(replays: Sequence[Replay], moment: str, *, age: bool) -> tuple[int, int]:
    """How many incidents were stopped at a moment, of how many that were replayed then."""
    cells = [cell for one in replays if (cell := one.at(moment, age=age)) is not None]
    return sum(cell.outcome.good for cell in cells), len(cells)


def passed(replays: Sequence[Replay]) -> tuple[int, int]:
    """In how many cells the last good release came through, of how many where there is one."""
    cells = [cell for one in replays for cell in one.cells if cell.lasting]
    return sum(cell.passed for cell in cells), len(cells)


def sums(replays: Sequence[Replay]) -> Iterator[str]:
    """How many were stopped at each moment, how often the last good release came through, and what the rest did."""
    for age in (True, False):
        counted = [
            f"{moment} {good} of {count}"
            for moment in MOMENTS
            for good, count in (stopped(replays, moment, age=age),)
            if count
        ]
        if counted:
            yield f"cooldown {'on' if age else 'off'}: {', '.join(counted)}"
    good, count = passed(replays)
    yield f"the client installed the last good release in {good} of {count} replays"
    yield from beside(replays)


def beside(replays: Sequence[Replay]) -> Iterator[str]:
    """Yield what the cells do not count as stopped, what the other verbs say, and whether affected clients were listed."""
    cells = [cell for one in replays for cell in one.cells]
    doors = sum(cell.outcome is Outcome.DOOR for cell in cells)
    yield f"the client installed only a clean dependent in {doors} replays (not counted as stopped)"
    advised = sum(cell.advised is True for cell in cells)
    yield f"the advisory alone stopped the release in {advised} replays (not counted as stopped)"
    looked = [one for one in replays if one.looks]
    if looked:
        bad = [one for one in looked if any(look.bad for look in one.looks)]
        for verb in ("inspect", "history", "audit"):
            asked = [one for one in bad if verb != "audit" or one.incident.advisory is not None]
            found = sum(any(verb in look.alarms for look in one.looks if look.bad) for one in asked)
            yield f"`{verb}` detects a bad release in {found} of {len(asked)} incidents"
        good = [look for one in looked for look in one.looks if not look.bad and not look.trouble]
        false = [
            f"{look.name} {look.version} ({', '.join(look.alarms)})" for look in good if any(look.alarms)
        ]
        yield (
            f"`inspect`, `history` and `audit` report {len(false)} of {len(good)} last good releases by mistake"
            + (f": {', '.join(false)}" if false else "")
        )
    warned = [one.warned for one in replays if one.warned is not None]
    if warned:
        named = [one.minutes for one in warned if one.whole and one.minutes is not None]
        most = f", {min(named)} to {max(named)} minutes after the first report" if named else ""
        yield f"the affected clients are listed in {len(named)} of {len(warned)} incidents with an advisory{most}"
