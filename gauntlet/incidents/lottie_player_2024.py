"""@lottiefiles/lottie-player 2.0.5 to 2.0.7 (2024-10-30): a stolen token; a drainer of wallets in the bundle.

By the record: three releases in an hour from about 19:00 UTC after 19 months of silence, under the maintainer's own account, without
commit or tag; the bundle is much larger. It runs in browsers: a window asks to connect a wallet. Down after about three hours; 2.0.8 is
the release before, anew.
"""

from gauntlet import shapes
from gauntlet.drainers import drainer
from gauntlet.incident import Advisory, Incident, Package, Release, utc
from pratique.core.names import Ecosystem

_PLAYER = """
class LottiePlayer extends HTMLElement {
  static get observedAttributes() { return ['src', 'speed', 'loop', 'autoplay']; }
  constructor() {
    super();
    this.state = { frame: 0, playing: false, animation: null };
    this.attachShadow({ mode: 'open' }).innerHTML = '<div id="animation" part="animation"></div><slot name="controls"></slot>';
  }
  async load(source) {
    const text = typeof source === 'string' && source.startsWith('{') ? source : await (await fetch(source)).text();
    this.state.animation = JSON.parse(text);
    this.dispatchEvent(new CustomEvent('ready', { detail: this.state.animation.op }));
    if (this.hasAttribute('autoplay')) { this.play(); }
  }
  attributeChangedCallback(name, before, value) {
    if (name === 'src' && value !== before) { this.load(value).catch(() => this.dispatchEvent(new CustomEvent('error'))); }
  }
  play() { this.state.playing = true; requestAnimationFrame(() => this.step()); }
  pause() { this.state.playing = false; }
  step() {
    if (!this.state.playing || !this.state.animation) { return; }
    this.state.frame = (this.state.frame + Number(this.getAttribute('speed') || 1)) % this.state.animation.op;
    this.shadowRoot.getElementById('animation').style.setProperty('--frame', this.state.frame);
    this.dispatchEvent(new CustomEvent('frame', { detail: this.state.frame }));
    requestAnimationFrame(() => this.step());
  }
}
if (!customElements.get('lottie-player')) { customElements.define('lottie-player', LottiePlayer); }
if (typeof module === 'object') { module.exports = { LottiePlayer: LottiePlayer }; }
"""
_OWNER = ("lottie-owner", "lottie-second")


def _wrapped(code: str) -> str:
    return f"(() => {{{code}}})();"


def _clean() -> str:
    return shapes.bundle(_wrapped(_PLAYER), size=240_000, seed=30)


def _drains() -> str:
    return shapes.bundle(_wrapped(_PLAYER + drainer()), size=520_000, seed=30)


def _release(version: str, at: str, *, bad: bool = False) -> Release:
    return Release(
        version=version,
        at=utc(at),
        publisher=_OWNER[0],
        maintainers=_OWNER,
        files=shapes.Made(
            {
                "dist/lottie-player.js": _drains if bad else _clean,
                "dist/lottie-player.d.ts": "export declare class LottiePlayer extends HTMLElement {}\n",
                "README.md": "# lottie-player\n\nA web component that plays an animation.\n",
            }
        ),
        more={"main": "dist/lottie-player.js", "types": "dist/lottie-player.d.ts"},
    )


_FIRST = _release("2.0.5", "2024-10-30T19:00:00Z", bad=True)
_GUILTY = {"@lottiefiles/lottie-player": ("2.0.5", "2.0.6", "2.0.7")}

INCIDENT = Incident(
    id="lottie-player-2024",
    title=(
        "an attacker with a stolen token published three releases of lottie-player with a wallet drainer in the "
        "bundle"
    ),
    copy=(
        "our copy of lottie-player is a minified bundle that connects a wallet and requests approvals for a foreign "
        "payee"
    ),
    ecosystem=Ecosystem.NPM,
    at=_FIRST.at,
    packages=(
        Package(
            name="@lottiefiles/lottie-player",
            releases=(
                _release("1.7.1", "2023-01-10T09:00:00Z"),
                _release("2.0.2", "2023-02-14T09:00:00Z"),
                _release("2.0.3", "2023-03-15T09:00:00Z"),
                _release("2.0.4", "2023-03-29T09:00:00Z"),
                _FIRST,
                _release("2.0.6", "2024-10-30T19:25:00Z", bad=True),
                _release("2.0.7", "2024-10-30T19:50:00Z", bad=True),
                _release("2.0.8", "2024-10-30T22:58:50.389Z"),
            ),
        ),
    ),
    asks={"@lottiefiles/lottie-player": "^2.0.0"},
    good={"@lottiefiles/lottie-player": "2.0.4"},
    bad={"@lottiefiles/lottie-player": ("2.0.5", "2.0.6", "2.0.7")},
    guilty=_GUILTY,
    gone_at=utc("2024-10-30T22:00:00Z"),
    advisory=Advisory(id="MAL-2024-10301", at=utc("2024-10-31T23:17:47Z"), about=_GUILTY),
    invented="days of earlier releases, publish minutes, accounts; all dependencies are left out",
)
