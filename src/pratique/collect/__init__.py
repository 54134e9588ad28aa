"""Lists the packages in the caches and installed trees of one machine.

This package imports only the standard library and runs on Python 3.9, because `pratique exposed --pack` ships it as a zipapp to
machines without Pratique. It imports nothing else of `pratique`, and uses relative imports.
"""
