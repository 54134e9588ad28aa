"""Where data comes in and where it ends: sources with their marks, and the calls that run, start or send it."""

from collections.abc import Mapping

from pratique.analysis.facts import Capability
from pratique.analysis.languages.ruby import apis
from pratique.analysis.languages.ruby.values import ARGUMENTS, ENVIRONMENT, FILE, IDENTITY, NETWORK

CODE_SINKS: frozenset[str] = frozenset(
    (
        *("Kernel.eval", "Binding().eval", "Object.instance_eval", "Object.class_eval", "Object.module_eval"),
        *("RubyVM::InstructionSequence.compile", "RubyVM::InstructionSequence.new"),
        *("RubyVM::InstructionSequence.load_from_binary", "ERB.new", "Erubi::Engine.new"),
    )
)
"""Where the first argument becomes code."""
LOADERS: frozenset[str] = frozenset(("Marshal.load", "Marshal.restore", "YAML.unsafe_load"))
"""Where data becomes objects: told only when the source itself holds the data, else every cache would be told."""
PROCESS_SINKS: frozenset[str] = frozenset(
    name
    for name, capability in apis.CAPABILITIES.items()
    if capability is Capability.PROCESS and name.rpartition(".")[2] not in {"fork", "daemon"}
)
FILE_RUNNERS: Mapping[str, Capability] = {
    **dict.fromkeys(PROCESS_SINKS, Capability.PROCESS),
    "Kernel.load": Capability.CODE,
    "Kernel.require": Capability.CODE,
    "Kernel.require_relative": Capability.CODE,
    "RubyVM::InstructionSequence.compile_file": Capability.CODE,
    "Fiddle.dlopen": Capability.CODE,
    "FFI::DynamicLibrary.open": Capability.CODE,
    "Kernel.ffi_lib": Capability.CODE,
}
"""Calls that run the file whose path they are given."""

_SENDING = "send write puts print << syswrite sendmsg write_nonblock"
_CLIENTS: Mapping[str, str] = {
    "Net::HTTP()": f"{apis.VERBS} send_request request_get request_post post_form",
    "Faraday()": apis.VERBS,
    "HTTPClient()": f"{apis.VERBS} get_content post_content",
    "Mechanize()": "get post submit",
    "Excon()": apis.VERBS,
    "RestClient::Resource()": apis.VERBS,
    "TCPSocket()": _SENDING,
    "UDPSocket()": _SENDING,
    "Socket()": f"{_SENDING} connect",
    "OpenSSL::SSL::SSLSocket()": _SENDING,
    "Resolv()": "getaddress",
    "Resolv::DNS()": "getaddress getresources getresource",
    "Net::SMTP()": "send_message sendmail",
    "Net::FTP()": "puttextfile putbinaryfile storbinary storlines",
}
_REQUESTS = frozenset(f"Net::HTTP::{verb}.new" for verb in ("Get", "Post", "Put", "Patch", "Delete", "Head"))
SENDERS: frozenset[str] = frozenset(
    {f"{owner}.{name}" for owner, names in _CLIENTS.items() for name in names.split()}
    | {
        f"{client}.{verb}"
        for client in (
            "HTTParty",
            "RestClient",
            "Faraday",
            "Typhoeus",
            "Excon",
            "HTTP",
            "HTTPX",
            "HTTPClient",
            "Curl",
        )
        for verb in apis.VERBS.split()
    }
    | {
        "Net::HTTP.get",
        "Net::HTTP.get_response",
        "Net::HTTP.post",
        "Net::HTTP.post_form",
        "Net::HTTP.get_print",
    }
    | {"URI.open", "URI().open", "URI().read", "OpenURI.open_uri", "RestClient::Request.execute"}
    | {
        "Resolv.getaddress",
        "Resolv.getaddresses",
        "Socket.getaddrinfo",
        "IPSocket.getaddress",
        "TCPSocket.gethostbyname",
    }
    | {"Net::HTTP.new", "Net::HTTP.start"}
    | _REQUESTS
)
"""Calls whose arguments leave the machine."""

SOURCES: Mapping[str, int] = {
    "Socket.gethostname": IDENTITY,
    "Etc.getlogin": IDENTITY,
    "Etc.getpwuid": IDENTITY,
    "Etc.uname": IDENTITY,
    "Socket.ip_address_list": IDENTITY,
    "Kernel.gets": ARGUMENTS,
    "ENV.to_h": ENVIRONMENT,
    "ENV.to_hash": ENVIRONMENT,
    "ENV.to_a": ENVIRONMENT,
    "ENV.inspect": ENVIRONMENT,
    "ENV.to_s": ENVIRONMENT,
    "ENV.map": ENVIRONMENT,
    "ENV.collect": ENVIRONMENT,
    "ENV.select": ENVIRONMENT,
    "ENV.values": ENVIRONMENT,
    "ENV.slice": ENVIRONMENT,
    "File.read": FILE,
    "File.binread": FILE,
    "File.readlines": FILE,
    "File.foreach": FILE,
    "IO.read": FILE,
    "IO.binread": FILE,
    "IO.readlines": FILE,
    "Pathname().read": FILE,
    "Pathname().binread": FILE,
    "Net::HTTP.get": NETWORK,
    "Net::HTTP.get_response": NETWORK,
    "Net::HTTP.post": NETWORK,
    "Net::HTTP.post_form": NETWORK,
    "URI.open": NETWORK,
    "OpenURI.open_uri": NETWORK,
    "URI().open": NETWORK,
    "URI().read": NETWORK,
    "RestClient::Request.execute": NETWORK,
    "HTTPClient.get_content": NETWORK,
    "Down.download": NETWORK,
    "Resolv.getaddress": NETWORK,
    **{
        f"{client}.{verb}": NETWORK
        for client in (
            "HTTParty",
            "RestClient",
            "Faraday",
            "Typhoeus",
            "Excon",
            "HTTP",
            "HTTPX",
            "HTTPClient",
            "Curl",
        )
        for verb in apis.VERBS.split()
    },
    **{
        f"{owner}.{name}": NETWORK
        for owner in (
            "Net::HTTP()",
            "Faraday()",
            "HTTPClient()",
            "Mechanize()",
            "Excon()",
            "RestClient::Resource()",
        )
        for name in f"{apis.VERBS} send_request get_content request_get request_post".split()
    },
    **{
        f"{owner}.{name}": NETWORK
        for owner in ("TCPSocket()", "UDPSocket()", "Socket()", "OpenSSL::SSL::SSLSocket()")
        for name in (
            "recv",
            "read",
            "gets",
            "readline",
            "recvfrom",
            "readpartial",
            "sysread",
            "read_nonblock",
            "each_line",
        )
    },
    **{
        f"Resolv::DNS().{name}": NETWORK
        for name in ("getresources", "getresource", "getaddress", "each_resource")
    },
    **{f"Net::FTP().{name}": NETWORK for name in ("gettextfile", "getbinaryfile", "retrlines", "retrbinary")},
}
"""Calls whose result comes from outside, with its marks."""
WRITERS: Mapping[str, tuple[int, int]] = {
    "File.write": (0, 1),
    "File.binwrite": (0, 1),
    "IO.write": (0, 1),
    "IO.binwrite": (0, 1),
    "IO.copy_stream": (1, 0),
}
"""Calls that write a file: the places of its path and of the data among the arguments."""
HANDLE_WRITERS: frozenset[str] = frozenset(
    (
        "open().write",
        "open().puts",
        "open().print",
        "open().<<",
        "open().syswrite",
        "Pathname().write",
        "Pathname().binwrite",
    )
)
"""Methods of an open file or a path that write their first argument."""
