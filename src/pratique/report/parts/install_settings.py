"""Describes changed install settings for all reports.

Texts are unescaped unless a function states otherwise.
"""

from collections.abc import Sequence

from pratique.core.assessment import ProjectReport
from pratique.core.deciding import Effect, InstallSetting, stopping
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import code, escape, prose
from pratique.report.text.style import Line, Span, Style, line

_MOST_LINES = 20
_MOST_FILES = 5
_DECIDES = {
    Effect.PLACE: "the source of packages",
    Effect.CODE: "the code that runs at install",
    Effect.SELECTION: "the installed versions or files",
    Effect.CONTENT: "the patched files of packages",
    Effect.ALLOWED: "the packages that may run install scripts",
    Effect.OWN: "the project scripts that run at install",
}


def sentence(setting: InstallSetting) -> str:
    """Return a sentence that states the change of a setting and the effect of the setting."""
    before = "none" if setting.before is None else setting.before
    after = "none" if setting.after is None else setting.after
    return f"{setting.setting}: {before} -> {after}; it determines {_DECIDES[setting.effect]}"


def next_step(setting: InstallSetting) -> str:
    """Return the next step for a setting that makes the report incomplete."""
    return (
        "review the change; to accept it, merge it separately, or merge a waiver first "
        f'(rule = "install-settings", package = "{setting.path}")'
    )


def lines(value: ProjectReport) -> list[Line]:
    """Return the changed settings as lines for a terminal.

    Each stopping change has its own line, and one line covers all other settings.
    """
    stops = stopping(value.install_settings)
    shown: list[Line] = []
    if stops:
        shown += [line(""), line(Span("install settings have changed", Style.HOLD))]
        for one in stops[:_MOST_LINES]:
            shown.append(line(f"  {escape(one.source, most=200)}: {escape(sentence(one), most=400)}"))
        if len(stops) > _MOST_LINES:
            shown.append(line(f"  and {len(stops) - _MOST_LINES} more (`--format json` lists them)"))
        hints = dict.fromkeys(next_step(one) for one in stops[:1])
        shown += [line(f"    hint: {escape(hint, most=300)}") for hint in hints]
    rest = [escape(text, most=400) for text in (*patched(value), *_rest(value))]
    return [*shown, line(""), *map(line, rest)] if rest else shown


def patched(value: ProjectReport) -> list[str]:
    """Return unescaped lines about judged and accepted patches; empty if there are none."""
    judged = [one.words for one in value.patches if not one.why]
    accepted = [one.words for one in value.patches if one.waiver is not None]
    return [
        f"{listed}, {what}"
        for words, what in ((judged, "judged"), (accepted, "not judged, accepted by a waiver"))
        if (listed := _first(words, "; "))
    ]


def _rest(value: ProjectReport) -> list[str]:
    """Return a line with the number of settings that stop nothing, not counting settings for judged patches."""
    rest = [one for one in value.install_settings if not one.stops and not one.judged]
    return [counted(rest, value)] if rest else []


def _first(texts: Sequence[str], between: str) -> str:
    more = f" and {len(texts) - _MOST_FILES} more" if len(texts) > _MOST_FILES else ""
    return between.join(texts[:_MOST_FILES]) + more


def counted(rest: Sequence[InstallSetting], value: ProjectReport) -> str:
    """Return a line about the settings that stop nothing."""
    files = list(dict.fromkeys(one.path for one in rest))
    named = _first(files, ", ")
    decide = "affects" if len(rest) == 1 else "affect"
    what = f"{plural(len(rest), 'setting')} {decide} the installed packages"
    if value.since is not None:
        what = f"{plural(len(rest), 'more setting')} changed: accepted, or only about scripts"
    return f"{what} ({named}); `--format json` lists {'it' if len(rest) == 1 else 'them'}"


def notes(value: ProjectReport) -> list[str]:
    """Return an unescaped sentence for each stopping change, with the location of the setting."""
    return [f"{one.source}: {sentence(one)}" for one in stopping(value.install_settings)]


def items(value: ProjectReport) -> list[str]:
    """Return a Markdown paragraph for each stopping change."""
    return [
        f"{code(one.source, most=200)} {prose(sentence(one), most=400)}; {prose(next_step(one), most=300)}"
        for one in stopping(value.install_settings)
    ]


def remark(value: ProjectReport) -> list[str]:
    """Return a Markdown paragraph about judged patches and settings that stop nothing; empty if there are none."""
    rest = [*patched(value), *_rest(value)]
    return ["", *(prose(f"{text}.", most=400) for text in rest)] if rest else []
