"""Parses settings given as text: environment variables and command-line options."""

from collections.abc import Iterable, Mapping

from pratique.config.layer import Authority, Layer, Told
from pratique.config.setting import SETTING_BY_KEY, SETTINGS
from pratique.core.suggestion import nearest
from pratique.errors import ParseError, Reference, UsageError

OTHER_VARIABLES = (
    *("PRATIQUE_HOME", "PRATIQUE_CONFIG", "PRATIQUE_DEBUG"),
    *("PRATIQUE_GATE_TOKEN", "PRATIQUE_GATE_WEBHOOK_SECRET"),
)
"""Environment variables without an equivalent in settings files: locations, error output, and secrets."""
_PREFIX = "PRATIQUE_"


def from_environment(env: Mapping[str, str]) -> Layer:
    """Parse the environment variables of `SETTINGS`. An empty variable counts as unset.

    `Layer.unknown` lists each `PRATIQUE_` variable that looks misspelt. Raise UsageError (`config-invalid`) for an
    invalid value.
    """
    values: dict[str, Told[object]] = {}
    for setting in SETTINGS:
        text = env.get(setting.variable, "")
        if text.strip():
            values[setting.key] = _told(setting.key, text, setting.variable)
    known = [*(setting.variable for setting in SETTINGS), *OTHER_VARIABLES]
    strange = [name for name in sorted(env) if name.startswith(_PREFIX) and name not in known]
    unknown = ((name, near) for name in strange if (near := nearest(name, known, cutoff=0.8)) is not None)
    return Layer(authority=Authority.ENVIRONMENT, origin="environment", values=values, unknown=tuple(unknown))


def from_options(options: Mapping[str, tuple[str, str]], *, exclude: Iterable[str] = ()) -> Layer:
    """Parse command-line options: a mapping of setting key to (option, its text), such as `--min-age`, `24h`.

    Raise UsageError (`config-invalid`) for an invalid value, and KeyError for a key that is not a setting.
    """
    return Layer(
        authority=Authority.COMMAND_LINE,
        origin="command line",
        values={key: _told(key, text, option) for key, (option, text) in options.items()},
        exclude=tuple(Told(glob, "--exclude") for glob in exclude),
    )


def _told(key: str, text: str, origin: str) -> Told[object]:
    try:
        return Told(SETTING_BY_KEY[key].form.read_text(text), origin)
    except ParseError as error:
        raise UsageError(Reference.CONFIG_INVALID, f"{origin}: {error.message}", hint=error.hint) from None
