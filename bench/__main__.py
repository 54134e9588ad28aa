"""`python -m bench [startup|project|monorepo|reading|throughput|audit|agreement|vendored]`; without a name, all of them."""

import sys

from bench import agreement, audit, monorepo, project, reading, startup, throughput, vendored

BENCHES = {
    "startup": startup.main,
    "project": project.main,
    "monorepo": monorepo.main,
    "reading": reading.main,
    "throughput": throughput.main,
    "audit": audit.main,
    "agreement": agreement.main,
    "vendored": vendored.main,
}


def main() -> None:
    names = sys.argv[1:] or list(BENCHES)
    for name in names:
        if name not in BENCHES:
            raise SystemExit(f"no bench is called {name}: {', '.join(BENCHES)}")
        print(f"== {name}")
        BENCHES[name]()


if __name__ == "__main__":
    main()
