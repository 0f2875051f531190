import re

import pytest


def test_a_move_needs_the_csrf_header(ana):
    usage = ("hope_red_flag_quiz", "gate", {"move": "save", "marks": {}})
    assert ana.send(*usage, headers={"X-CSRFToken": ""}).status_code == 403
    assert ana.send(*usage, headers={"X-CSRFToken": "x" * 32}).status_code == 403
    assert ana.send(*usage).status_code == 200


def test_pages_that_change_something_need_the_token(ana):
    assert ana.client.post("/start-over/").status_code == 403
    assert ana.client.post("/learner/", {"learner": "Boris"}).status_code == 403


def test_what_is_no_move_is_answered_in_json(ana):
    answer = ana.send("hope_red_flag_quiz", "gate", {"move": "win"})
    assert (answer.status_code, answer.json()) == (400, {"error": "this is no move"})


def test_only_handlers_are_called(ana):
    usage = "block-v1:HOPE+TEST+2026+type@hope_red_flag_quiz+block@gate"
    for name in ("save", "student_view", "__init__", "nothing"):
        url = f"/handler/{usage}/{name}"
        assert ana.client.post(url, headers={"X-CSRFToken": ana.token}).status_code == 404
    assert ana.get(f"/handler/{usage}/move").status_code == 405


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.example.org", "0.0.0.0:8765"])
def test_a_foreign_host_is_refused(ana, host):
    assert ana.client.get("/", headers={"Host": host}).status_code == 400


def test_this_machine_is_served(ana):
    assert ana.client.get("/", headers={"Host": "localhost:8765"}).status_code == 200


def test_public_files_of_blocks_are_served(ana):
    answer = ana.get("/block/hope_red_flag_quiz/public/hope.js")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/javascript"
    assert b"function HopeXBlock" in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "block/hope_red_flag_quiz/kinds.py",
        "block/hope_red_flag_quiz/public/../kinds.py",
        "block/hope_red_flag_quiz/public/%2e%2e/kinds.py",
        "block/hope_red_flag_quiz/public/..%5ckinds.py",
        "block/hope_red_flag_quiz/public//etc/passwd",
        "block/hope_red_flag_quiz/public/",
        "block/hope_red_flag_quiz/public/%00",
        "block/html/public/hope.js",
        "files/../course.xml",
        "files/%2e%2e/course.xml",
        "files//etc/passwd",
        "site/../views.py",
        "site/..",
    ],
)
def test_no_other_file_is_served(ana, path):
    assert ana.get(f"/{path}").status_code == 404


@pytest.mark.parametrize("url", ["/", "/unit/play/", "/unit/none/", "/site/preview.js"])
def test_every_answer_forbids_other_hosts_and_frames(ana, url):
    policy = ana.get(url)["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'; ")
    assert "frame-ancestors 'self'" in policy
    assert policy.count("unsafe") == policy.count("style-src-attr 'unsafe-inline'")
    assert "http" not in policy


def test_pages_hold_no_inline_script_or_style(desk):
    for url in ("/", "/unit/play/", "/unit/ask/", "/start-over/"):
        page = desk.sit("Trainer").see(url)
        assert not re.findall(r"<script(?![^>]* src=)", page)
        assert not re.findall(r"<style|\son\w+=", page)
