"""echarts-for-react 3.0.7, size-sensor 1.2.4, @antv/adjust and 320 more (2026-05-19): the worm with one stolen account, 'atool'.

By the record: 643 releases of 323 packages from 01:39 to 02:56 UTC, most of them in less than 30 minutes, by the account that had
always published them; echarts-for-react 3.0.7 at 01:47:12.979. Each has a new preinstall `bun run index.js` and an `index.js` of 498 KB
at its root, which takes secrets and publishes itself on. Taken down on the same day.
"""

from functools import cache

from gauntlet.incident import Advisory, Incident, Package, Release, utc
from gauntlet.loaders import worm
from gauntlet.shapes import Made, heavy
from pratique.core.names import Ecosystem

_SENSOR = {
    "lib/index.js": """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ver = exports.clear = exports.bind = void 0;

var sensors = new WeakMap();

function create(element, whenGone) {
  var listeners = [];
  var wait = null;
  var told = function () {
    clearTimeout(wait);
    wait = setTimeout(function () { listeners.forEach(function (one) { one(element); }); }, 60);
  };
  var observer = new ResizeObserver(told);
  observer.observe(element);
  return {
    element: element,
    bind: function (one) { if (listeners.indexOf(one) === -1) listeners.push(one); },
    unbind: function (one) {
      listeners = listeners.filter(function (other) { return other !== one; });
      if (listeners.length === 0) { observer.disconnect(); whenGone(); }
    },
    destroy: function () { observer.disconnect(); whenGone(); }
  };
}

exports.bind = function (element, listener) {
  var sensor = sensors.get(element) || create(element, function () { sensors.delete(element); });
  sensors.set(element, sensor);
  sensor.bind(listener);
  return function () { sensor.unbind(listener); };
};
exports.clear = function (element) {
  var sensor = sensors.get(element);
  if (sensor) sensor.destroy();
};
exports.ver = "1.0";
""",
}
_REACT = {
    "lib/index.js": """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.settle = exports.createChart = void 0;
var sensor = require("size-sensor");

function differs(one, other) {
  return JSON.stringify(one) !== JSON.stringify(other);
}

exports.createChart = function (echarts, element, props) {
  var chart = echarts.init(element, props.theme, props.opts);
  chart.setOption(props.option, props.notMerge || false, props.lazyUpdate || false);
  Object.keys(props.onEvents || {}).forEach(function (name) {
    chart.on(name, function (params) { props.onEvents[name](params, chart); });
  });
  if (props.autoResize !== false) {
    sensor.bind(element, function () { chart.resize({ width: "auto", height: "auto" }); });
  }
  if (props.onChartReady) props.onChartReady(chart);
  return chart;
};

exports.settle = function (chart, before, now) {
  if (differs(before.option, now.option)) chart.setOption(now.option, now.notMerge || false);
  if (now.showLoading) chart.showLoading(now.loadingOption);
  else chart.hideLoading();
};
""",
}
_ADJUST = {
    "lib/index.js": """"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.stack = exports.dodge = exports.getAdjust = void 0;
var kinds = {};

function by(list, field) {
  var groups = {};
  list.forEach(function (one) { (groups[one[field]] = groups[one[field]] || []).push(one); });
  return groups;
}

exports.stack = function (groups, x, y) {
  var tops = {};
  return groups.map(function (group) {
    return group.map(function (one) {
      var start = tops[one[x]] || 0;
      tops[one[x]] = start + one[y];
      return Object.assign({}, one, { range: [start, tops[one[x]]] });
    });
  });
};
exports.dodge = function (list, x, field, ratio) {
  var groups = by(list, field);
  var names = Object.keys(groups);
  return names.map(function (name, index) {
    var offset = ((index + 0.5) / names.length - 0.5) * (ratio || 0.5);
    return groups[name].map(function (one) { return Object.assign({}, one, { place: one[x] + offset }); });
  });
};
kinds.stack = exports.stack;
kinds.dodge = exports.dodge;
exports.getAdjust = function (type) { return kinds[type.toLowerCase()]; };
""",
}
_KINDS = {"size-sensor": _SENSOR, "echarts-for-react": _REACT, "@antv/adjust": _ADJUST}
_HOOK = "bun run index.js"


@cache
def _worm() -> str:
    return heavy(worm("preinstall", _HOOK, ("index.js",)), size=215_000, seed=519)


def _release(name: str, version: str, at: str, *, bad: bool = False) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher="atool",
        maintainers=("atool",) if "/" not in name else ("atool", "second-owner"),
        files=Made({**_KINDS[name], "index.js": _worm}) if bad else _KINDS[name],
        depends={"size-sensor": "^1.0.1"} if name == "echarts-for-react" else {},
        scripts={"test": "jest", "build": "tsc", **({"preinstall": _HOOK} if bad else {})},
        more={"main": "lib/index.js"},
    )


_GOOD = {
    "size-sensor": (("1.0.1", "2021-02-08"), ("1.0.2", "2023-06-20"), ("1.0.3", "2026-01-20")),
    "echarts-for-react": (
        ("3.0.4", "2025-11-02"),
        ("3.0.5", "2025-12-22"),
        ("3.0.6", "2026-01-21T04:38:21.243Z"),
    ),
    "@antv/adjust": (("0.2.3", "2021-02-05"), ("0.2.4", "2021-12-08"), ("0.2.5", "2022-01-23T05:10:16.914Z")),
}
_BAD = {
    "size-sensor": (("1.0.4", "01:39:00"), ("1.1.4", "02:06:00"), ("1.2.4", "02:50:00")),
    "echarts-for-react": (("3.0.7", "01:47:12.979"), ("3.1.7", "02:09:00"), ("3.2.7", "02:51:00")),
    "@antv/adjust": (("0.3.5", "01:50:00"), ("0.4.5", "02:10:00")),
}
_GUILTY = {name: tuple(version for version, _ in releases) for name, releases in _BAD.items()}

INCIDENT = Incident(
    id="antv-atool-2026",
    title=(
        "a stolen account published 323 AntV packages in an hour; a new preinstall script ran a worm in Bun"
    ),
    copy=(
        "our copy adds the preinstall script and a worm bundle at the root of the package, but publishes nothing"
    ),
    ecosystem=Ecosystem.NPM,
    at=utc("2026-05-19T01:39:00Z"),
    packages=tuple(
        Package(
            name=name,
            releases=(
                *(_release(name, *one) for one in _GOOD[name]),
                *(_release(name, version, f"2026-05-19T{hour}Z", bad=True) for version, hour in _BAD[name]),
            ),
        )
        for name in _GOOD
    ),
    asks={"echarts-for-react": "^3.0.4", "@antv/adjust": ">=0.2"},
    good={"echarts-for-react": "3.0.6", "size-sensor": "1.0.3", "@antv/adjust": "0.2.5"},
    bad=_GUILTY,
    guilty=_GUILTY,
    gone_at=utc("2026-05-19T12:00:00Z"),
    advisory=Advisory(id="GHSA", at=utc("2026-05-19T12:00:00Z"), about=_GUILTY),
    invented="most publish times and the packing of the bundle; only three of 323 packages are replayed",
)
