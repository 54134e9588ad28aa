"""What the names of Ruby's core, its standard library and well-known gems can do.

Names are resolved: `Net::HTTP.get` is a method of a module, `Net::HTTP().request` one of what `Net::HTTP.new` makes,
`Kernel.system` any call without a receiver, `Object.instance_eval` a method of whatever object.
"""

from collections.abc import Mapping

from pratique.analysis.facts import Capability

_P, _N, _R, _W = Capability.PROCESS, Capability.NETWORK, Capability.FILE_READ, Capability.FILE_WRITE
_C, _D, _X, _L = Capability.CODE, Capability.DECODE, Capability.DECRYPT, Capability.NATIVE
_I, _S = Capability.IDENTITY, Capability.PERSISTENCE

VERBS = "get post put patch delete head options request"
"""Methods of HTTP clients."""


def _of(owner: str, names: str, capability: Capability) -> dict[str, Capability]:
    return {f"{owner}.{name}": capability for name in names.split()}


CAPABILITIES: Mapping[str, Capability] = {
    # Code from data. `load` is code only where it is given a file that the source writes.
    **_of("Kernel", "eval", _C),
    **_of("Object", "instance_eval class_eval module_eval", _C),
    **_of("Binding()", "eval", _C),
    **_of("RubyVM::InstructionSequence", "compile new compile_file load_from_binary", _C),
    **_of("Marshal", "load restore", _C),
    **_of("YAML", "unsafe_load unsafe_load_file", _C),
    **_of("ERB", "new", _C),
    **_of("Erubi::Engine", "new", _C),
    "computed-call": _C,
    # Programs
    **_of("Kernel", "` system exec spawn fork sh xsystem", _P),
    **_of("Process", "spawn exec fork daemon", _P),
    **_of("IO", "popen", _P),
    **_of("Open3", "popen3 popen2 popen2e capture3 capture2 capture2e pipeline pipeline_r pipeline_w", _P),
    **_of("Open3", "pipeline_rw pipeline_start", _P),
    **_of("Open4", "popen4 spawn", _P),
    **_of("PTY", "spawn getpty", _P),
    **_of("FileUtils", "sh", _P),
    **_of("WIN32OLE", "new connect", _P),
    **_of("POSIX::Spawn", "spawn popen4 system `", _P),
    **_of("POSIX::Spawn::Child", "new", _P),
    **_of("ChildProcess", "build new", _P),
    **_of("Mixlib::ShellOut", "new", _P),
    **_of("TTY::Command", "new", _P),
    # Network
    **_of(
        "Net::HTTP", f"{VERBS} new start get_response get_print post_form Get Post Put Delete SSL Proxy", _N
    ),
    **_of("Net::HTTPS", "new start", _N),
    **_of("Net::FTP", "new open", _N),
    **_of("Net::SMTP", "new start", _N),
    **_of("Net::POP3", "new start", _N),
    **_of("Net::IMAP", "new", _N),
    **_of("Net::Telnet", "new", _N),
    **_of("Net::SSH", "start", _N),
    **_of("Net::SCP", "start upload! download!", _N),
    **_of("Net::SFTP", "start", _N),
    **_of("URI", "open", _N),
    **_of("OpenURI", "open_uri", _N),
    **_of("URI()", "open read", _N),
    **_of("TCPSocket", "new open gethostbyname", _N),
    **_of("TCPServer", "new open", _N),
    **_of("UDPSocket", "new open", _N),
    **_of("Socket", "new tcp udp tcp_server_sockets tcp_server_loop udp_server_loop pair getaddrinfo", _N),
    **_of("Socket", "gethostbyname gethostbyaddr getnameinfo", _N),
    **_of("Addrinfo", "tcp udp getaddrinfo", _N),
    **_of("IPSocket", "getaddress", _N),
    **_of("OpenSSL::SSL::SSLSocket", "new open", _N),
    **_of("OpenSSL::SSL::SSLServer", "new", _N),
    **_of("Resolv", "new getaddress getaddresses getname each_address", _N),
    **_of("Resolv::DNS", "new open", _N),
    **_of("DRb", "start_service", _N),
    **_of("DRbObject", "new new_with_uri", _N),
    **_of("XMLRPC::Client", "new new2", _N),
    **_of("WEBrick::HTTPServer", "new", _N),
    **_of("Gem::RemoteFetcher", "fetcher new", _N),
    **{
        name: _N
        for client in ("HTTParty", "RestClient", "Faraday", "Typhoeus", "Excon", "HTTP", "HTTPX")
        for name in _of(client, VERBS, _N)
    },
    **_of("Faraday", "new", _N),
    **_of("Faraday::Connection", "new", _N),
    **_of("RestClient::Request", "execute new", _N),
    **_of("RestClient::Resource", "new", _N),
    **_of("Typhoeus::Request", "new", _N),
    **_of("Excon", "new", _N),
    **_of("HTTPClient", "new get post get_content", _N),
    **_of("Mechanize", "new", _N),
    **_of("Patron::Session", "new", _N),
    **_of("Curl", f"{VERBS}", _N),
    **_of("Curl::Easy", "new perform http_get http_post", _N),
    **_of("Down", "download open", _N),
    **_of("EventMachine", "connect start_server", _N),
    **_of("EM", "connect start_server", _N),
    **_of("WebSocket::Client::Simple", "connect", _N),
    **_of("Faye::WebSocket::Client", "new", _N),
    # Files; `open` and `File.open` are told apart by their mode
    **_of("File", "read binread readlines foreach", _R),
    **_of("IO", "read binread readlines foreach sysopen", _R),
    **_of("Dir", "[] glob entries children each_child foreach", _R),
    **_of("Find", "find", _R),
    **_of("Pathname()", "read binread readlines each_line children entries glob", _R),
    **_of("Kernel", "readlines", _R),
    **_of("File", "write binwrite delete unlink rename chmod lchmod chown symlink link truncate mkfifo", _W),
    **_of("File", "utime", _W),
    **_of("IO", "write binwrite copy_stream", _W),
    **_of("Dir", "rmdir unlink delete", _W),
    **_of("FileUtils", "rm rm_f rm_r rm_rf rmtree remove remove_entry remove_entry_secure remove_dir", _W),
    **_of("FileUtils", "remove_file safe_unlink cp cp_r cp_lr copy copy_file copy_entry mv move ln ln_s", _W),
    **_of("FileUtils", "ln_sf link symlink install chmod chmod_R chown chown_R touch", _W),
    **_of("Pathname()", "write binwrite delete unlink rename chmod rmtree", _W),
    # Encodings
    **_of("Base64", "decode64 strict_decode64 urlsafe_decode64", _D),
    **_of("Zlib", "inflate gunzip", _D),
    **_of("Zlib::Inflate", "inflate new", _D),
    **_of("Zlib::Inflate()", "inflate", _D),
    **_of("Zlib::GzipReader", "new wrap open zcat", _D),
    **_of("Object", "hex-decode base64-decode character-codes rot13 xor", _D),
    # Ciphers
    **_of("OpenSSL::Cipher()", "decrypt", _X),
    **_of("OpenSSL::PKey::RSA()", "private_decrypt public_decrypt decrypt", _X),
    **_of("ActiveSupport::MessageEncryptor()", "decrypt_and_verify", _X),
    **_of("RbNaCl::SecretBox()", "decrypt open", _X),
    **_of("RbNaCl::SimpleBox()", "decrypt open", _X),
    **_of("Lockbox()", "decrypt", _X),
    **_of("Fernet", "verifier", _X),
    **_of("Gibberish::AES()", "decrypt", _X),
    **_of("AESCrypt", "decrypt", _X),
    **_of("Encryptor", "decrypt", _X),
    # Native code
    **_of("Fiddle", "dlopen", _L),
    **_of("Fiddle::Handle", "new", _L),
    **_of("Fiddle::Function", "new", _L),
    **_of("DL", "dlopen", _L),
    **_of("DL::Handle", "new", _L),
    **_of("FFI::DynamicLibrary", "open", _L),
    **_of("FFI::Function", "new", _L),
    **_of("Win32API", "new", _L),
    **_of("Win32::API", "new", _L),
    **_of("Kernel", "ffi_lib dlload", _L),
    # Who and where
    **_of("Socket", "gethostname ip_address_list getifaddrs", _I),
    **_of("Etc", "getlogin getpwuid getpwnam getpwent passwd uname getgrgid group", _I),
    **_of("Process", "uid euid", _I),
    # What starts by itself
    **_of(
        "Gem",
        "post_install pre_install post_build post_uninstall pre_uninstall post_reset done_installing",
        _S,
    ),
    **_of("Win32::Service", "new create", _S),
    **_of("Win32::TaskScheduler", "new", _S),
    **_of("Win32::Registry::HKEY_CURRENT_USER", "create", _S),
    **_of("Win32::Registry::HKEY_LOCAL_MACHINE", "create", _S),
}

RETURNS_SELF: Mapping[str, str] = {
    "Net::HTTP.start": "Net::HTTP()",
    "Net::HTTP.SSL": "Net::HTTP()",
    "Net::HTTP.Proxy": "Net::HTTP",
    "Net::FTP.open": "Net::FTP()",
    "Net::SMTP.start": "Net::SMTP()",
    "URI.parse": "URI()",
    "URI.join": "URI()",
    "URI.open": "open()",
    "URI().open": "open()",
    "OpenURI.open_uri": "open()",
    "Kernel.URI": "URI()",
    "Kernel.Pathname": "Pathname()",
    "Kernel.binding": "Binding()",
    "Kernel.open": "open()",
    "File.open": "open()",
    "File.new": "open()",
    **dict.fromkeys(("Tempfile.new", "Tempfile.create", "Tempfile.open"), "open()"),
    **dict.fromkeys(("Struct.new", "Data.define"), "Struct()"),
    "IO.popen": "open()",
    "TCPSocket.open": "TCPSocket()",
    "UDPSocket.open": "UDPSocket()",
    "Socket.tcp": "TCPSocket()",
    "Resolv::DNS.open": "Resolv::DNS()",
    **dict.fromkeys(("Zlib::GzipReader.wrap", "Zlib::GzipReader.open"), "Zlib::GzipReader()"),
    "OpenSSL::Cipher::Cipher.new": "OpenSSL::Cipher()",
    "OpenSSL::Cipher::AES.new": "OpenSSL::Cipher()",
    "OpenSSL::Cipher::AES128.new": "OpenSSL::Cipher()",
    "OpenSSL::Cipher::AES256.new": "OpenSSL::Cipher()",
    "RubyVM::InstructionSequence.compile": "RubyVM::InstructionSequence()",
    "RubyVM::InstructionSequence.load_from_binary": "RubyVM::InstructionSequence()",
    "Pathname().join": "Pathname()",
    "Pathname().+": "Pathname()",
    "Faraday.new": "Faraday()",
    "ActiveSupport::MessageEncryptor.new": "ActiveSupport::MessageEncryptor()",
}
"""What calls give, beside `X.new`, which gives `X()`."""
SAME_NAMES: Mapping[str, str] = {
    "Psych": "YAML",
    "Object": "Kernel",
    "Main": "Kernel",
    "BasicObject": "Kernel",
    "TOPLEVEL_BINDING": "Binding()",
    "Zlib::GzipFile": "Zlib::GzipReader",
    "RubyVM::ISeq": "RubyVM::InstructionSequence",
    "Ronin::Support::Network": "Net",
}
