"""The XBlock."""

from hope_xblocks.platform import HopeXBlock

from . import kind


class BestAnswerBlock(HopeXBlock):
    """A question with options, one of which is the best."""

    kind = kind
