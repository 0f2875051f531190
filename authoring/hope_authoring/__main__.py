"""Lets `python -m hope_authoring` stand for `hope`."""

from .cli import run

run()
