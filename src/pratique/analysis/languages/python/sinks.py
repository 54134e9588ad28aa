"""Where data comes in and where it ends: sources with their marks, and the calls that run, start or send it."""

from collections.abc import Mapping

from pratique.analysis.engine.marks import (
    ARGUMENTS,
    CALLERS,
    CLIPBOARD,
    ENVIRONMENT,
    EVERY,
    FILE,
    IDENTITY,
    NETWORK,
    OBJECTS,
    PLATFORM,
    PROCESS,
    SECRETS,
)
from pratique.analysis.facts import Capability
from pratique.analysis.languages.python import apis, import_paths

_BUCKETS = "upload_file upload_fileobj put_object"
_BOTS = "send_message send_document send_photo send_video send_audio send_media_group"
# An instance method by its constructor: what is called here talks to the network, and may carry data out.
_CONSTRUCTORS: Mapping[str, str] = {
    "requests.Session()": apis.VERBS + " send",
    "requests.session()": apis.VERBS + " send",
    "requests.sessions.Session()": apis.VERBS + " send",
    "httpx.Client()": apis.VERBS + " stream send",
    "httpx.AsyncClient()": apis.VERBS + " stream send",
    "aiohttp.ClientSession()": apis.VERBS + " ws_connect",
    "cloudscraper.create_scraper()": apis.VERBS,
    "http.client.HTTPConnection()": "request send putheader",
    "http.client.HTTPSConnection()": "request send putheader",
    "httplib.HTTPConnection()": "request send",
    "httplib.HTTPSConnection()": "request send",
    "urllib3.PoolManager()": "request urlopen",
    "urllib.request.build_opener()": "open",
    "urllib2.build_opener()": "open",
    "socket.socket()": "send sendall sendto sendfile connect connect_ex",
    "socket.create_connection()": "send sendall",
    "ssl.wrap_socket()": "send sendall connect",
    "ftplib.FTP()": "storbinary storlines login",
    "ftplib.FTP_TLS()": "storbinary storlines login",
    "smtplib.SMTP()": "sendmail send_message",
    "smtplib.SMTP_SSL()": "sendmail send_message",
    "websocket.create_connection()": "send",
    "websocket.WebSocketApp()": "send",
    "websocket.WebSocket()": "send connect",
    "websockets.connect()": "send",
    "aiohttp.ClientSession().ws_connect()": "send_str send_bytes send_json",
    "asyncio.open_connection().writer": "write",
    "boto3.client()": _BUCKETS,
    "boto3.resource().Bucket()": _BUCKETS,
    "boto3.resource().Object()": "put upload_file",
    "azure.storage.blob.BlobServiceClient.from_connection_string().get_blob_client()": "upload_blob",
    "google.cloud.storage.Client().bucket().blob()": "upload_from_filename upload_from_string",
    "paramiko.SFTPClient.from_transport()": "put putfo",
    "paramiko.SSHClient().open_sftp()": "put putfo",
    "pysftp.Connection()": "put put_r put_d",
    "discord.SyncWebhook.from_url()": "send",
    "discord.Webhook.from_url()": "send",
    "dhooks.Webhook()": "send",
    "slack_sdk.WebhookClient()": "send",
    "dropbox.Dropbox()": "files_upload",
    "paramiko.SSHClient()": "exec_command",
    "discord_webhook.DiscordWebhook()": "execute add_file add_embed",
    "telebot.TeleBot()": _BOTS,
    "telegram.Bot()": _BOTS,
    "aiogram.Bot()": _BOTS,
}
SENDERS: frozenset[str] = frozenset(
    {f"{owner}.{name}" for owner, names in _CONSTRUCTORS.items() for name in names.split()}
    | {f"{module}.{verb}" for module in ("requests", "httpx") for verb in apis.VERBS.split()}
    | {
        "urllib.request.urlopen",
        "urllib.request.Request",
        "urllib2.urlopen",
        "urllib2.Request",
        "urllib.urlopen",
    }
    | {
        "urllib3.request",
        "socket.gethostbyname",
        "socket.getaddrinfo",
        "dns.resolver.resolve",
        "dns.resolver.query",
    }
    | {"discord_webhook.DiscordWebhook", "httpx.stream", "aiohttp.request"}
)
"""Calls whose arguments leave the machine."""
LOOK_UPS: frozenset[str] = frozenset(
    ("socket.gethostbyname", "socket.getaddrinfo", "dns.resolver.resolve", "dns.resolver.query")
)
"""Calls that ask a name server for their first argument."""
BY_PATH: frozenset[str] = frozenset(
    {
        f"{owner}.upload_file"
        for owner in ("boto3.client()", "boto3.resource().Bucket()", "boto3.resource().Object()")
    }
    | {"google.cloud.storage.Client().bucket().blob().upload_from_filename"}
    | {
        f"{owner}.put"
        for owner in ("paramiko.SFTPClient.from_transport()", "paramiko.SSHClient().open_sftp()")
    }
    | {f"pysftp.Connection().{name}" for name in ("put", "put_r", "put_d")}
)
"""Calls that send the file whose path is their first argument."""
DELIVERERS: frozenset[str] = frozenset(
    name
    for name in SENDERS
    if name.startswith(
        ("boto3.", "azure.", "google.", "paramiko.SFTP", "paramiko.SSHClient().open_sftp", "pysftp.")
    )
    or (
        name.endswith((".storbinary", ".storlines", ".sendmail", ".send_message"))
        and name.startswith(("ftplib.", "smtplib."))
    )
)
"""Calls that reach what their connection reaches: none of their arguments is an address."""
_SENTRY = (
    "set_extra set_extras set_context set_tag set_tags set_user capture_message capture_event add_breadcrumb"
)
_SCOPES = ("sentry_sdk", *(f"sentry_sdk.{made}()" for made in ("push_scope", "new_scope", "configure_scope")))
_OF_OTHERS: Mapping[str, str] = {
    "posthog": "capture identify",
    "posthog.Posthog()": "capture identify",
    "mixpanel.Mixpanel()": "track people_set",
    "analytics": "track identify",
    "segment.analytics": "track identify",
    "rollbar": "report_message report_exc_info",
    "bugsnag": "notify",
    "amplitude.Amplitude()": "track",
    "webbrowser": "open open_new open_new_tab",
}
REPORTERS: frozenset[str] = frozenset(
    {f"{scope}.{name}" for scope in _SCOPES for name in _SENTRY.split()}
    | {f"{owner}.{name}" for owner, names in _OF_OTHERS.items() for name in names.split()}
)
"""Calls that tell a service which collects events what they are given (see `reporters`)."""
SENDER_METHODS: frozenset[str] = frozenset(name.rpartition(".")[2] for name in SENDERS | REPORTERS)

CODE_SINKS: Mapping[str, tuple[int, ...]] = {
    "exec": (0,),
    "eval": (0,),
    "execfile": (0,),
    "marshal.loads": (0,),
    "types.FunctionType": (0,),
    "types.CodeType": tuple(range(16)),
    "__pyarmor__": (2, 1),
    **dict.fromkeys(("timeit.timeit", "timeit.repeat", "cProfile.run", "profile.run", "pdb.run"), (0,)),
    **dict.fromkeys(("yaml.unsafe_load",), (0,)),
    **{
        f"code.{made}().{name}": (0,)
        for made in ("InteractiveInterpreter", "InteractiveConsole")
        for name in ("runcode", "runsource")
    },
    "code.InteractiveConsole().push": (0,),
    **{
        f"ctypes.pythonapi.{name}": (0,)
        for name in ("PyRun_SimpleString", "PyRun_String", "Py_CompileString")
    },
}
"""Where data becomes code, and which arguments. `compile` is none: its result is data until it is run."""
UNPICKLERS: frozenset[str] = frozenset(
    (
        *("pickle.loads", "dill.loads", "cloudpickle.loads", "cPickle.loads", "pickle.load", "dill.load"),
        *("cloudpickle.load", "joblib.load", "torch.load", "pandas.read_pickle", "jsonpickle.decode"),
        "logging.config.dictConfig",
    )
)
"""Calls that unpickle what they are given, or what is in a file or at an address."""
PROCESS_SINKS: frozenset[str] = frozenset(
    name
    for name, capability in apis.CAPABILITIES.items()
    if capability is Capability.PROCESS and name.rpartition(".")[2] not in {"fork", "forkpty"}
)
FILE_RUNNERS: Mapping[str, Capability] = {
    **dict.fromkeys(PROCESS_SINKS, Capability.PROCESS),
    "runpy.run_path": Capability.CODE,
    "execfile": Capability.CODE,
    "imp.load_source": Capability.CODE,
    "importlib.util.spec_from_file_location": Capability.CODE,
    "importlib.machinery.SourceFileLoader": Capability.CODE,
    "ctypes.CDLL": Capability.CODE,
    "ctypes.WinDLL": Capability.CODE,
    "ctypes.cdll.LoadLibrary": Capability.CODE,
    "ctypes.windll.LoadLibrary": Capability.CODE,
}
"""Calls that run the file whose path they are given."""

RUNNERS: frozenset[str] = frozenset(FILE_RUNNERS) | import_paths.CALLS | {"exec", "eval"}
"""Calls that run what lies at a path, or what was read from there."""

SOURCES: Mapping[str, int] = {
    "os.getenv": ENVIRONMENT,
    "os.getenvb": ENVIRONMENT,
    "getpass.getuser": IDENTITY,
    "socket.gethostname": IDENTITY,
    "socket.getfqdn": IDENTITY,
    "platform.node": IDENTITY,
    "uuid.getnode": IDENTITY,
    "os.getlogin": IDENTITY,
    "os.uname": IDENTITY,
    "platform.uname": IDENTITY,
    "psutil.net_if_addrs": IDENTITY,
    "psutil.users": IDENTITY,
    "pwd.getpwuid": IDENTITY,
    "getmac.get_mac_address": IDENTITY,
    "netifaces.ifaddresses": IDENTITY,
    "wmi.WMI": IDENTITY,
    "win32api.GetUserName": IDENTITY,
    "win32api.GetComputerName": IDENTITY,
    **{
        f"platform.{name}": PLATFORM
        for name in [
            "platform",
            "processor",
            "release",
            "version",
            "mac_ver",
            "win32_ver",
        ]
    },  # which system and architecture it is, every client tells its server
    "os.getcwd": PLATFORM,
    "os.getcwdb": PLATFORM,
    "psutil.virtual_memory": PLATFORM,
    "psutil.cpu_count": PLATFORM,
    "psutil.disk_usage": PLATFORM,
    "pyperclip.paste": CLIPBOARD,
    "clipboard.paste": CLIPBOARD,
    "win32clipboard.GetClipboardData": CLIPBOARD,
    "PIL.ImageGrab.grabclipboard": CLIPBOARD,
    "pandas.read_clipboard": CLIPBOARD,
    "keyring.get_password": SECRETS,
    "keyring.get_credential": SECRETS,
    "netrc.netrc": SECRETS,
    "win32cred.CredEnumerate": SECRETS,
    "win32cred.CredRead": SECRETS,
    "boto3.get_credentials": SECRETS,  # of a session, which is named like its module
    "google.auth.default": SECRETS,
    **{
        f"browser_cookie3.{name}": SECRETS
        for name in [
            "load",
            "chrome",
            "chromium",
            "firefox",
            "edge",
            "opera",
            "opera_gx",
            "brave",
            "vivaldi",
            "safari",
            "librewolf",
        ]
    },
    **dict.fromkeys(("gc.get_objects", "gc.get_referrers"), OBJECTS),
    "pkgutil.get_data": FILE,
    **{
        f"importlib.resources.{name}": FILE
        for name in ("read_text", "read_binary", "open_text", "open_binary")
    },
    "linecache.getlines": FILE,
    "urllib.request.urlopen": NETWORK,
    "urllib.urlopen": NETWORK,
    "urllib2.urlopen": NETWORK,
    "urllib3.request": NETWORK,
    **dict.fromkeys(("urllib.request.urlretrieve", "urllib.urlretrieve", "wget.download"), NETWORK),
    **{f"{module}.{verb}": NETWORK for module in ("requests", "httpx") for verb in apis.VERBS.split()},
    **{
        f"{owner}.{verb}": NETWORK
        for owner in _CONSTRUCTORS
        if "get" in _CONSTRUCTORS[owner].split() or owner.startswith(("urllib", "paramiko"))
        for verb in (*apis.VERBS.split(), "open", "urlopen", "exec_command")
    },
    "httpx.stream": NETWORK,
    "websockets.connect().recv": NETWORK,
    "paramiko.SSHClient().get_transport().open_session().recv": NETWORK,
    "paramiko.Transport().open_session().recv": NETWORK,
    **{f"imaplib.{made}().fetch": NETWORK for made in ("IMAP4", "IMAP4_SSL")},
    **{f"poplib.{made}().retr": NETWORK for made in ("POP3", "POP3_SSL")},
    "http.client.HTTPConnection().getresponse": NETWORK,
    "http.client.HTTPSConnection().getresponse": NETWORK,
    "httplib.HTTPConnection().getresponse": NETWORK,
    "httplib.HTTPSConnection().getresponse": NETWORK,
    "socket.socket().recv": NETWORK,
    "socket.socket().recvfrom": NETWORK,
    "socket.socket().makefile": NETWORK,
    "socket.create_connection().recv": NETWORK,
    "socket.create_connection().makefile": NETWORK,
    "websocket.create_connection().recv": NETWORK,
    "websocket.WebSocket().recv": NETWORK,
    **{
        f"aiohttp.ClientSession().ws_connect().{name}": NETWORK
        for name in ("receive", "receive_str", "receive_json")
    },
    **{
        f"asyncio.open_connection().reader.{name}": NETWORK
        for name in ("read", "readline", "readuntil", "readexactly")
    },
    "dns.resolver.resolve": NETWORK,
    "dns.resolver.query": NETWORK,
    "aiohttp.request": NETWORK,
    "paramiko.SSHClient().exec_command": NETWORK,
    "asyncio.create_subprocess_shell": PROCESS,
    "asyncio.create_subprocess_exec": PROCESS,
}
"""Calls whose result comes from outside, with its marks."""
ITERATED: frozenset[str] = frozenset(("websockets.connect()", "aiohttp.ClientSession().ws_connect()"))
"""Connections whose messages are what a loop over them gives."""
METHOD_SOURCES: Mapping[str, int] = {
    "clipboard_get": CLIPBOARD,
    "GetClipboardData": CLIPBOARD,
    "grabclipboard": CLIPBOARD,
}
"""Methods that say by their name alone where their result comes from."""
_FRAMES = (
    "sys._getframe()",
    "inspect.currentframe()",
    "inspect.currentframe().f_back",
    "sys._getframe().f_back",
)
VARIABLES: Mapping[str, int] = {
    **{f"{frame}.f_locals": CALLERS for frame in _FRAMES},
    "sys.argv": ARGUMENTS,
    **dict.fromkeys(("os.environ", "os.environb"), ENVIRONMENT | EVERY),
}
