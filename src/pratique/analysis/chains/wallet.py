"""Wallets, payments and the clipboard."""

from pratique.analysis.chains.acts import Act
from pratique.analysis.chains.chain import ChainFamily, Link
from pratique.analysis.chains.policy import Certain, Code, Gained, When
from pratique.analysis.chains.template import ANYBODYS, Template, sent, step
from pratique.analysis.hosts import HostClass

_FAMILY = ChainFamily.WALLET

WALLET: tuple[Template, ...] = (
    Template(
        id="clipboard-swapped",
        family=_FAMILY,
        words="reads the clipboard and replaces its content",
        seen="colourama (PyPI, 2018)",
        steps=(step(Act.CLIPBOARD_READ), step(Act.CLIPBOARD_WRITE)),
        weakest=Link.SCOPE,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
    Template(
        id="payment-address-swapped",
        family=_FAMILY,
        words="searches the clipboard for payment addresses and replaces its content",
        seen="colourama (PyPI, 2018)",
        steps=(step(Act.SWAPS_ADDRESS),),
        certain=(Certain(Link.FLOW),),
    ),
    Template(
        id="payment-address-swapped-in-page",
        family=_FAMILY,
        words="searches the data that a page receives for payment addresses and changes it",
        seen="chalk and debug (2025)",
        steps=(step(Act.SWAPS_IN_PAGE),),
        at_load=True,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
    Template(
        id="wallet-key-sent",
        family=_FAMILY,
        words="sends the key or recovery phrase of a wallet to a host that few projects use",
        seen="@solana/web3.js 1.95.6 (2024), xrpl 4.2.1 (2025)",
        steps=(step(Act.SENDS_WALLET_KEY, hosts=ANYBODYS | {HostClass.UNKNOWN}),),
        certain=(Certain(Link.FILE, When.REACHED, Code.SCRIPT),),
        despite_claim=When.CALLED,
    ),
    Template(
        id="clipboard-sent",
        family=_FAMILY,
        words="reads the clipboard and sends data",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.CLIPBOARD_READ), sent()),
        weakest=Link.SCOPE,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(new_host=True),
        despite_claim=When.LOAD,
    ),
    Template(
        id="wallets-sent",
        family=_FAMILY,
        words="contains paths of wallets and sends data",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.WALLET), sent()),
        ordered=False,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(new_host=True),
        despite_claim=When.CALLED,
    ),
    Template(
        id="wallets-taken",
        family=_FAMILY,
        words="contains paths of wallets and copies or packs files",
        seen="PyPI collection of 2023-24",
        steps=(step(Act.WALLET), step(Act.COPIES, Act.ARCHIVES)),
        ordered=False,
        certain=(Certain(Link.SCOPE), Certain(Link.SCOPE, When.CALLED)),
        gained=Gained(),
    ),
    Template(
        id="wallet-functions-replaced",
        family=_FAMILY,
        words="replaces the functions with which a browser wallet signs and sends",
        seen="chalk and debug (2025)",
        steps=(step(Act.REPLACES_WALLET),),
        at_load=True,
        certain=(Certain(Link.SCOPE, code=Code.SCRIPT),),
    ),
    Template(
        id="program-of-others-patched",
        family=_FAMILY,
        words="writes into another application or package and contains paths of wallets",
        seen="event-stream (2018), PyPI collection of 2023-24",
        steps=(step(Act.OTHER_PACKAGES), step(Act.WALLET, Act.CHAT), step(Act.WRITES, Act.COPIES)),
        ordered=False,
        certain=(Certain(Link.SCOPE),),
        gained=Gained(),
    ),
)
