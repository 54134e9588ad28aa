"""Code that a Ruby file keeps behind `__END__` and evaluates: `eval DATA.read`, `eval File.read(__FILE__).split("__END__").last`."""

import re

_END = re.compile(rb"^__END__\r?$", re.MULTILINE)
_EVALUATED = re.compile(
    rb"\b(?:eval|instance_eval|class_eval|module_eval|class_exec|iseq|InstructionSequence)\b[^\n]{0,200}\b(?:DATA|__FILE__)\b"
)
_INSTEAD = b"nil#END"


def with_own_end(source: bytes) -> bytes:
    """The source with what stands behind its end read on, where it evaluates that; lines and bytes keep their places."""
    end = _END.search(source)
    if end is None or _EVALUATED.search(source, 0, end.start()) is None:
        return source
    return source[: end.start()] + _INSTEAD + source[end.start() + len(_INSTEAD) :]
