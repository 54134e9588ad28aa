"""chalk 5.6.1, debug 4.4.2, ansi-styles 6.2.2 and 15 more (2025-09-08): a phished maintainer; in a browser, addresses of wallets are swapped.

By the record: one account, phished through a look-alike of the registry's host, published 18 packages within minutes from 13:12:10 UTC
(debug 13:12:39, chalk 13:13:05.239), with no commit. The small entry of each gets an obfuscated line that does something in a browser
alone: it hooks `fetch`, `XMLHttpRequest` and the wallet, and puts the most alike of its own addresses in place of others. First advisory
14:26:51; clean chalk 5.6.2 at 14:47:54, ansi-styles 6.2.3 at 14:52:15; the last down about 15:20.
"""

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.shapes import obfuscated
from gauntlet.wallets import swapper
from pratique.core.names import Ecosystem

_STYLES = """const wrap = (offset = 0) => code => `\\u001B[${code + offset}m`;
const styles = {
	modifier: {reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], inverse: [7, 27]},
	color: {black: [30, 39], red: [31, 39], green: [32, 39], yellow: [33, 39], blue: [34, 39], cyan: [36, 39]},
	bgColor: {bgBlack: [40, 49], bgRed: [41, 49], bgGreen: [42, 49], bgBlue: [44, 49]},
};

function assembleStyles() {
	const codes = new Map();
	for (const [groupName, group] of Object.entries(styles)) {
		for (const [styleName, style] of Object.entries(group)) {
			styles[styleName] = {open: `\\u001B[${style[0]}m`, close: `\\u001B[${style[1]}m`};
			codes.set(style[0], style[1]);
		}
		Object.defineProperty(styles, groupName, {value: group, enumerable: false});
	}
	Object.defineProperty(styles, 'codes', {value: codes, enumerable: false});
	styles.color.ansi = wrap();
	return styles;
}

export default assembleStyles();
"""
_CHALK = """import ansiStyles from './vendor/ansi-styles/index.js';

const level = typeof process === 'object' && process.stdout?.isTTY ? 1 : 0;

function applyStyle(styles, string) {
	if (level === 0 || !string) return string;
	let text = string;
	for (const {open, close} of styles) {
		text = open + text.replaceAll(close, open) + close;
	}
	return text;
}

function createBuilder(used) {
	const builder = (...words) => applyStyle(used, words.join(' '));
	for (const name of Object.keys(ansiStyles)) {
		Object.defineProperty(builder, name, {get: () => createBuilder([...used, ansiStyles[name]])});
	}
	return builder;
}

const chalk = createBuilder([]);
export default chalk;
"""
_DEBUG = """/**
 * Detect Electron renderer / nwjs process, which is node, but we should treat as a browser.
 */
function createDebug(namespace) {
	let previous;
	const debug = (...args) => {
		if (!createDebug.enabled(namespace)) return;
		const now = Date.now();
		const text = args.map(one => (typeof one === 'string' ? one : JSON.stringify(one))).join(' ');
		(createDebug.log || console.error)(`${namespace} ${text} +${now - (previous || now)}ms`);
		previous = now;
	};
	debug.namespace = namespace;
	return debug;
}

createDebug.enabled = name => (process.env.DEBUG || '').split(/[\\s,]+/).some(one => one === name || one === '*');
module.exports = createDebug;
"""
_LINE = obfuscated(swapper(), seed=8) + "\n"
_QIX, _SINDRE = "qix", "sindresorhus"
_VENDOR = {"source/vendor/ansi-styles/index.js": _STYLES}
_MAIN = {
    "chalk": ("source/index.js", _CHALK, {"type": "module", "exports": "./source/index.js"}),
    "debug": ("src/index.js", _DEBUG, {"main": "./src/index.js"}),
    "ansi-styles": ("index.js", _STYLES, {"type": "module", "exports": "./index.js"}),
}
_RECORD = {
    "chalk": (
        ("5.3.0", "2023-06-29T00:00:00Z", _SINDRE),
        ("5.4.1", "2024-12-21T00:00:00Z", _SINDRE),
        ("5.5.0", "2025-07-28T00:00:00Z", _SINDRE),
        ("5.6.0", "2025-08-17T00:00:00Z", _SINDRE),
        ("5.6.1", "2025-09-08T13:13:05.239Z", _QIX),
        ("5.6.2", "2025-09-08T14:47:54.486Z", _SINDRE),
    ),
    "debug": (
        ("4.3.7", "2024-09-06T00:00:00Z", _QIX),
        ("4.4.0", "2024-12-06T00:00:00Z", _QIX),
        ("4.4.1", "2025-05-13T20:56:36.431Z", _QIX),
        ("4.4.2", "2025-09-08T13:12:39Z", _QIX),
        ("4.4.3", "2025-09-13T00:00:00Z", _QIX),
    ),
    "ansi-styles": (
        ("3.2.0", "2017-07-23T11:25:48.038Z", _QIX),
        ("6.2.0", "2022-10-12T00:00:00Z", _SINDRE),
        ("6.2.1", "2022-10-12T12:00:00Z", _SINDRE),
        ("6.2.2", "2025-09-08T13:12:10Z", _QIX),
        ("6.2.3", "2025-09-08T14:52:15.705Z", _SINDRE),
    ),
}
_GUILTY = {"chalk": ("5.6.1",), "debug": ("4.4.2",), "ansi-styles": ("6.2.2",)}


def _package(name: str) -> Package:
    entry, source, more = _MAIN[name]
    others = _VENDOR if name == "chalk" else {}
    return Package(
        name=name,
        releases=tuple(
            Release(
                version=version,
                at=utc(at),
                publisher=publisher,
                maintainers=(_SINDRE, _QIX) if name != "debug" else (_QIX,),
                files={**others, entry: source + _LINE if version in _GUILTY[name] else source},
                more=more,
            )
            for version, at, publisher in _RECORD[name]
        ),
    )


INCIDENT = Incident(
    id="chalk-debug-2025",
    title=(
        "an attacker phished the maintainer of chalk and debug; one obfuscated line in 18 packages replaced wallet "
        "addresses in browsers"
    ),
    copy=(
        "our copy contains the obfuscated line that hooks `fetch`, `XMLHttpRequest` and the wallet, with 200 markers "
        "instead of addresses"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2025-09-08T13:12:10Z"),
    packages=tuple(_package(name) for name in _RECORD),
    asks={"chalk": "^5.3.0", "debug": "^4.3.7", "ansi-styles": "^6.2.0"},
    good={"chalk": "5.6.0", "debug": "4.4.1", "ansi-styles": "6.2.1"},
    bad=_GUILTY,
    guilty=_GUILTY,
    gone_at=utc("2025-09-08T15:20:00Z"),
    advisory=Advisory(id="GHSA-8mgj-vmr8-frr6", at=utc("2025-09-08T14:26:51Z"), about=_GUILTY),
    invented="most days and publishers of earlier releases, and the order of the packages; 15 packages are left out",
)
