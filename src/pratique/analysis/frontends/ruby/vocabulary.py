"""Names with a meaning of their own: methods that pass data on, blocks that wait, harmless variables."""

import re
from collections.abc import Mapping

from pratique.analysis.engine.marks import ENVIRONMENT, FILE, NETWORK
from pratique.analysis.engine.tables import Words

HARMLESS_VARIABLES: frozenset[str] = frozenset(
    (
        *("RAILS_ENV", "RACK_ENV", "APP_ENV", "DEBUG", "VERBOSE", "NO_COLOR", "FORCE_COLOR", "CLICOLOR"),
        *("CLICOLOR_FORCE", "TERM", "COLORTERM", "COLUMNS", "LINES", "LANG", "LANGUAGE", "TZ", "CI", "PATH"),
        *("PATHEXT", "TMPDIR", "TEMP", "TMP", "PAGER", "EDITOR", "VISUAL", "BROWSER", "DISPLAY", "SHELL"),
        *("MAKE", "CC", "CXX", "CFLAGS", "CPPFLAGS", "CXXFLAGS", "LDFLAGS", "PKG_CONFIG_PATH", "MAKEFLAGS"),
        *("GITHUB_ACTIONS", "TRAVIS", "SOURCE_DATE_EPOCH", "COVERAGE", "VERSION", "PORT", "DESTDIR", "GEM"),
        *("RUBYOPT", "RUBYLIB", "BUNDLE_GEMFILE", "BUNDLE_PATH", "BUNDLE_BIN_PATH", "BUNDLE_APP_CONFIG"),
        "TESTOPTS",
    )
)
HARMLESS_PREFIXES = (
    *("LC_", "RUBY_", "GEM_", "BUNDLER_", "RAKE_", "RSPEC_", "SPEC_", "TEST_", "JRUBY_", "RBENV_"),
)
# `GEM_HOST_API_KEY`; Bundler keeps credentials in `BUNDLE_` and the name of a server, so none of those is harmless.
_CREDENTIAL = re.compile(r"KEY|TOKEN|SECRET|PASS|CRED|AUTH")

SENDS: frozenset[str] = frozenset(("send", "__send__", "public_send", "try", "try!"))
"""Methods that call the method named by their first argument."""
METHOD_OBJECTS: frozenset[str] = frozenset(("method", "public_method", "singleton_method", "instance_method"))
CALLERS: frozenset[str] = frozenset(("call", "()", "yield", "===", "[]"))
"""How a method object or a block is called."""
CONSTANT_GETTERS: frozenset[str] = frozenset(
    ("const_get", "qualified_const_get", "constantize", "safe_constantize")
)
SAME: frozenset[str] = frozenset(
    (
        *("to_s", "to_str", "to_sym", "intern", "dup", "clone", "freeze", "itself", "b", "+@", "-@"),
        *("html_safe", "force_encoding", "encode", "scrub", "unicode_normalize", "to_proc", "to_a", "to_ary"),
        *("unbind", "curry", "presence", "dump_as_is", "lazy", "to_enum", "each_entry"),
    )
)
"""Methods that give their receiver, as far as data goes."""
EVALUATORS: frozenset[str] = frozenset(("instance_eval", "class_eval", "module_eval"))
ANY_METHODS: frozenset[str] = frozenset((*EVALUATORS, "unpack", "unpack1", "pack"))
"""Methods with a meaning whatever their receiver is."""
ANSWERS: frozenset[str] = frozenset(
    (
        *("length", "size", "count", "bytesize", "empty?", "nil?", "include?", "start_with?", "end_with?"),
        *("index", "rindex", "match?", "is_a?", "kind_of?", "respond_to?", "instance_of?", "any?", "all?"),
        *("none?", "one?", "==", "!=", "=~", "!~", "<", ">", "<=", ">=", "!", "eql?", "equal?", "hash"),
        *("class", "exist?", "exists?", "success?", "exitstatus", "close", "pos", "rewind", "closed?"),
        *("eof?", "valid_encoding?", "encoding", "key?", "has_key?", "between?", "zero?", "present?"),
        *("blank?", "file?", "directory?", "executable?", "methods", "fileno", "lineno", "object_id"),
        *("frozen?", "sync=", "binmode", "flush", "code", "status"),
    )
)
"""Methods whose result says something of their receiver and carries none of it."""
ENDING: frozenset[str] = frozenset(
    (
        *("Kernel.puts", "Kernel.print", "Kernel.p", "Kernel.warn", "Kernel.raise", "Kernel.rand"),
        *("Kernel.sleep", "Kernel.require", "Kernel.require_relative", "Kernel.load", "Kernel.abort"),
        *("Kernel.exit", "Kernel.block_given?", "Kernel.system", "Kernel.spawn", "Kernel.exec"),
        *("Kernel.binding", "Kernel.fork", "Kernel.caller"),
    )
)
"""Calls whose result carries nothing of their arguments worth following."""
CARRYING_MODULES: frozenset[str] = frozenset(
    (
        *("Base64", "Zlib", "Zlib::Inflate", "Zlib::GzipReader", "StringIO", "JSON", "CGI", "URI"),
        *("Digest::SHA256", "Digest::MD5", "Digest::SHA1", "Digest::SHA512", "OpenSSL::Digest"),
        *("OpenSSL::HMAC", "OpenSSL::PKCS5", "OpenSSL::Cipher", "OpenSSL::PKey::RSA", "Marshal", "YAML"),
        *("ERB::Util", "Shellwords", "Rack::Utils", "String", "Array", "Array()", "Hash", "OpenSSL::KDF"),
        *("OpenSSL::Digest::SHA256", "OpenSSL::Digest::MD5", "Array.new()"),
        *("ActiveSupport::MessageEncryptor", "ActiveSupport::KeyGenerator", "ActiveSupport::KeyGenerator()"),
        *("Lockbox", "RbNaCl::SecretBox", "RbNaCl::SimpleBox", "Gibberish::AES"),
        *("RubyVM::InstructionSequence", "Symbol", "StringIO()", "Zlib::Inflate()"),
        *("Zlib::GzipReader()", "OpenSSL::Cipher()", "AESCrypt", "Encryptor", "Psych", "Regexp", "Object"),
        *("String()", "Ractor", "Enumerator", "Comparable", "Digest::SHA2", "Digest::SHA384", "OpenStruct"),
        "Struct()",
    )
)
"""Modules whose calls give what is made of their arguments."""

ITERATORS: frozenset[str] = frozenset(
    (
        *("each", "map", "collect", "flat_map", "each_with_index", "each_char", "each_byte", "each_line"),
        *("select", "filter", "reject", "map!", "collect!", "each_slice", "each_cons", "each_with_object"),
        *("filter_map", "find", "detect", "sort_by", "group_by", "each_entry", "reverse_each", "zip"),
        *("with_index", "each_pair", "times", "step", "upto", "downto", "inject", "reduce", "gsub", "gsub!"),
        *("sub", "sub!", "scan", "each_codepoint", "cycle", "sum"),
    )
)
"""Methods whose block is given the elements of their receiver."""
RECEIVER_BLOCKS: frozenset[str] = frozenset(("tap", "then", "yield_self"))
"""Methods whose block is given their receiver."""
ARGUMENT_BLOCKS: frozenset[str] = frozenset(("instance_exec", "class_exec", "module_exec"))
"""Methods whose block is given their arguments."""
MAPPERS: frozenset[str] = frozenset(("map", "collect", "flat_map", "map!", "collect!", "filter_map"))

DEFERRED_BLOCKS: frozenset[str] = frozenset(
    (
        *("define_method", "define_singleton_method", "lambda", "proc", "trap", "default_proc"),
        *("set_callback", "before", "after", "around", "delegate_missing", "helper_method", "rescue_from"),
        *("on", "subscribe", "before_action", "after_action", "around_action", "scope", "register_hook"),
        *("add_hook", "hook", "callback"),
    )
)
"""Methods with a receiver, or defined elsewhere, whose block waits to be called."""
DEFINERS: frozenset[str] = frozenset(("define_method", "define_singleton_method"))
"""Methods whose block becomes a method."""
RUN_BLOCKS: frozenset[str] = frozenset(
    (
        *("loop", "at_exit", "catch", "open", "fork", "begin", "instance_eval", "class_eval", "module_eval"),
        *("tap", "then", "class_exec", "instance_exec", "module_exec", "included", "prepended"),
        *("class_methods", "namespace", "configure", "timeout", "suppress", "silence_warnings", "chdir"),
        *("cd", "mktmpdir", "with_index", "synchronize"),
    )
)
"""Methods called without a receiver whose block runs at once, or by itself later."""
INHERITED: frozenset[str] = frozenset(
    ("eval", "instance_eval", "class_eval", "module_eval", "system", "spawn", "`")
)
"""Methods of every object that `super` is taken to reach when a file defines them again."""
VARIABLE_SETTERS: frozenset[str] = frozenset(
    ("instance_variable_set", "class_variable_set", "local_variable_set", "const_set")
)
PRINTING: Mapping[str, int] = {
    **dict.fromkeys(("whoami", "id", "hostname", "uname", "ifconfig", "ipconfig", "systeminfo"), ENVIRONMENT),
    **dict.fromkeys(("env", "printenv", "set"), ENVIRONMENT),
    **dict.fromkeys(("cat", "type"), FILE),
    **dict.fromkeys(("curl", "wget", "powershell", "Invoke-WebRequest", "iwr"), NETWORK),
}
"""Programs by what their output is."""


CARRYING_FUNCTIONS: frozenset[str] = frozenset(
    (
        *("Kernel.format", "Kernel.sprintf", "Kernel.String", "Kernel.Array", "Kernel.Integer", "Kernel.URI"),
        "Kernel.eval",
    )
)
WORDS = Words(
    same=SAME,
    answers=ANSWERS,
    joining=frozenset(
        ("+", "<<", "concat", "join", "zip", "merge", "gsub", "sub", "update", "insert", "prepend", "%")
    ),
    picks={"[]": -1, "first": 0, "last": -1, "at": -1, "fetch": -1},
    builders=frozenset(("with", "headers", "basic_auth", "decrypt", "encrypt", "reset")),
    opening=frozenset(("open", "start", "connect", "fetcher")),
    made_by={"binding": "Binding()", "get_binding": "Binding()"},
    callers=CALLERS,
    sends=SENDS,
    iterators=ITERATORS,
    receiver_blocks=RECEIVER_BLOCKS,
    argument_blocks=ARGUMENT_BLOCKS,
    mappers=MAPPERS,
    own_value=frozenset(
        (
            *("select", "filter", "reject", "partition", "find", "detect", "sort", "sort_by", "group_by"),
            *("count", "each", "each_with_index", "each_char", "each_byte", "each_line", "each_pair"),
            *("each_slice", "times", "upto", "any?", "all?", "none?"),
        )
    ),
    deferred=DEFERRED_BLOCKS,
    definers=DEFINERS,
    run_blocks=RUN_BLOCKS,
    clients=(
        *("Net::", "TCPSocket", "Socket", "UNIXSocket", "IO", "File", "OpenURI", "OpenSSL", "Faraday"),
        "HTTP",
    ),
    everywhere="Kernel",
    makers=frozenset(("new",)),
    separator="::",
    attribute="@",
    started=frozenset(("call", "()", "new")),
    yields=frozenset(("yield",)),
    spells=frozenset(("to_s",)),
    characters=frozenset(("chr",)),
    hiding=frozenset(("reverse", "reverse!", "succ", "next")),
    decrypting=frozenset(("decrypt", "decrypt_and_verify")),
    cipher_steps=frozenset(("update", "final", "<<", "finish")),
    whole=frozenset(("each", "map", "collect", "select", "flat_map")),
    searches=frozenset(("scan",)),
    replaces=frozenset(("gsub", "gsub!")),
    folds=frozenset(("inject", "reduce")),
    sums=frozenset(("sum",)),
    numbers=frozenset(("each_with_index",)),
    renumbers=frozenset(("with_index",)),
    fills=frozenset(("tap",)),
    opens=frozenset(("class_eval", "module_eval", "class_exec", "module_exec", "instance_eval")),
    holders=frozenset(("Proc", "Hash")),
    tasks=frozenset(("task",)),
    same_file=frozenset(
        ("path", "to_path", "to_s", "realpath", "expand_path", "shellescape", "strip", "read", "to_str")
    ),
    wraps=frozenset(
        (
            *("open", "new", "expand_path", "realpath", "Pathname", "read", "binread", "create", "escape"),
            "shellescape",
        )
    ),
    environment_writes=frozenset(
        ("[]=", "update", "replace", "store", "clear", "delete", "merge!", "key?", "include?")
    ),
)


def is_harmless_variable(name: str) -> bool:
    """Whether an environment variable says nothing of its user (terminal, locale, paths of tools)."""
    return name in HARMLESS_VARIABLES or (
        name.startswith(HARMLESS_PREFIXES) and _CREDENTIAL.search(name) is None
    )
