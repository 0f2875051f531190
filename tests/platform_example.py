"""A red-flag quiz as the example of a block, and how a learner moves in it."""

from lxml import etree

from hope_xblocks.testing import post

TEXT = """\
scenario: |
  He [left](#left) ![map](/static/map.png) and [came back](#back).
signals:
  - id: left
    label: flag
    reason: REASON-LEFT
  - id: back
    label: neutral
    reason: REASON-BACK
debrief: DEBRIEF
"""
SECRETS = ("REASON", "DEBRIEF", "False alarm", "Missed")
RIGHT = {"left": "flag", "back": "neutral"}


def element(text: str = TEXT, **settings: str) -> str:
    olx = etree.Element("hope_red_flag_quiz", url_name="q", display_name="Quiz", **settings)
    olx.text = text
    return etree.tostring(olx, encoding="unicode")


def move(block, what: str, marks: dict[str, str] | None = None, **more: object):
    revision = block.state.get("revision", 0)
    made = {"move": what} | ({} if marks is None else {"marks": marks})
    sent = {"id": f"m{revision}", "revision": revision, "move": made} | more
    status, answer = post(block, "move", sent)
    assert status == 200
    return answer
