"""Advises on packages that are bundled inside the archive of another package.

Package managers cannot replace a bundled package.
"""

from pratique.core.audit import FixAdvice, Remedy
from pratique.core.lock import LockedPackage, SourceKind
from pratique.intake.audit.fix.bring import bring
from pratique.intake.audit.fix.lift import Lifter, Need
from pratique.intake.audit.fix.parents import lift_words
from pratique.intake.audit.fix.situation import Situation


def bundled(at: Situation) -> FixAdvice | None:
    """Return the advice to upgrade the package that bundles the affected package; None if no package bundles it."""
    inside = at.holding.entries[0]
    if inside.source is not SourceKind.BUNDLED:
        return None
    bundler = _bundler(at, inside)
    name = str(bundler.ref or bundler.package) if bundler is not None else "another package"
    if bundler is not None and at.desk.asks_registries:
        # A copy is surely another one where the bundler does not accept the present version any more.
        need = Need(name=at.name, versions=at.choice.versions, but_not=at.case.version)
        lifts = Lifter(at).lift(bundler, need)
        if lifts is not None and need.name in bundler.dependencies:
            how = bring(at, lifts)
            return at.advice(
                Remedy.PARENT,
                f"the package is bundled in the archive of {name}: {lift_words(at, lifts, {bundler.key})}{how.text}",
                version=at.choice.versions[0],
                run=how.run,
                write=how.write,
                file=how.file,
            )
    return at.advice(
        Remedy.NONE,
        f"the package is bundled in the archive of {name}: only a newer release of that package can contain {at.choice.versions[0]}",
    )


def _bundler(at: Situation, entry: LockedPackage) -> LockedPackage | None:
    entries = at.holding.view.entries
    above = entry.key
    while "/node_modules/" in above:
        above = above.rpartition("/node_modules/")[0]
        if above in entries and entries[above].source is not SourceKind.BUNDLED:
            return entries[above]
    named = (entries[key] for key in entry.parents if key in entries)
    return next((one for one in named if one.source is not SourceKind.BUNDLED), None)
