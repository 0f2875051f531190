"""Bodies that are too long, too deep or of too many values: no parser sees them, nothing raises."""

import json

import pytest
from webob import Request

from hope_xblocks.platform import moves, received, studio
from hope_xblocks.red_flag_quiz import kind
from hope_xblocks.testing import SmallLms, SmallStudio, post

pytestmark = pytest.mark.slow

OLX = '<hope_red_flag_quiz url_name="q" display_name="Quiz"/>'
DEEP = [b"[" * 200_000, b'{"a":' * 200_000, b"[" * 200_000 + b"]" * 200_000]
DEEP += [b'{"id":"m","revision":0,"move":' + b"[" * 200_000 + b"]" * 200_000 + b"}"]


def never(*arguments, **options):
    raise AssertionError("this was parsed")


def move(marks=None, **more):
    return {"id": "m", "revision": 0, "move": {"move": "submit", "marks": marks or {}}} | more


@pytest.mark.parametrize("body", DEEP)
def test_a_deep_move_is_refused_as_too_long_and_keeps_nothing(body):
    block = SmallLms().parse(OLX)

    assert post(block, "move", body) == (200, {"status": "too-long", "revision": 0, "html": ""})
    assert block.state == {}


@pytest.mark.parametrize("handler", ["check", "save_content"])
@pytest.mark.parametrize("body", DEEP)
def test_deep_texts_from_no_editor_are_refused(handler, body):
    block = SmallStudio().parse(OLX)

    assert post(block, handler, body) == (400, {"error": "no editor sends this"})
    assert not block.content


def many(number):
    return {f"m{one}": "flag" for one in range(number)}


@pytest.mark.parametrize(
    "marks",
    [
        lambda: many(1_000_000),
        lambda: {"m": "x" * moves.LARGEST},
        lambda: many(received.MOST_VALUES),
    ],
    ids=["a million marks", "one long mark", "many values"],
)
def test_what_is_too_much_is_not_parsed(marks, monkeypatch):
    body = json.dumps(move(marks())).encode()
    monkeypatch.setattr(moves, "read", never)

    status, answer = post(SmallLms().parse(OLX), "move", body)

    assert (status, answer["status"]) == (200, "too-long")


def test_what_no_editor_sends_is_not_parsed(monkeypatch):
    monkeypatch.setattr(studio, "read", never)
    block = SmallStudio().parse(OLX)
    for sent in ({"text": "x" * studio.LARGEST_SENT}, many(1_000_000)):
        assert post(block, "check", json.dumps(sent).encode())[0] == 400


def test_brackets_in_texts_are_texts():
    text = '[{"\\' * 5000 + '\\"[\\'
    body = json.dumps({"text": text}).encode()
    assert not received.is_too_much(Request.blank("/", method="POST", body=body), len(body))
    assert received.is_too_much(Request.blank("/", method="POST", body=body), len(body) - 1)


@pytest.mark.parametrize("levels", [received.DEEPEST, received.DEEPEST + 1])
def test_so_deep_and_no_deeper(levels):
    body = b"[" * levels + b"]" * levels
    request = Request.blank("/", method="POST", body=body)
    assert received.is_too_much(request, 100) == (levels > received.DEEPEST)


@pytest.mark.parametrize("body", [b"", b'"', b'"\\', b"\xff", b"]" * 9, b"NaN", b"1" * 9000])
def test_what_is_no_json_is_refused_as_before(body):
    block = SmallLms().parse(OLX)
    assert post(block, "move", body)[0] == 400


def test_a_request_without_a_body_is_no_move():
    response = SmallLms().parse(OLX).handle("move", Request.blank("/", method="GET"))
    assert response.status_code == 405


def test_a_move_of_a_full_sheet_is_far_below_the_limits():
    content = kind.content
    assert content
    answers = {f"task-{number}": {"text": "w" * 20_000} for number in range(8)}
    body = json.dumps({"id": "m", "revision": 0, "move": {"move": "keep", "answers": answers}})
    request = Request.blank("/", method="POST", body=body.encode())
    assert not received.is_too_much(request, moves.LARGEST)
