"""Every range of the index of this installation, against npm's own semver and Ruby's own gems.

Needs an index (`pratique advisories sync` or `import`), and node with npm, or ruby; what is missing is left out and said.
Each claim is asked about versions on and beside each of its bounds, pre-releases among them. It looks at matching alone:
whether a source's text was read rightly is another question. Python's order is `packaging`'s own, so that there is nobody
else to ask.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pratique.advisories.index import Index
from pratique.advisories.interface import Claim
from pratique.advisories.versions import is_affected, whole
from pratique.store.folder.home import Home, data_home

_SHOWN = 20
_MOST_LISTED = 50
"""Of a long list of versions, the first ones."""

_NODE = """
const { execSync } = require("node:child_process");
const semver = require(execSync("npm root -g").toString().trim() + "/npm/node_modules/semver");
const how = { includePrerelease: true, loose: true };
const order = (a, b) => semver.compare(a, b, how);
const within = (range, version) => new semver.Range(range, how).test(new semver.SemVer(version, how));
"""
_RUN_NODE = """
function meant(q) {
  return q.versions.some((one) => order(q.version, one) === 0)
    || q.spans.some(([low, above, high, upTo]) =>
      (low === null || order(q.version, low) > (above ? 0 : -1))
      && (high === null || order(q.version, high) < (upTo ? 1 : 0)))
    || (q.within !== null && within(q.within, q.version) && !q.outside.some((one) => within(one, q.version)));
}
for (const line of require("node:fs").readFileSync(0, "utf8").split("\\n").filter(Boolean)) {
  let answer = null;
  try { answer = meant(JSON.parse(line)); } catch { }
  console.log(JSON.stringify(answer));
}
"""
_RUBY = """
require "json"
def order(left, right) = Gem::Version.new(left) <=> Gem::Version.new(right)
def within(range, version)
  Gem::Requirement.new(range.split(",").map(&:strip)).satisfied_by?(Gem::Version.new(version))
end
def meant(q)
  version = q["version"]
  return true if q["versions"].any? { |one| order(version, one) == 0 }
  return true if q["spans"].any? do |low, above, high, up_to|
    (low.nil? || order(version, low) > (above ? 0 : -1)) && (high.nil? || order(version, high) < (up_to ? 1 : 0))
  end
  return false if q["within"].nil?
  within(q["within"], version) && q["outside"].none? { |one| within(one, version) }
end
STDIN.each_line do |line|
  puts JSON.generate(begin meant(JSON.parse(line)) rescue nil end)
end
"""


@dataclass(frozen=True)
class Judge:
    """Somebody else who knows the order of versions."""

    name: str
    command: tuple[str, ...]
    types: frozenset[str]
    """Products, as `npm` or `generic/node`."""
    beside: Callable[[str], Iterable[str]]
    """Versions on and beside a bound."""


def beside_npm(bound: str) -> Iterator[str]:
    match = re.match(r"(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9})(?!\d))?(-[0-9A-Za-z.-]+)?", bound)
    if match is None:
        return
    major, minor, patch = (int(part or 0) for part in match.group(1, 2, 3))
    for number in (f"{major}.{minor}.{patch}", f"{major}.{minor}.{patch + 1}", f"{major + 1}.0.0"):
        yield from (number, f"{number}-0", f"{number}-beta.1")
    if patch:
        yield f"{major}.{minor}.{patch - 1}"
    if match[4]:
        yield from (f"{major}.{minor}.{patch}{match[4]}", f"{major}.{minor}.{patch}{match[4]}.1")


def beside_gem(bound: str) -> Iterator[str]:
    yield from (bound, f"{bound}.0", f"{bound}.1", f"{bound}.pre", f"{bound}.a")
    head, _, last = bound.rpartition(".")
    if last.isdecimal():
        lead = f"{head}." if head else ""
        yield from (f"{lead}{int(last) + 1}", f"{lead}{int(last) + 1}.rc1")
        if int(last):
            yield f"{lead}{int(last) - 1}.9"


JUDGES = (
    Judge("npm's semver", ("node", "-e", _NODE + _RUN_NODE), frozenset({"npm", "generic/node"}), beside_npm),
    Judge(
        "Ruby's Gem::Version",
        ("ruby", "-e", _RUBY),
        frozenset({"gem", "generic/ruby", "generic/jruby", "generic/mruby"}),
        beside_gem,
    ),
)


def asked(claim: Claim, judge: Judge) -> list[dict[str, object]]:
    """The questions about one claim."""
    affected = claim.affected
    product = affected.product

    def end(version: str | None) -> str | None:
        return None if version is None else whole(product, version)

    spans = [(end(one.low), one.low_excluded, end(one.high), one.high_included) for one in affected.spans]
    listed = affected.versions[:_MOST_LISTED]
    bounds = [version for low, _, high, _ in spans for version in (low, high) if version is not None]
    bounds += [
        *listed,
        *re.findall(r"\d[0-9A-Za-z.-]*", " ".join((affected.within or "", *affected.outside))),
    ]
    versions = dict.fromkeys(version for bound in bounds for version in judge.beside(bound.rstrip(".-")))
    claimed = {
        "spans": spans,
        "versions": affected.versions,
        "within": affected.within,
        "outside": affected.outside,
    }
    return [{"version": version, **claimed} for version in (*versions, "1.0.0", "999.0.0")]


def compare(judge: Judge, claims: Iterable[Claim]) -> int:
    """Ask the judge about all claims that it understands; gives how many answers differ."""
    if shutil.which(judge.command[0]) is None:
        print(f"{judge.name}: {judge.command[0]} is not installed, so nothing was compared")
        return 0
    known = [claim for claim in claims if _type(claim) in judge.types and claim.affected.tells]
    questions = [(claim, question) for claim in known for question in asked(claim, judge)]
    lines = "".join(json.dumps(question) + "\n" for _, question in questions)
    done = subprocess.run(judge.command, input=lines, capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    unread, different = answers.count(None), 0
    for (claim, question), answer in zip(questions, answers, strict=True):
        ours = is_affected(claim.affected, str(question["version"]))
        if answer is None or ours == answer:
            continue
        different += 1
        if different <= _SHOWN:
            said = "affected" if ours else "not affected"
            print(
                f"  {claim.affected.product}@{question['version']} is {said} by {claim.affected}, and not so there"
            )
    print(
        f"{judge.name}: {len(known):,} claims, {len(questions):,} questions, {different:,} answers differ;"
        f" {unread:,} it cannot read"
    )
    return different


def _type(claim: Claim) -> str:
    product = claim.affected.product
    return f"{product.type}/{product.name}" if product.type == "generic" else product.type


def main() -> None:
    path = Home(data_home(os.environ)).advisories
    if not path.exists():
        print("there is no advisory index, so nothing was compared")
        return
    with Index.open(path) as index:
        claims = list(index.every_claim())
    if sum(compare(judge, claims) for judge in JUDGES):
        sys.exit(1)
