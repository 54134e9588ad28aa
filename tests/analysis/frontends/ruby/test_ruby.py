"""Ruby sources to their facts."""

from pratique.analysis.facts import Language
from pratique.analysis.frontends import ruby


def test_a_byte_order_mark_an_encoding_and_the_own_end_are_read() -> None:
    assert 1 == len(ruby.extract(b"\xef\xbb\xbfsystem('a')").uses)
    assert 1 == len(ruby.extract("# coding: sjis\nx = 'ソ'; system('a')".encode("cp932")).uses)
    assert ["Kernel.eval", "Kernel.system"] == [
        use.api for use in ruby.extract(b"eval DATA.read\n__END__\nsystem('a')").uses
    ]


def test_bytes_that_are_no_text_give_a_problem() -> None:
    found = ruby.extract(bytes(1_000))

    assert (Language.RUBY, True) == (found.language, "not text" in (found.problem or ""))
