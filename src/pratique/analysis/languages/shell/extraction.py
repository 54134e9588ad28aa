"""Facts of shell text: scripts, command lines, and argument lists that no shell reads."""

from dataclasses import replace

from pratique.analysis.facts import FileFacts, Language, problem_only
from pratique.analysis.languages.shell.carrying import read_carried
from pratique.analysis.languages.shell.commands import steps, words_steps
from pratique.analysis.languages.shell.following import Following
from pratique.analysis.languages.shell.functions import functions_of
from pratique.analysis.languages.shell.words import MOST_TEXT


def extract(source: bytes) -> FileFacts:
    """Read a shell script. What it does, it does when it is loaded."""
    if b"\0" in source:
        return problem_only(Language.SHELL, "not text")
    text = source.decode("utf-8", "replace").replace("\r\n", "\n")
    facts = read_command(text)
    if len(text) > MOST_TEXT:
        return replace(facts, problem=f"cut: only the first {MOST_TEXT} characters were read")
    return facts


def read_command(text: str) -> FileFacts:
    """Facts of a command line or script given as text."""
    reading = Following(functions=functions_of(text[:MOST_TEXT]))
    reading.steps(steps(text))
    for number, line in enumerate(text.split("\n")[:20_000], start=1):
        if len(line) > 3 and not line.lstrip().startswith("#"):
            reading.text(line, number)
    read_carried(reading)
    return reading.done()


def read_words(words: tuple[str, ...]) -> FileFacts:
    """Facts of an argument list: a program and its arguments, which no shell reads."""
    reading = Following()
    reading.steps(words_steps(words))
    for word in words:
        reading.text(word, 1)
    read_carried(reading)
    return reading.done()
