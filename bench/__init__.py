"""The measurements that the docs quote, one command each: `python -m bench NAME`."""
