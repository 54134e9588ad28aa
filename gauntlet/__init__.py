"""The gauntlet: real incidents, rebuilt inert and replayed on a loopback registry whose clock moves.

    python -m gauntlet [ID ...]      replay incidents and print the table (`make gauntlet`, T= picks incidents)
    python -m gauntlet --write       replay all and write docs/explanation/gauntlet.md

An incident is a value (`gauntlet.incident`), one file each below `gauntlet/incidents/`, one line each in its table. It is written
from the public record of the incident, before anybody looks at what a rule sees. Nothing here is or was malware: the files
have the mechanism and the shape of the bad release, their addresses are `*.invalid`, and their payload is the word `marker`.
Clients never run scripts of packages.
"""
