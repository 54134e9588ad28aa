"""colors 1.4.1 and faker 6.6.6 (2022-01-08): their owner protests; importing colors never ends, faker is emptied.

By the record: colors had been stable for years, by another maintainer, when its owner came back at 04:23 UTC with a diff of a few lines:
an endless loop that prints. 1.4.44-liberty-2 and 1.4.2 have it, too. faker 6.6.6 has nothing but a text. Down after about two days.
The repository was changed alike, and nothing runs at install. Whoever imports this rebuild waits forever, as then.
"""

from gauntlet.incident import Advisory, Files, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_STYLES = """var codes = {
  reset: [0, 0], bold: [1, 22], underline: [4, 24], inverse: [7, 27],
  red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], white: [37, 39], grey: [90, 39],
};
Object.keys(codes).forEach(function (key) {
  exports[key] = { open: '\\u001b[' + codes[key][0] + 'm', close: '\\u001b[' + codes[key][1] + 'm' };
});
"""
_ZALGO = """var above = ['\\u030d', '\\u030e', '\\u0304', '\\u0305'];
var below = ['\\u0316', '\\u0317', '\\u0318', '\\u0319'];
module.exports = function (text) {
  return text.split('').map(function (letter, at) {
    return letter === ' ' ? letter : letter + above[at % above.length] + below[at % below.length];
  }).join('');
};
"""
_COLORS = """var styles = require('./styles');
var colors = module.exports = {};
colors.enabled = process.stdout.isTTY && !('NO_COLOR' in process.env);
colors.stylize = function (text, name) {
  return colors.enabled ? styles[name].open + text + styles[name].close : String(text);
};
Object.keys(styles).forEach(function (name) {
  colors[name] = function (text) { return colors.stylize(text, name); };
});
var hues = ['red', 'yellow', 'green', 'blue'];
colors.rainbow = function (text) {
  return text.split('').map(function (letter, at) { return colors.stylize(letter, hues[at % hues.length]); }).join('');
};
colors.zalgo = require('./custom/zalgo');
"""
_EXTEND = """var colors = require('./colors');
module.exports = function () {
  ['rainbow', 'zalgo'].concat(Object.keys(require('./styles'))).forEach(function (name) {
    Object.defineProperty(String.prototype, name, {
      configurable: true,
      get: function () { return colors[name](this.toString()); },
    });
  });
};
"""
_INDEX = """var colors = require('./colors');
module.exports = colors;
require('./extendStringPrototype')();
"""
_FLAG = """module.exports = function flag() {
  console.log('MARKER MARKER MARKER'.yellow);
  console.log('* * * * * * =================='.blue);
  console.log('============================'.red);
};
"""
_LOOP = """
/* remove this line after testing */
let flag = require('../lib/custom/flag');
flag();
for (let i = 666; i < Infinity; i++) {
  if (i % 333) {
    // console.log('testing')
  }
  console.log('marker marker marker marker marker marker'.zalgo);
}
"""
_CLEAN: Files = {
    "lib/index.js": _INDEX,
    "lib/colors.js": _COLORS,
    "lib/styles.js": _STYLES,
    "lib/extendStringPrototype.js": _EXTEND,
    "lib/custom/zalgo.js": _ZALGO,
    "safe.js": "module.exports = require('./lib/colors');\n",
    "README.md": "# colors\n\nColours and styles for the console of Node.js.\n",
}
_BAD: Files = {**_CLEAN, "lib/index.js": _INDEX + _LOOP, "lib/custom/flag.js": _FLAG}
_FAKER: Files = {
    "index.js": "var Faker = require('./lib');\nmodule.exports = new Faker({ locales: require('./lib/locales') });\n",
    "lib/index.js": """function Faker(options) {
  this.locales = options.locales;
  this.locale = options.locale || 'en';
  this.random = require('./random');
  var self = this;
  this.name = {
    firstName: function () { return self.random.arrayElement(self.locales[self.locale].first); },
    lastName: function () { return self.random.arrayElement(self.locales[self.locale].last); },
  };
}
module.exports = Faker;
""",
    "lib/locales.js": "exports.en = { first: ['Ada', 'Grace', 'Edsger'], last: ['Smith', 'Hopper', 'Doe'] };\n",
    "lib/random.js": """exports.number = function (most) { return Math.floor(Math.random() * (most + 1)); };
exports.arrayElement = function (list) { return list[exports.number(list.length - 1)]; };
""",
    "README.md": "# faker\n\nMakes large amounts of fake data.\n",
}
_MAIN = {"main": "lib/index.js"}
_BOTH = ("dabh", "marak")


def _colors(version: str, at: str, publisher: str, files: Files = _CLEAN) -> Release:
    return Release(
        version=version, at=utc(at), publisher=publisher, maintainers=_BOTH, files=files, more=_MAIN
    )


def _faker(version: str, at: str, files: Files = _FAKER) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher="marak",
        maintainers=("marak",),
        files=files,
        more={"main": "index.js"},
    )


_FIRST = _colors("1.4.1", "2022-01-08T04:23:00Z", "marak", _BAD)
_GUILTY = {"colors": ("1.4.1", "1.4.2", "1.4.44-liberty-2"), "faker": ("6.6.6",)}

INCIDENT = Incident(
    id="faker-colors-2022",
    title=(
        "the owner of colors and faker sabotaged his own packages: importing colors never returns, and faker 6.6.6 is "
        "empty"
    ),
    copy=(
        "our copy of colors prints in an endless loop in the imported file, and our copy of faker contains only a "
        "README"
    ),
    ecosystem=Ecosystem.NPM,
    at=_FIRST.at,
    packages=(
        Package(
            name="colors",
            releases=(
                _colors("1.1.2", "2015-06-08T00:00:00Z", "marak"),
                _colors("1.2.0", "2018-03-01T00:00:00Z", "dabh"),
                _colors("1.3.0", "2018-05-20T00:00:00Z", "dabh"),
                _colors("1.3.3", "2018-12-10T00:00:00Z", "dabh"),
                _colors("1.4.0", "2019-09-22T00:00:00Z", "dabh"),
                _FIRST,
                _colors("1.4.44-liberty-2", "2022-01-08T05:00:00Z", "marak", _BAD),
                _colors("1.4.2", "2022-01-08T05:30:00Z", "marak", _BAD),
            ),
        ),
        Package(
            name="faker",
            releases=(
                _faker("5.5.2", "2021-03-31T00:00:00Z"),
                _faker("5.5.3", "2021-04-08T00:00:00Z"),
                _faker("6.6.6", "2022-01-08T04:20:00Z", {"README.md": "# What really happened?\n\nmarker\n"}),
            ),
        ),
    ),
    asks={"colors": "^1.4.0", "faker": ">=5.5.3"},
    good={"colors": "1.4.0", "faker": "5.5.3"},
    bad={"colors": ("1.4.1", "1.4.2"), "faker": ("6.6.6",)},
    guilty=_GUILTY,
    gone_at=utc("2022-01-10T00:00:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2022-01-10T00:00:00Z"), about=_GUILTY),
    invented=(
        "all publish times except that of 1.4.1, the earlier accounts, and the order of the other two releases"
    ),
    missed=(
        "The code of colors and faker contacts no host, reads no file, starts no process and hides no code. Pratique detects "
        "attacks on the machine that installs a package. Pratique has no rule for code that never returns, because the main "
        "loop of a server looks the same, and none for a release without its former code, because deprecation stubs "
        "look the same. The signals `publisher-returns` and `seldom-publisher` fire, but only lengthen the cooldown "
        "or rank the release. Pratique therefore does not detect the sabotaged colors and faker"
    ),
)
