"""The page about turnover, from the result that `python -m bench.steward` writes."""

from collections.abc import Mapping
from typing import Any

HEAD = """\
# How well turnover can be predicted

<!-- made by `make bench-steward`; edit bench/steward/page.py -->

`pratique steward` estimates which packages will have no more releases. `make bench-steward` measures the estimate on the recorded
histories of {packages:,} npm packages. At a cut, only the releases before the cut are known. A package *ended* if it had no
release in the two years after the cut. The AUC (area under the ROC curve) is the probability that a package that ended ranks
above a package that did not: 0.5 is chance, 1 is perfect. The interval of each AUC is the 95 % interval of a bootstrap over the
packages.

## End of the releases

The model has two inputs: the days since the last release, and the number of days with a release in the last two years. The model
was fitted at {fit_at}. All years that the table measures are later than those of the fit.

| cut | packages | ended | model | silence alone | lead of the model |
| --- | --- | --- | --- | --- | --- |
"""
BETWEEN = """
The model is ahead of silence alone at {ahead} of {cuts} cuts, and at {clear} of them the whole interval of the lead is above 0.
`pratique steward` therefore uses the model, with weights that were fitted at all cuts of the table. The number of dependencies
did not improve the model. The histories are those of popular npm packages; no history of PyPI or RubyGems was measured.

The silence of a package is weak evidence: many packages go on after years. Over all cuts of the table:

| years without a release | packages and cuts | no release in the next two years |
| --- | --- | --- |
"""
HANDS = """
The state `abandoned` therefore needs four years of silence, or a statement of the registry. The difference between *finished* and
*abandoned* is a judgement that no recorded history can confirm: it uses the version, the number of dependencies and the package's own
rhythm ([history](../how-to/history.md)).

## Change of owners

A package *changed hands* if, in the two years after the cut, an account published that no earlier release names as publisher or
maintainer.

| cut | changed hands | silence | recent releases | number of maintainers |
| --- | --- | --- | --- | --- |
"""
TAIL = """
No input predicts a change of owners at all cuts: up to 2017, all are close to chance. In the high values of 2018 one
team weighs much: {most} of the {last} packages that changed hands at the last cut have the scope `{scope}`. `pratique steward`
therefore does not predict a change of owners; it reports a change after it has happened.
"""


def page(result: Mapping[str, Any]) -> str:
    """Return the page as Markdown."""
    cuts = result["cuts"]
    text = HEAD.format(packages=result["packages"], fit_at=" and ".join(result["fit_at"]))
    for cut in cuts:
        model, silence = (_interval(cut["auc_ended"][name]) for name in ("model", "silence"))
        text += f"| {cut['cut']} | {cut['packages']:,} | {cut['ended']:,} | {model} | {silence} | {_interval(cut['lead'])} |\n"
    text += BETWEEN.format(
        cuts=len(cuts),
        ahead=sum(cut["lead"][0] > 0 for cut in cuts),
        clear=sum(cut["lead"][1] > 0 for cut in cuts),
    )
    for one in result["by_silence"]:
        low, high = one["years"]
        span = f"{low} to {high}" if high < 20 else f"{low} or more"
        text += f"| {span} | {one['rows']:,} | {one['ended'] / one['rows']:.0%} |\n".replace("%", " %")
    text += HANDS
    for cut in cuts:
        told = " | ".join(_interval(value) for value in cut["auc_changed_hands"].values())
        text += f"| {cut['cut']} | {cut['changed_hands']:,} | {told} |\n"
    scope, most = cuts[-1]["changed_hands_in_one_scope"]
    return text + TAIL.format(scope=scope, most=most, last=cuts[-1]["changed_hands"])


def _interval(values: list[float]) -> str:
    value, low, high = values
    return f"{value:.3f} ({low:.3f} to {high:.3f})"
