"""All that knows Open edX."""

from .block import HopeXBlock

__all__ = ["HopeXBlock"]
