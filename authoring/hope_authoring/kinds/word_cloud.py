"""Words of all learners, the larger the more of them wrote one: the `word_cloud` block."""

from __future__ import annotations

from lxml import etree
from pydantic import Field

from hope_xblocks.content import Model, Text
from hope_xblocks.kinds import Block, written_as

from .native import NativeKind, attribute


class WordCloud(Model):
    """Words that learners write, shown as a cloud."""

    text: Text
    """What learners are asked: “Which three words come to your mind?”"""
    words: int = Field(3, ge=1, le=10)
    """How many words each learner can write."""
    most: int = Field(100, ge=10, le=250)
    """How many different words the cloud has at most."""


def element(block: WordCloud) -> etree._Element:
    """The `word_cloud` element."""
    return etree.Element(
        "word_cloud",
        url_name=block.id,  # type: ignore[attr-defined]
        display_name=attribute(block.title),  # type: ignore[attr-defined]
        instructions=attribute(block.text),
        num_inputs=str(block.words),
        num_top_words=str(block.most),
        display_student_percents="false",
    )


kind = NativeKind("word-cloud", written_as("word-cloud", Block, WordCloud), element)
