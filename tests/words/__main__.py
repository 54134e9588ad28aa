"""`python -m tests.words [TERM]`: list where the terms of terms.tsv stand; `--write` lowers the ratchet, `--reset` sets it."""

import sys

from tests.words import RATCHET, TERMS, counted, found, read_ratchet, terms, written_ratchet


def main(words: list[str]) -> int:
    known = terms(TERMS.read_text(encoding="utf-8"))
    every = found()
    counts = counted(every)
    if "--write" in words or "--reset" in words:
        before = read_ratchet(RATCHET.read_text(encoding="utf-8")) if RATCHET.is_file() else {}
        if "--reset" not in words:
            counts = {key: min(count, before.get(key, 0)) for key, count in counts.items()}
        RATCHET.write_text(written_ratchet(counts, known), encoding="utf-8")
        return 0
    say = {term.name: term.say for term in known}
    for hit in every:
        if not words or hit.term in words:
            print(f"{hit.path}:{hit.line}: {hit.term} (say: {say[hit.term]}): {hit.text.strip()[:120]}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
