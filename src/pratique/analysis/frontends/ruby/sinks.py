"""Where data comes in and where it ends: sources with their marks, and the calls that run, start or send it."""

from collections.abc import Mapping

from pratique.analysis.engine.marks import ARGUMENTS, ENVIRONMENT, EVERY, FILE, NETWORK
from pratique.analysis.facts import Capability
from pratique.analysis.frontends.ruby import apis


def _of(owner: str, names: str) -> frozenset[str]:
    return frozenset(f"{owner}.{name}" for name in names.split())


CODE_SINKS: frozenset[str] = frozenset(
    (
        *("Kernel.eval", "Binding().eval", "Object.instance_eval", "Object.class_eval", "Object.module_eval"),
        *("RubyVM::InstructionSequence.compile", "RubyVM::InstructionSequence.new"),
        *("RubyVM::InstructionSequence.load_from_binary", "ERB.new", "Erubi::Engine.new"),
    )
)
"""Where the first argument becomes code."""
EVALUATES = frozenset(
    ("Kernel.eval", "Binding().eval", "Object.instance_eval", "Object.class_eval", "Object.module_eval")
)
"""Of these, calls whose constant argument is read as Ruby."""
LOADERS: frozenset[str] = frozenset(("Marshal.load", "Marshal.restore", "YAML.unsafe_load"))
"""Where data becomes objects: told only when the source itself holds the data, else every cache would be told."""
PROCESS_SINKS: frozenset[str] = frozenset(
    name
    for name, capability in apis.CAPABILITIES.items()
    if capability is Capability.PROCESS and name.rpartition(".")[2] not in {"fork", "daemon"}
)
FILE_RUNNERS: Mapping[str, Capability] = {
    **dict.fromkeys(PROCESS_SINKS, Capability.PROCESS),
    **dict.fromkeys(_of("Kernel", "load require require_relative ffi_lib eval open"), Capability.CODE),
    "RubyVM::InstructionSequence.compile_file": Capability.CODE,
    "Fiddle.dlopen": Capability.CODE,
    "FFI::DynamicLibrary.open": Capability.CODE,
}
"""Calls that run the file whose path they are given."""

_CLIENTS = ("HTTParty", "RestClient", "Faraday", "Typhoeus", "Excon", "HTTP", "HTTPX", "HTTPClient", "Curl")
"""Modules with a method for each verb of HTTP."""
_SESSIONS: Mapping[str, str] = {
    "Net::HTTP()": f"{apis.VERBS} send_request request_get request_post post_form",
    "Faraday()": apis.VERBS,
    "HTTPClient()": f"{apis.VERBS} get_content post_content",
    "Mechanize()": "get post submit",
    "Excon()": apis.VERBS,
    "RestClient::Resource()": apis.VERBS,
}
"""Objects that talk HTTP, with the methods that do."""
_SOCKETS = ("TCPSocket()", "UDPSocket()", "Socket()", "OpenSSL::SSL::SSLSocket()")
_DIRECT = (
    *("Net::HTTP.get", "Net::HTTP.get_response", "Net::HTTP.post", "Net::HTTP.post_form", "URI.open"),
    *("OpenURI.open_uri", "URI().open", "URI().read", "RestClient::Request.execute", "Resolv.getaddress"),
)
"""Calls that send their arguments and give the answer."""

SENDERS: frozenset[str] = frozenset().union(
    _DIRECT,
    *(_of(client, apis.VERBS) for client in _CLIENTS),
    *(_of(session, names) for session, names in _SESSIONS.items()),
    *(_of(socket, "send write puts print << syswrite sendmsg write_nonblock") for socket in _SOCKETS),
    _of("Socket()", "connect"),
    _of("Net::HTTP", "get_print new start"),
    *(_of(f"Net::HTTP::{verb}", "new") for verb in ("Get", "Post", "Put", "Patch", "Delete", "Head")),
    _of("Resolv()", "getaddress"),
    _of("Resolv::DNS()", "getaddress getresources getresource"),
    _of("Resolv", "getaddresses"),
    _of("Socket", "getaddrinfo gethostbyname"),
    _of("IPSocket", "getaddress"),
    _of("TCPSocket", "gethostbyname"),
    _of("Net::SMTP()", "send_message sendmail"),
    _of("Net::FTP()", "puttextfile putbinaryfile storbinary storlines"),
)
"""Calls whose arguments leave the machine."""

_READING = "recv read gets readline recvfrom readpartial sysread read_nonblock each_line"
SOURCES: Mapping[str, int] = {
    **dict.fromkeys(_of("Socket", "gethostname ip_address_list"), ENVIRONMENT),
    **dict.fromkeys(_of("Etc", "getlogin getpwuid uname"), ENVIRONMENT),
    "Kernel.gets": ARGUMENTS,
    **dict.fromkeys(
        _of("ENV", "to_h to_hash to_a inspect to_s map collect select values"), ENVIRONMENT | EVERY
    ),
    "ENV.slice": ENVIRONMENT,
    **dict.fromkeys(_of("File", "read binread readlines foreach"), FILE),
    **dict.fromkeys(_of("IO", "read binread readlines foreach"), FILE),
    **dict.fromkeys(_of("Pathname()", "read binread readlines"), FILE),
    **dict.fromkeys(_DIRECT, NETWORK),
    **dict.fromkeys(("HTTPClient.get_content", "Down.download"), NETWORK),
    **{name: NETWORK for client in _CLIENTS for name in _of(client, apis.VERBS)},
    **{name: NETWORK for session, names in _SESSIONS.items() for name in _of(session, names)},
    **{name: NETWORK for socket in _SOCKETS for name in _of(socket, _READING)},
    **dict.fromkeys(_of("Resolv::DNS()", "getresources getresource getaddress each_resource"), NETWORK),
    **dict.fromkeys(_of("Net::FTP()", "gettextfile getbinaryfile retrlines retrbinary"), NETWORK),
}
"""Calls whose result comes from outside, with its marks."""
WRITERS: Mapping[str, tuple[int, int]] = {
    **dict.fromkeys(("File.write", "File.binwrite", "IO.write", "IO.binwrite"), (0, 1)),
    "IO.copy_stream": (1, 0),
}
"""Calls that write a file: the places of its path and of the data among the arguments."""
HANDLE_WRITERS: frozenset[str] = frozenset(
    (*_of("open()", "write puts print << syswrite"), *_of("Pathname()", "write binwrite"))
)
"""Methods of an open file or a path that write their first argument."""
SETTINGS: frozenset[str] = frozenset(
    (
        *("in", "out", "err", "chdir", "cwd", "env", "environment", "unsetenv_others", "umask", "pgroup"),
        *("stdin_data", "input", "binmode", "close_others", "exception", "verbose", "timeout"),
    )
)
"""Keywords of calls that start programs which are no part of the command."""
HEADERS: frozenset[str] = frozenset(
    ("headers", "timeout", "proxy", "ssl", "verify", "open_timeout", "read_timeout", "use_ssl")
)
"""Keywords of calls that send which carry no data."""
