"""Writes the answer of an exposure search for a terminal: the answer, each found item, the coverage, the next steps."""

from collections.abc import Iterator

from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Line, Span, Style, line, snippet
from pratique.respond.actions.step import Step, System
from pratique.respond.behaviour.sentences import heading, sentences
from pratique.respond.exposure import Answer, Exposure
from pratique.respond.report.answered import Answered
from pratique.respond.report.coverage import covered, unread
from pratique.respond.report.headline import headline
from pratique.respond.report.labels import CONTACTS, label, labels
from pratique.respond.report.story import story, where
from pratique.respond.sighting import Contact, Sighting

_MOST_PLACES = 12
_MOST_ITEMS = 30
_MOST_UNREAD = 8
_MOST_BEHAVIOURS = 3
_MOST_SENTENCES = 8
_MOST_STEPS = 12
_MOST_NOTES = 6
_STYLES = {
    Contact.EXECUTED: Style.BLOCK,
    Contact.INSTALLED: Style.BLOCK,
    Contact.FETCHED: Style.BLOCK,
    Contact.LOCKED: Style.HOLD,
    Contact.RESOLVABLE: Style.HOLD,
    Contact.REFUSED: Style.ALLOW,
}
_CHARACTERS = 400


def lines(value: Answered, *, verbose: bool = False, here: str = "") -> list[Line]:
    """Return the report as lines. With `verbose`, it lists every place, item and unread part.

    Paths below the folder `here` are relative to it.
    """
    exposure = value.exposure
    style = Style.BLOCK if exposure.exposed else Style.ALLOW if exposure.complete else Style.HOLD
    found = [line(Span(escape(headline(exposure)), Style.STRONG if style is Style.ALLOW else style))]
    found += [line(Span(escape(note, most=_CHARACTERS), Style.FAINT)) for note in exposure.wanted.notes]
    found += _items(exposure, verbose=verbose, here=here)
    found += _coverage(exposure, verbose=verbose, here=here)
    found += _behaviours(value, verbose=verbose)
    return found + list(_steps(value.steps, verbose=verbose))


def _items(exposure: Exposure, *, verbose: bool, here: str) -> Iterator[Line]:
    found = [own for own in exposure.wanted.ids if exposure.found(own)]
    # A collector's file may name an item in another spelling: nothing that was found is left out.
    found += sorted({one.wanted for one in exposure.sightings}.difference(found))
    most = len(found) if verbose else _MOST_ITEMS
    for own in found[:most]:
        yield line()
        name = label(own)
        told = exposure.wanted.origins.get(own, "")
        source = f" ({told})" if told and told != "argument" else ""
        yield line(
            Span(escape(name, most=200), Style.STRONG),
            Span(escape(source, most=200), Style.FAINT),
            ": ",
            _words(exposure, own),
        )
        yield from _places(exposure.found(own), exposure, verbose=verbose, here=here)
    if most < len(found):
        yield line()
        yield line(f"and {plural(len(found) - most, 'other found item')} (-v lists all)")
    missing = tuple(own for own in exposure.wanted.ids if not exposure.found(own))
    if found and missing:
        yield line()
        shown = labels(missing, most=len(missing) if verbose else 6)
        yield line(f"Not found: {escape(shown, most=None if verbose else _CHARACTERS)}")


def _words(exposure: Exposure, own: str) -> str:
    answer = exposure.answer_for(own)
    places = len({(one.kind, one.place) for one in exposure.found(own)})
    return f"{answer.value} ({plural(places, 'place')})" if answer is not Answer.NOT_FOUND else answer.value


def _places(
    sightings: tuple[Sighting, ...], exposure: Exposure, *, verbose: bool, here: str
) -> Iterator[Line]:
    most = len(sightings) if verbose else _MOST_PLACES
    widest = max(len(CONTACTS[one.contact]) for one in sightings)
    for one in sightings[:most]:
        word = CONTACTS[one.contact].ljust(widest)
        yield line(
            "  ",
            Span(word, _STYLES[one.contact]),
            "  ",
            Span(escape(_relative(where(one), here), most=_CHARACTERS), Style.PLACE),
        )
        told = "; ".join(escape(sentence, most=_CHARACTERS) for sentence in story(one, exposure))
        if told:
            yield line(f"  {'':{widest}}  {told}")
    if most < len(sightings):
        yield line(f"  and {plural(len(sightings) - most, 'other place')} (-v lists all)")


def _relative(text: str, here: str) -> str:
    """Return a text that begins with a path, relative to `here` if the path is below it."""
    if here and text.startswith(f"{here}/"):
        return text[len(here) + 1 :]
    return (
        f".{text[len(here) :]}"
        if here and text.startswith((f"{here}:", f"{here} "))
        else "."
        if text == here and here
        else text
    )


def _coverage(exposure: Exposure, *, verbose: bool, here: str) -> Iterator[Line]:
    parts = covered(exposure.searched)
    sentences = unread(exposure, most=None if verbose else _MOST_UNREAD)
    # If nothing was found, the first line lists what was searched.
    told = not exposure.sightings and not verbose
    if not told or sentences:
        yield line()
    if not told:
        yield line(f"Searched: {', '.join(part.words for part in parts) or 'no place'}")
    if verbose:
        for part in parts:
            if part.formats:
                yield line(f"  {part.kind.value}: {escape(', '.join(part.formats), most=_CHARACTERS)}")
    if sentences:
        count = len(exposure.unchecked) + len(exposure.wanted.misread)
        yield line(Span(f"Not checked: {plural(count, 'part')}", Style.HOLD))
        most = len(sentences) if verbose else _MOST_UNREAD
        yield from (
            line(f"  {escape(_relative(sentence, here), most=_CHARACTERS)}") for sentence in sentences[:most]
        )
        if most < len(sentences):
            yield line(f"  and {len(sentences) - most:,} more (-v lists all)")


def _behaviours(value: Answered, *, verbose: bool) -> Iterator[Line]:
    if not value.behaviours and not value.unknown:
        return
    yield line()
    yield line(Span("What it does:", Style.STRONG))
    for told in value.behaviours[: None if verbose else _MOST_BEHAVIOURS]:
        yield line(f"  {heading(told)}" if verbose else f"  {escape(told.filename, most=_CHARACTERS)}")
        found = list(sentences(told))
        most = len(found) if verbose else _MOST_SENTENCES
        yield from (line(f"    {sentence}") for sentence in found[:most])
        if most < len(found):
            yield line(f"    and {plural(len(found) - most, 'more line')} (-v lists all)")
    if not verbose and len(value.behaviours) > _MOST_BEHAVIOURS:
        yield line(f"  and {plural(len(value.behaviours) - _MOST_BEHAVIOURS, 'more file')} (-v lists all)")
    yield from (line(f"  {escape(sentence, most=_CHARACTERS)}") for sentence in value.unknown)


def _steps(steps: tuple[Step, ...], *, verbose: bool) -> Iterator[Line]:
    if not steps:
        return
    yield line()
    yield line(Span("What to do, in this order:", Style.STRONG))
    most = len(steps) if verbose else _MOST_STEPS
    for number, step in enumerate(steps[:most], start=1):
        yield line(
            f"  {number}. ",
            Span(escape(step.title, most=_CHARACTERS), Style.STRONG),
            f" {escape(step.why, most=_CHARACTERS)}",
        )
        # The commands of other systems are in the other formats.
        for command in (
            step.commands if verbose else [one for one in step.commands if one.system is System.POSIX]
        ):
            yield snippet(f"     {escape(command.line, most=1_000)}")
        yield from (
            line(f"     - {escape(note, most=_CHARACTERS)}")
            for note in step.notes[: None if verbose else _MOST_NOTES]
        )
        if not verbose and len(step.notes) > _MOST_NOTES:
            yield line(f"     and {len(step.notes) - _MOST_NOTES:,} more (-v lists all)")
    if most < len(steps):
        yield line(f"  and {plural(len(steps) - most, 'more step')} (-v lists all)")
