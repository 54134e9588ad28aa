"""Made-up packages of the size and make of real ones: the same on every machine, harmless, and good for nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

_TEXT = """
    array assign atom batch buffer bundle byte cache chain chunk clamp color column compose cursor date
    deep delta digest edge emit encode entry event fast field filter flat fold format frame glob graph
    grid group hash header index inline iter json kind label lazy level limit line list locale map mark
    match merge meta mini node number object option order pack page parse patch path pipe pixel plain
    point pool query queue range ratio record region render ring route scale schema scope shape slot
    sort span stack state step stream string style table tag text tile time token trace tree trim tuple
    unit value vector view walk zip
"""
WORDS = tuple(_TEXT.split())
"""None that a language keeps for itself."""

_JAVASCRIPT = (
    """
/**
 * Join the {a} of each {b} with its {c}.
 * @param {{Array}} {a}s what to join
 * @param {{object}} options `{c}` is the most of them
 */
function {f}({a}s, options) {{
  const {{ {c} = {n}, {b} = null }} = options || {{}};
  const found = new Map();
  for (const [position, {a}] of {a}s.entries()) {{
    if ({a} === undefined || position > {c}) continue;
    const key = typeof {a} === 'string' ? {a}.trim().toLowerCase() : String({a}.{b} ?? position);
    found.set(key, (found.get(key) || 0) + {n});
  }}
  return {b} ? [...found].filter(([key]) => key !== {b}) : [...found.keys()];
}}
""",
    """
class {C} {{
  constructor({a}, {b}) {{
    this.{a} = {a} || '{c}-{n}';
    this.{b} = Object.assign({{ {c}: {n}, strict: false }}, {b});
    this._{c}s = [];
  }}

  {f}({a}) {{
    if (!{a}) throw new TypeError('{C}: {a} is not a {b}: ' + {a});
    switch ({a}.kind) {{
      case '{b}': return this._{c}s.push({a}.value);
      case '{c}': return this._{c}s.length;
      default: return this.{b}.strict ? -1 : {n};
    }}
  }}

  get {c}s() {{
    return this._{c}s.slice().sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
  }}
}}
""",
    """
const {f} = ({a}, ...{b}s) => {{
  const pattern = /^([a-z]{{1,{n}}})[-_. ]({b}|{c})(\\d*)$/i;
  const match = pattern.exec({a});
  if (match === null) return {{ {a}, {c}: {n}, ok: false }};
  return {b}s.reduce((sum, {b}) => ({{ ...sum, [`${{match[1]}}-${{{b}}}`]: Number(match[3]) || {n} }}), {{ ok: true }});
}};
""",
    """
async function {f}({a}, {{ {b}, {c} }} = {{}}) {{
  const results = [];
  try {{
    for await (const {b}Of of {a}) {{
      results.push(await Promise.resolve({b} ? {b}({b}Of) : {b}Of));
      if ({c} && results.length >= {c}) break;
    }}
  }} catch (error) {{
    error.message = `{f} after ${{results.length}} {b}s: ${{error.message}}`;
    throw error;
  }}
  return results;
}}
""",
)

_PYTHON = (
    '''
def {f}({a}s, *, {b}=None, {c}={n}):
    """Join the {a} of each {b} with its {c}."""
    found = {{}}
    for position, {a} in enumerate({a}s):
        if {a} is None or position > {c}:
            continue
        key = {a}.strip().lower() if isinstance({a}, str) else str(getattr({a}, "{b}", position))
        found[key] = found.get(key, 0) + {n}
    return [(key, count) for key, count in found.items() if key != {b}] if {b} else sorted(found)
''',
    '''
class {C}:
    """A {a} that knows its {b}."""

    def __init__(self, {a}="{c}-{n}", **{b}):
        self.{a} = {a}
        self.{b} = {{"{c}": {n}, "strict": False, **{b}}}
        self._{c}s = []

    def {f}(self, {a}):
        if not {a}:
            raise TypeError(f"{a} is not a {b}: {{{a}!r}}")
        if {a}.kind == "{b}":
            self._{c}s.append({a}.value)
        elif self.{b}["strict"]:
            return -{n}
        return len(self._{c}s)

    @property
    def {c}s(self):
        return tuple(sorted(self._{c}s, key=lambda one: (len(one), one)))
''',
    '''
def {f}({a}, *{b}s):
    """Take the {b}s of a {a} apart."""
    head, mark, tail = {a}.partition("{c}")
    if not mark:
        return {{"{a}": {a}, "{c}": {n}, "ok": False}}
    try:
        number = int(tail or {n})
    except ValueError:
        number = {n}
    return {{"ok": True, **{{f"{{head}}-{{{b}}}": number for {b} in {b}s}}}}
''',
)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes names, code and dependencies; what it makes depends on the seed alone."""

    random: Random

    def names(self, count: int, joiner: str = "-") -> list[str]:
        """Different names, which no real package has: some of two or three words are those of malicious packages."""
        found: dict[str, None] = {}
        while len(found) < count:
            words = self.random.sample(WORDS, self.random.choice((2, 2, 3)))
            found[joiner.join(["bench", *words])] = None
        return list(found)

    def version(self) -> str:
        """A version of three numbers, which may be some years old."""
        return f"{self.random.randint(0, 9)}.{self.random.randint(0, 30)}.{self.random.randint(0, 20)}"

    def javascript(self) -> dict[str, str]:
        """The files of an npm package, apart from its package.json."""
        return dict(self._files("lib/{}.js", "index.js", "'use strict';\n", _JAVASCRIPT, _javascript_end))

    def python(self, package: str) -> dict[str, str]:
        """The files of a wheel, apart from its metadata."""
        first = f"{package}/__init__.py"
        return dict(self._files(f"{package}/{{}}.py", first, '"""Made up."""\n', _PYTHON, lambda _: ""))

    def needs(self, names: list[str], position: int) -> tuple[str, ...]:
        """What the package at a position asks for: a few of those after it, so that nobody asks in circles."""
        after = names[position + 1 : position + 150]
        most = self.random.choice((0, 0, 1, 1, 2, 2, 3, 5))
        return tuple(sorted(self.random.sample(after, min(most, len(after)))))

    def _files(
        self, path: str, first: str, head: str, parts: tuple[str, ...], end: Callable[[list[str]], str]
    ) -> Iterator[tuple[str, str]]:
        # As packages are: most are small, a few are large.
        left = min(int(self.random.lognormvariate(2.6, 1.5) * 1000), 600_000)
        yield "README.md", f"# {' '.join(self.random.sample(WORDS, 3))}\n" + "Made up. " * 40 + "\n"
        name = first
        while left > 0:
            most = max(min(left, self.random.randint(2_000, 30_000)), 300)
            text, functions = head, list[str]()
            while len(text) < most:
                a, b, c = self.random.sample(WORDS, 3)
                function = f"{a}{b.title()}{self.random.randint(0, 99_999)}"
                functions.append(function)
                text += self.random.choice(parts).format(
                    a=a, b=b, c=c, f=function, C=f"{function[0].upper()}{function[1:]}", n=len(functions) + 1
                )
            yield name, text + end(functions)
            left -= len(text)
            name = path.format("-".join(self.random.sample(WORDS, 2)) if "js" in path else functions[0])


def _javascript_end(functions: list[str]) -> str:
    return f"\nmodule.exports = {{ {functions[0]}: typeof {functions[0]} === 'undefined' ? null : {functions[0]} }};\n"
