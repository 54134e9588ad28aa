"""Writes the report of `diff` for a terminal: capabilities, the manifest, then files, riskiest first."""

from pratique.core.comparison import CapabilityChange, Change, Comparison, FileChange, ManifestChange
from pratique.report.parts.counts import plural
from pratique.report.parts.escape import escape
from pratique.report.text.style import Fit, Line, Span, Style, line

_MOST_ORDINARY = 20


def comparison(value: Comparison, before: str, after: str) -> list[Line]:
    """Return the lines of a comparison of two artifacts."""
    lines = [line(Span(f"{escape(before)} -> {escape(after)}", Style.STRONG), f": {_counts(value)}")]
    lines += [line(Span(f"Known malicious: {escape(said)}", Style.BLOCK)) for said in value.known_bad]
    lines += _capabilities("gained", "+", Style.BLOCK, value.gained)
    lines += _capabilities("lost", "-", Style.ALLOW, value.lost)
    lines += _manifest(value.manifest)
    if value.addresses:
        lines += [line(""), line("new addresses")]
        lines += [
            line(f"  {escape(a.value, most=120)}", Span(f"  {escape(a.path)}:{a.line}", Style.PLACE))
            for a in value.addresses
        ]
    lines += _files(value)
    return lines


def _counts(value: Comparison) -> str:
    """Return the numbers of changed capabilities, manifest entries, URLs and files."""
    first = sum(bool(file.why_first) for file in value.files)
    files = f"{plural(len(value.files), 'file')} changed" + (f" ({first:,} to review first)" if first else "")
    counts = (
        (len(value.gained), "capability gained", "capabilities gained"),
        (len(value.lost), "capability lost", "capabilities lost"),
        (len(value.manifest), "manifest change", "manifest changes"),
        (len(value.addresses), "new address", "new addresses"),
    )
    parts = [plural(count, one, many) for count, one, many in counts if count]
    return ", ".join([*(parts or ["same capabilities and manifest"]), files])


def _capabilities(word: str, sign: str, style: Style, values: tuple[CapabilityChange, ...]) -> list[Line]:
    if not values:
        return []
    lines = [line(""), line(f"capabilities {word}")]
    lines += [
        line(
            Span(f"  {sign} {value.capability}", style),
            f" ({value.context}): {escape(value.api, most=80)}",
            Span(f"  {escape(value.path)}:{value.line}", Style.PLACE),
        )
        for value in values
    ]
    return lines


def _manifest(values: tuple[ManifestChange, ...]) -> list[Line]:
    if not values:
        return []
    lines = [line(""), line("manifest")]
    for value in values:
        if value.before is None:
            words = f"+ {value.field} {value.name}: {value.after}"
        elif value.after is None:
            words = f"- {value.field} {value.name}: {value.before}"
        else:
            words = f"~ {value.field} {value.name}: {value.before} -> {value.after}"
        lines.append(line(f"  {escape(words, most=240)}"))
    return lines


def _files(value: Comparison) -> list[Line]:
    first = [file for file in value.files if file.why_first]
    ordinary = [file for file in value.files if not file.why_first]
    lines = [line(""), line(f"files: {len(value.files):,} changed, {value.unchanged:,} unchanged")]
    if first:
        lines.append(line("  read first"))
        for file in first:
            lines += _file(file)
    if ordinary:
        lines.append(line("  others"))
        shown = ordinary if any(file.patch for file in ordinary) else ordinary[:_MOST_ORDINARY]
        for file in shown:
            lines += _file(file)
        if len(shown) < len(ordinary):
            lines.append(
                line(f"    and {len(ordinary) - len(shown)} more (`--patch` or `--format json` shows all)")
            )
    return lines


def _file(value: FileChange) -> list[Line]:
    size = f"{value.size_before_bytes:,} -> {value.size_after_bytes:,} bytes"
    if value.change is Change.ADDED:
        size = f"{value.size_after_bytes:,} bytes"
    elif value.change is Change.REMOVED:
        size = f"{value.size_before_bytes:,} bytes"
    came = f" from {escape(value.moved_from)}" if value.moved_from else ""
    why = f"  new here: {', '.join(value.why_first)}" if value.why_first else ""
    runs = f"  runs at {value.context}" if value.context in {"install", "import"} else ""
    lines = [
        line(
            f"    {value.change.value:8}{escape(value.path)}{came}",
            Span(f"  {size}{runs}", Style.FAINT),
            Span(why, Style.HOLD),
        )
    ]
    if value.patch_omitted:
        lines.append(line(Span(f"      {value.patch_omitted}", Style.FAINT)))
    return lines + [_patch_line(text) for text in value.patch]


def _patch_line(text: str) -> Line:
    style = {"+": Style.ALLOW, "-": Style.BLOCK, "@": Style.PLACE}.get(text[:1], Style.PLAIN)
    return line(Span(f"      {escape(text, most=400)}", style, Fit.CUT))
