"""The XBlock."""

from hope_xblocks.platform import HopeXBlock

from . import kind


class OrderingBlock(HopeXBlock):
    """Steps that the learner brings into the right order."""

    kind = kind
