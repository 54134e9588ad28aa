"""The classes of hosts, and hosts by their suffix, class by class, sorted. Data only.

How a host gets here: it is named in write-ups of incidents as a sink or a source, or (WIDE) so many unrelated
packages name it that it tells nothing. A row counts for the host and for all below it. A path in the second column
narrows a row: the path begins with it, or has it anywhere when it starts with a star.
"""

from collections.abc import Mapping
from enum import StrEnum


class HostClass(StrEnum):
    """What sort of host an address names."""

    OWN = "own"
    """The project's own homepage, repository or registrable domain, as its manifest says."""
    WIDE = "wide"
    """Asked by programs everywhere: registries, code hosts, content networks, clouds, standards bodies, well-known APIs."""
    CODE_HOST_RAW = "code-host-raw"
    """Files that anybody may put on a code host: raw files, gists, releases, and content networks that mirror them."""
    PASTE = "paste"
    WEBHOOK = "webhook"
    """A mailbox for whoever posts to it: Discord, Slack, Telegram bots, request catchers."""
    TUNNEL = "tunnel"
    """A public name for somebody's own machine."""
    CALLBACK = "callback"
    """Out-of-band testing: tells its owner that it was asked, by HTTP or DNS."""
    IP_LOOKUP = "ip-lookup"
    """Tells who asks its public address, and often its country."""
    FILE_DROP = "file-drop"
    """Files without a publisher, often for a few days."""
    SHORTENER = "shortener"
    DYNAMIC_DNS = "dynamic-dns"
    RAW_IP = "raw-ip"
    """A public IP address, in whatever spelling."""
    BLOCKCHAIN = "blockchain"
    """RPC endpoints and explorers: a store of addresses and commands that nobody can take down."""
    ONION = "onion"
    FREE_HOSTING = "free-hosting"
    """Sites and functions of anybody, without a domain of their own."""
    PRIVATE = "private"
    """Loopback, private and reserved addresses; single labels; names of private networks."""
    UNKNOWN = "unknown"


# Named by more than one in a hundred packages, or the endpoints of standard tools: an address of theirs tells
# nothing by itself. Their parts that serve anybody's files stand in CODE_HOST_RAW and win by being narrower.
_WIDE = """
adobe.com aka.ms akamai.net alibabacloud.com aliyun.com aliyuncs.com amazon.com anthropic.com apache.org apple.com
atlassian.com atlassian.net auth0.com azure.com azure.net baidu.com bitbucket.org bootstrapcdn.com bower.io
cdnjs.cloudflare.com cdnjs.com chromium.org circleci.com cloudflare.com
cloudflareinsights.com codeberg.org
codecov.io coveralls.io crates.io creativecommons.org cython.org datadoghq.com debian.org deno.land
digitalocean.com discord.com discordapp.com djangoproject.com docker.com docker.io duckduckgo.com
ecma-international.org elastic.co electronjs.org esm.sh example.com example.net example.org facebook.com
facebook.net fastly.net fb.com fbcdn.net figma.com firefox.com flickr.com fontawesome.com freebsd.org gcr.io
getbootstrap.com ghcr.io git-scm.com gitea.io gitee.com github.com githubassets.com gitlab.com
gitter.im
gnu.org golang.org goo.gle google-analytics.com google.com googleapis.com
googlesource.com
googletagmanager.com googleusercontent.com gravatar.com gstatic.com hackage.haskell.org heroku.com hex.pm
httpbin.org huggingface.co iana.org ibm.com ietf.org imgur.com instagram.com intel.com ipfs.io iso.org
jetbrains.com jquery.com jsdelivr.net json-schema.org json.schemastore.org jsr.io kernel.org kubernetes.io
launchpad.net libera.chat linkedin.com live.com lodash.com mailgun.net mapbox.com maven.org maxmind.com
mdn.io medium.com microsoft.com microsoftonline.com mongodb.com mozilla.com mozilla.net mozilla.org
mysql.com netlify.com newrelic.com nodejs.org nuget.org numpy.org nvidia.com okta.com openai.com
opencollective.com opensource.org openssl.org openstreetmap.org opentelemetry.io oracle.com outlook.com
packagist.org palletsprojects.com patreon.com paypal.com perl.org php.net pinterest.com postgresql.org
pub.dev puppetlabs.com purl.org pydata.org pypa.io python-poetry.org python.org pythonhosted.org
pytorch.org qq.com
quay.io quora.com reactjs.org readthedocs.io readthedocs.org reddit.com redhat.com redis.io rust-lang.org
salesforce.com schema.org schemastore.org scipy.org segment.io sendgrid.com sendgrid.net sentry.io
shields.io shopify.com sigstore.dev skypack.dev slack.com slideshare.net snyk.io sourceforge.net spdx.org
spotify.com sqlite.org stackexchange.com stackoverflow.com statuspage.io stripe.com svelte.dev swagger.io
tc39.es telegram.org tensorflow.org tiktok.com travis-ci.com travis-ci.org trello.com tsinghua.edu.cn
twilio.com twimg.com
twitch.tv twitter.com typescriptlang.org ubuntu.com unicode.org unpkg.com vercel.com visualstudio.com vk.com
vuejs.org w.org w3.org w3schools.com weibo.com whatsapp.com whatwg.org wikimedia.org wikipedia.org
windows.com windowsupdate.com wordpress.com wordpress.org x.com xmlsoap.org yahoo.com yandex.com yandex.ru
yarnpkg.com youtu.be youtube.com zeit.co zendesk.com zoom.us
"""

_CODE_HOST_RAW = """
api.github.com:/gists bitbucket.org:*/downloads/ bitbucket.org:*/raw/ cdn.jsdelivr.net:/gh/
codeberg.org:*/raw/ codeload.github.com gist.github.com gist.githubusercontent.com gitee.com:*/raw/
github.com:*/archive/ github.com:*/raw/ github.com:*/releases/download/
github.com:*/releases/latest/download/ github.com:*/zipball/ githubusercontent.com gitlab.com:*/-/raw/
gitlab.com:*/-/snippets/ gitlab.com:*/raw/ huggingface.co:*/resolve/ media.githubusercontent.com
raw.githack.com rawcdn.githack.com rawgit.com rawgithub.com sourceforge.net:*/download statically.io:/gh/
"""

_PASTE = """
0bin.net bpa.st codepad.org controlc.com cryptpad.fr dpaste.com dpaste.org dumpz.org friendpaste.com
ghostbin.com hastebin.com ideone.com ix.io jsonbin.io jsonkeeper.com jsonsilo.com justpaste.it katbin.com
kopy.io mocki.io nekobin.com nopaste.net npoint.io p.ip.fi paste.centos.org paste.debian.net paste.ee paste.fo
paste.gg paste.lol paste.ofcode.org paste.opendev.org paste.pics paste.rs paste2.org pastebin.ai pastebin.ca
pastebin.com pastebin.fi pastebin.pl pastecode.io pastefy.app pastes.dev pastie.org privatebin.info
privatebin.net psty.io rentry.co rentry.org run.mocky.io sprunge.us telegra.ph termbin.com textbin.net
toptal.com:/developers/hastebin write.as zerobin.net
"""

_WEBHOOK = """
api.emailjs.com api.pushbullet.com api.pushover.net api.telegram.org:/bot api.web3forms.com beeceptor.com
connect.pabbly.com discord.com:*/webhooks/ discordapp.com:*/webhooks/ docs.google.com:*/formResponse formspree.io formsubmit.co getform.io
hook.eu1.make.com hook.eu2.make.com hook.integromat.com hook.us1.make.com hook.us2.make.com hookb.in
hookdeck.com hooks.slack.com hooks.zapier.com m.pipedream.net maker.ifttt.com mockbin.io mockbin.org ntfy.sh
oapi.dingtalk.com:/robot open.feishu.cn:/open-apis/bot outlook.office.com:/webhook outlook.webhook.office.com
pipedream.net postb.in ptsv2.com ptsv3.com putsreq.com qyapi.weixin.qq.com:/cgi-bin/webhook reqbin.com
requestbin.com requestbin.fullcontact.com requestbin.io requestbin.net requestcatcher.com requestinspector.com
sc.ftqq.com sctapi.ftqq.com smee.io staticforms.xyz typedwebhook.tools webhook.cool webhook.office.com
webhook.site webhook.wtf webhooks.site
"""

_TUNNEL = """
bore.pub cfargotunnel.com devtunnels.ms expose.dev lhr.life lhr.rocks loca.lt localhost.run localtonet.com
localtunnel.me localxpose.io loclx.io ngrok-agent.com ngrok-free.app ngrok-free.dev ngrok.app ngrok.dev
ngrok.io ngrok.pro packetriot.net pagekite.me pinggy.io pinggy.link pinggy.online playit.gg ply.gg
portmap.host portmap.io serveo.net serveousercontent.com sharedwithexpose.com trycloudflare.com ts.net
tunnelin.com tunnelmole.net tunnelto.dev webhookrelay.com zrok.io
"""

_CALLBACK = """
burpcollaborator.net bxss.me callback.red canarytokens.com canarytokens.net canarytokens.org ceye.io
dns.su18.org dnshook.site dnslog.cn dnslog.io dnslog.link dnslog.pw dnslog.store eyes.sh hyuga.icu interact.sh
interactsh.com log.xn--9tr.com oast.fun oast.live oast.me oast.online oast.pro oast.site oast.us oastify.com
pingb.in r87.me requestrepo.com tu4.org xss.ht xss.report xsshunter.com
"""

_IP_LOOKUP = """
api.db-ip.com api.ip.sb checkip.amazonaws.com checkip.dyndns.org db-ip.com extreme-ip-lookup.com
freegeoip.app freegeoip.io freegeoip.live geoip-db.com geojs.io geolocation-db.com geoplugin.net
getipintel.net icanhazip.com ident.me ifconfig.co ifconfig.io ifconfig.me ip-api.com ip-api.io ip.sb
ip4.seeip.org ipapi.co ipapi.com ipapi.is ipdata.co ipecho.net ipgeolocation.io ipify.org ipinfo.io
ipinfo.tw iplocation.net iplogger.com iplogger.org ipstack.com ipwho.is ipwhois.app l2.io my-ip.io
myexternalip.com myip.dnsomatic.com reallyfreegeoip.org seeip.org trackip.net whatismyip.akamai.com
whatismyipaddress.com wtfismyip.com
"""

_FILE_DROP = """
0x0.st 1fichier.com anonfile.com anonfiles.com anonymfile.com anonymousfiles.io bashupload.com bayfiles.com
buzzheavier.com catbox.moe cdn.discordapp.com dl.dropbox.com dl.dropboxusercontent.com drive.google.com:/uc
drive.usercontent.google.com dropbox.com:/s/ dropbox.com:/scl/ dropmefiles.com easyupload.io fex.net file.io
file.pizza filebin.net fileditch.com filedropper.com files.fm filetransfer.io fileupload.io gofile.io ibb.co
keep.sh krakenfiles.com letsupload.io media.discordapp.net mediafire.com mega.co.nz mega.io mega.nz mixdrop.co
oshi.at pixeldrain.com pomf.cat qu.ax rapidshare.com send.cm sendgb.com sendspace.com share.riseup.net
solidfiles.com temp.sh tempsend.com tmpfiles.org transfer.adminforge.de transfer.sh ufile.io uguu.se upload.ee
uploadfiles.io userscloud.com userstorage.mega.co.nz we.tl wetransfer.com workupload.com wormhole.app x0.at
zippyshare.com
"""

_SHORTENER = """
adf.ly adfoc.us bc.vc bit.do bit.ly bitly.com buff.ly clck.ru cutt.ly cutt.us dub.sh gg.gg goo.gl goo.su
grabify.link han.gl is.gd j.mp linkvertise.com lnkd.in n9.cl ouo.io ow.ly rb.gy rebrand.ly reurl.cc s.id
shorte.st shorturl.asia shorturl.at shrtco.de snip.ly surl.li t.co t.ly t2m.io tiny.cc tiny.one tinyurl.com
tny.im trib.al urlz.fr v.gd yourls.org zpr.io
"""

_DYNAMIC_DNS = """
1337.cx accesscam.org afraid.org camdvr.org casacam.net changeip.com chickenkiller.com cloudns.cl cloudns.nz
cloudns.ph crabdance.com ddns.info ddns.me ddns.mobi ddns.name ddns.net ddns.us ddnsfree.com ddnsgeek.com
ddnsking.com dns.army dns.navy dnsalias.com dnsdynamic.org dnsup.net duckdns.org dynalias.com dyndns-ip.com
dyndns.biz dyndns.org dynns.com dynu.com dynu.net dynv6.net fishdns.com freeddns.com freeddns.org
freedynamicdns.org giize.com gleeze.com gotdns.com homeip.net hopto.me hopto.org ignorelist.com kozow.com
loseyourip.com mooo.com myddns.me mydns.jp myftp.biz myftp.org myvnc.com mywire.org nip.io no-ip.biz
no-ip.info no-ip.org noip.me nsupdate.info ooguy.com publicvm.com redirectme.net selfip.net servebeer.com
serveblog.net servecounterstrike.com serveftp.com servegame.com servehalflife.com servehttp.com serveirc.com
serveminecraft.net servemp3.com servepics.com servequake.com sslip.io strangled.net sytes.net theworkpc.com
twilightparadox.com us.to webredirect.org xip.io zapto.org
"""

_BLOCKCHAIN = """
1rpc.io alchemy.com alchemyapi.io ankr.com api.mainnet-beta.solana.com aptoslabs.com arbiscan.io aurora.dev
avax.network basescan.org binance.org blastapi.io blockchain.info blockchair.com blockcypher.com
blockscout.com blockstream.info bsc-dataseed.binance.org bscscan.com chainstack.com cloudflare-eth.com
defibit.io drpc.org etherscan.io ethplorer.io fantom.network flashbots.net helius-rpc.com helius.xyz
icp-api.io icp0.io infura.io llamarpc.com matic.network mempool.space moralis.io nodereal.io omniatech.io
optimism.io polygon-rpc.com polygonscan.com publicnode.com quicknode.com quiknode.pro solana.com:/rpc
solscan.io sui.io tatum.io toncenter.com trongrid.io tronscan.org walletconnect.com xrplcluster.com
"""

_FREE_HOSTING = """
000webhostapp.com 4everland.app altervista.org alwaysdata.net appspot.com atwebpages.com awsapprunner.com
azurestaticapps.net azurewebsites.net beget.tech blogspot.com bubbleapps.io byethost.com codesandbox.io
csb.app cyclic.app cyclic.sh deno.dev deta.app deta.dev epizy.com firebaseapp.com firebaseio.com fly.dev
free.fr freehostia.com getenjoyment.net github.dev github.io gitlab.io gitpod.io glitch.me great-site.net
gt.tc herokuapp.com hf.space infinityfreeapp.com jsfiddle.net kesug.com koyeb.app lovestoblog.com
mybluemix.net neocities.org netlify.app netlify.live northflank.app now.sh on.aws ondigitalocean.app
onrender.com pages.dev pantheonsite.io pythonanywhere.com r2.dev railway.app render.com repl.co replit.app
replit.dev rf.gd run.app run.place sites.google.com stackblitz.io streamlit.app supabase.co surge.sh
tiiny.site val.run vercel.app web.app webcindario.com webcontainer.io webflow.io weebly.com wixsite.com
workers.dev wuaze.com x10.mx x10host.com zeabur.app
"""

_PRIVATE = """
host.docker.internal kubernetes.docker.internal localtest.me lvh.me metadata.google.internal
"""

SHARED_SUFFIXES = frozenset(
    (
        "amazonaws.com",
        "azureedge.net",
        "cloudfront.net",
        "googleusercontent.com",
        "storage.googleapis.com",
        "windows.net",
    )
)
"""Clouds below whose names anybody's buckets and functions lie: unknown hosts, and nobody's own domain."""
PRIVATE_SUFFIXES = frozenset(
    (
        "arpa",
        "corp",
        "home",
        "internal",
        "intranet",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "private",
        "svc",
    )
)
"""Top labels of private networks (RFC 6761, RFC 6762, and those that ICANN keeps aside), and of services inside a Kubernetes cluster."""
RESERVED_SUFFIXES = frozenset(("example", "invalid", "test"))
"""Top labels that nobody can register (RFC 2606). Their hosts are unknown ones, so that inert fixtures weigh what live code does."""

MIRRORED_AS: Mapping[str, tuple[str, ...]] = {
    "github.com": (
        "api.github.com",
        "codeload.github.com",
        "gist.github.com",
        "gist.githubusercontent.com",
        "raw.githubusercontent.com",
    ),
    "gitlab.com": (),
    "bitbucket.org": (),
}
"""Hosts whose paths begin with the same owner as those of a code host."""


_REGIONS = """
af-south-1 ap-east-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2
ap-southeast-3 ap-southeast-4 ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1
eu-west-2 eu-west-3 il-central-1 me-central-1 me-south-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-west-1
us-west-2
"""
"""Regions of Amazon, by which its services are asked."""
_SERVICES = "ec2 iam kms secretsmanager ssm sts"
"""Services of Amazon that keep nothing that a stranger reads; storage and functions serve anybody's."""


def _amazon() -> str:
    """Name the hosts of those services."""
    regions = ("", *(f"{region}." for region in _REGIONS.split()))
    return " ".join(f"{service}.{region}amazonaws.com" for service in _SERVICES.split() for region in regions)


def _rows(hosts: str, found: HostClass) -> list[tuple[str, str, HostClass]]:
    return [(host, path, found) for host, _, path in (word.partition(":") for word in hosts.split())]


def _table() -> dict[str, tuple[tuple[str, HostClass], ...]]:
    rows = [
        *_rows(_CODE_HOST_RAW, HostClass.CODE_HOST_RAW),
        *_rows(_PASTE, HostClass.PASTE),
        *_rows(_WEBHOOK, HostClass.WEBHOOK),
        *_rows(_TUNNEL, HostClass.TUNNEL),
        *_rows(_CALLBACK, HostClass.CALLBACK),
        *_rows(_IP_LOOKUP, HostClass.IP_LOOKUP),
        *_rows(_FILE_DROP, HostClass.FILE_DROP),
        *_rows(_SHORTENER, HostClass.SHORTENER),
        *_rows(_DYNAMIC_DNS, HostClass.DYNAMIC_DNS),
        *_rows(_BLOCKCHAIN, HostClass.BLOCKCHAIN),
        *_rows(_FREE_HOSTING, HostClass.FREE_HOSTING),
        *_rows(_PRIVATE, HostClass.PRIVATE),
        *_rows(_WIDE, HostClass.WIDE),
        *_rows(_amazon(), HostClass.WIDE),
    ]
    found: dict[str, list[tuple[str, HostClass]]] = {}
    for host, path, kind in rows:
        found.setdefault(host, []).append((path, kind))
    return {host: tuple(sorted(kinds, key=lambda kind: -len(kind[0]))) for host, kinds in found.items()}


BY_SUFFIX: Mapping[str, tuple[tuple[str, HostClass], ...]] = _table()
"""By host: pairs of path ("" for any) and class, the narrower first."""
