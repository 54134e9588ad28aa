"""Defines the style sheet of the HTML audit report, and the Content-Security-Policy that allows only this style sheet.

The page filters findings by severity without a script, with checkboxes and `:has()`. Browsers without `:has()` and
printed pages show all findings.
"""

import base64
import hashlib

from pratique.report.audit.order import GRADES

_COLOURS = """\
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ground: #f6f7f9; --ink: #1c2128; --faint: #57606a; --line: #d8dee4; --code: #f0f2f5;
  --link: #0b5cad; --notice: #fff7e0; --notice-line: #d4a72c;
  --malware: #6e1a7a; --critical: #a3161c; --high: #b54708; --medium: #8a6100; --low: #2f6f4e; --info: #4a5a6a;
  --unknown: #4d4f9c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #171b21; --ground: #0f1216; --ink: #e3e7ec; --faint: #9aa4b0; --line: #2f363f; --code: #20262e;
    --link: #79b8ff; --notice: #2b2410; --notice-line: #a07d1c;
    --malware: #e19bee; --critical: #ff8f8f; --high: #ffab70; --medium: #e3c15f; --low: #7fd1a3; --info: #a9b8c8;
    --unknown: #b0b2f5;
  }
}
"""
_FORM = """\
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
header, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2.5rem; }
footer { padding-top: 1.5rem; padding-bottom: 3rem; color: var(--faint); font-size: .875rem; }
h1 { margin: 0 0 .75rem; font-size: 1.15rem; font-weight: 600; color: var(--faint); }
h2 { margin: 2.5rem 0 .75rem; font-size: 1.2rem; }
h3 { margin: 0; font-size: 1.05rem; }
h4 { margin: 0; font-size: 1rem; font-weight: 600; }
p { margin: .4rem 0; }
ul, ol { margin: .4rem 0; padding-left: 1.25rem; }
a { color: var(--link); }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
pre {
  margin: .4rem 0; padding: .6rem .8rem; background: var(--code); border-radius: 6px; overflow-x: auto;
  white-space: pre-wrap; user-select: all;
}
summary { cursor: pointer; color: var(--link); }
table { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); }
th, td { padding: .45rem .7rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
th { font-size: .8rem; font-weight: 600; color: var(--faint); border-top: 0; }
th, td.number { white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
h3 code { font-size: 1.02rem; font-weight: 700; }
.headline { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.35; font-weight: 600; }
.headline::first-letter { text-transform: capitalize; }
.faint { color: var(--faint); font-size: .875rem; }
.notice {
  margin: 1.5rem 0; padding: .9rem 1.2rem; background: var(--notice); border: 1px solid var(--notice-line);
  border-radius: 8px;
}
.notice h2 { margin: 0 0 .3rem; }
.filter { display: flex; flex-wrap: wrap; gap: .6rem; margin: 1.5rem 0 0; padding: 0; border: 0; }
.filter legend { padding: 0; margin-bottom: .4rem; color: var(--faint); font-size: .875rem; }
.filter label {
  display: flex; align-items: center; gap: .5rem; padding: .4rem .8rem; background: var(--paper);
  border: 1px solid var(--line); border-left: 4px solid var(--grade, var(--line)); border-radius: 6px; cursor: pointer;
}
.filter b { font-variant-numeric: tabular-nums; }
.block {
  margin: 1rem 0; background: var(--paper); border: 1px solid var(--line); border-left: 4px solid var(--grade);
  border-radius: 8px; overflow: hidden;
}
.block > .title { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem .75rem; padding: .9rem 1.2rem 0; }
.block > .how { padding: .2rem 1.2rem .9rem; }
article { padding: .8rem 1.2rem; }
article + article { border-top: 1px solid var(--line); }
article .rank { display: flex; flex-wrap: wrap; align-items: baseline; gap: .3rem .6rem; }
article:target { background: var(--code); }
dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .15rem .8rem; margin: .5rem 0; }
dt { color: var(--faint); font-size: .875rem; padding-top: .08rem; }
dd { margin: 0; }
.grade { color: var(--grade); font-weight: 600; }
.exploited { color: var(--critical); font-weight: 600; }
.fix { padding: .8rem 1.2rem; background: var(--code); border-top: 1px solid var(--line); }
.fix pre { background: var(--paper); border: 1px solid var(--line); }
.anchor { margin-left: auto; text-decoration: none; color: var(--faint); }
.chain { list-style: none; padding: 0; }
.chain li + li { margin-top: .1rem; }
"""
_PRINT = """\
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print {
  html { font-size: 10pt; }
  body { background: #ffffff; font-size: 1rem; }
  .filter, .anchor, details.ignore { display: none; }
  article, .fix, .how, .notice, tr { break-inside: avoid; }
  h2, .title { break-after: avoid; }
  header { padding-top: 0; }
}
"""


def _filtering() -> str:
    shown = "".join(
        f"  body:has(#show-{grade}:checked) .g-{grade} {{ display: revert; }}\n" for grade in GRADES
    )
    return (
        "@supports selector(:has(*)) { @media screen {\n"
        "  .filtered { display: none; }\n"
        f"{shown}"
        "  body:has(#only-exploited:checked) .filtered:not(.exploits) { display: none; }\n"
        "} }\n"
    )


def _grades() -> str:
    return "".join(f".c-{grade} {{ --grade: var(--{grade}); }}\n" for grade in GRADES)


SHEET = f"{_COLOURS}{_FORM}{_grades()}{_PRINT}{_filtering()}"
"""The complete style sheet."""


def policy() -> str:
    """Return the Content-Security-Policy of the page, which allows only this style sheet."""
    digest = base64.b64encode(hashlib.sha256(SHEET.encode("utf-8")).digest()).decode("ascii")
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
