import pytest
from xblock.exceptions import InvalidScopeError

from hope_authoring.preview import current
from hope_authoring.preview.player import LEARNERS, Lms
from hope_authoring.preview.store import Work

ALL_RIGHT = {"beard": "neutral", "sister": "protective", "threat": "flag"}
SECRETS = ("Looks tell", "Family is a bond", "A threat is conduct", "What would you ask him?")


def test_a_page_holds_no_reason_before_its_time(desk):
    for name in ("Ana", "Trainer"):
        page = desk.sit(name).see("/unit/play/")
        assert "grew a beard" in page
        assert not [secret for secret in SECRETS if secret in page]
        assert "data-outcome" not in page


def test_a_question_holds_no_answer_before_its_time(ana):
    page = ana.see("/unit/ask/")
    assert "What do you do?" in page
    assert not [secret for secret in ("Do not wait", "Because", "A bond") if secret in page]
    assert "correct" not in page


def test_a_move_is_judged_kept_and_counted(ana):
    assert ana.progress("play") == "0 of 1 activity done 0 of 6 points"
    answer = ana.mark(**ALL_RIGHT)
    assert answer.status_code == 200
    assert answer.json()["status"] == "taken"
    assert "A threat is conduct." in answer.json()["html"]
    assert ana.progress("play") == "1 of 1 activity done 6 of 6 points"
    assert ana.progress() == "1 of 4 activities done 6 of 11 points"
    assert "A threat is conduct." in ana.see("/unit/play/")


def test_links_work_in_the_answer_to_a_move_too(ana):
    move = {"move": "save", "marks": {"beard": "flag"}}
    html = ana.send("hope_red_flag_quiz", "gate", move).json()["html"]
    assert 'src="/files/maps/gate.png"' in html


def test_a_move_is_one_transaction_with_one_write(ana, statements):
    move = {"move": "save", "marks": {"beard": "flag"}}
    ana.get("/")
    said = statements(lambda: ana.send("hope_red_flag_quiz", "gate", move))
    assert said == ["BEGIN", "SELECT", "INSERT", "COMMIT"]


def test_work_survives_a_new_process(desk, ana):
    ana.mark(**ALL_RIGHT)
    desk.open()
    assert ana.progress("play") == "1 of 1 activity done 6 of 6 points"
    assert "A threat is conduct." in ana.see("/unit/play/")


def test_learners_share_nothing(desk, ana):
    ana.mark(**ALL_RIGHT)
    boris = desk.sit("Boris")
    assert boris.progress("play") == "0 of 1 activity done 0 of 6 points"
    assert "A threat is conduct." not in boris.see("/unit/play/")


def test_starting_over_forgets_one_learner_after_a_question(desk, ana):
    boris = desk.sit("Boris")
    ana.mark(**ALL_RIGHT)
    boris.mark(**ALL_RIGHT)
    assert "Delete Ana’s work" in ana.see("/start-over/")
    assert ana.progress("play") == "1 of 1 activity done 6 of 6 points"
    assert ana.post("/start-over/").url == "/"
    assert ana.progress("play") == "0 of 1 activity done 0 of 6 points"
    assert boris.progress("play") == "1 of 1 activity done 6 of 6 points"


def test_a_wrong_answer_gets_its_hint_and_another_attempt(ana):
    answer = ana.send("problem", "one", {"move": "submit", "choice": "wait_"}).json()["html"]
    assert "This is not right" in answer
    assert "Do not wait." in answer
    assert "1 attempt left." in answer
    assert "Because others" not in answer
    assert ana.progress("ask") == "1 of 2 activities done 0 of 5 points"


def test_a_right_answer_gets_the_points_and_the_solution(ana):
    ana.send("problem", "one", {"move": "submit", "choice": "wait_"})
    answer = ana.send("problem", "one", {"move": "submit", "choice": "tell_"}, revision=1)
    assert "This is right" in answer.json()["html"]
    assert "Because others can weigh it." in answer.json()["html"]
    assert "Tell <em>somebody</em>" in answer.json()["html"]
    assert ana.progress("ask") == "1 of 2 activities done 1 of 5 points"


def test_after_the_last_attempt_the_right_answer_is_shown(ana):
    for revision in (0, 1):
        move = {"move": "submit", "choice": "wait_"}
        answer = ana.send("problem", "one", move, revision).json()["html"]
    assert "The right answer is shown below" in answer
    assert "Because others can weigh it." in answer
    later = ana.send("problem", "one", {"move": "submit", "choice": "tell_"}, revision=2)
    assert "This is right" not in later.json()["html"]


def test_where_there_are_several_all_must_be_chosen_and_no_more(ana):
    def submit(revision, *names):
        move = {"move": "submit", "choices": dict.fromkeys(names, "chosen")}
        return ana.send("problem", "some", move, revision).json()["html"]

    assert "This is not right" in submit(0, "a")
    assert "This is not right" in submit(1, "a", "b", "c")
    assert "This is right" in submit(2, "a", "b")
    assert ana.progress("ask") == "1 of 2 activities done 4 of 5 points"


def test_unfinished_choices_are_kept(ana):
    ana.send("problem", "one", {"move": "save", "choice": "wait_"})
    page = ana.see("/unit/ask/")
    assert 'value="wait_" required checked' in page
    assert "This is not right" not in page


def test_no_choice_costs_no_attempt(ana):
    assert "2 attempts left." in ana.send("problem", "one", {"move": "submit"}).json()["html"]


def test_content_cannot_be_changed_by_a_learner(desk, ana):
    ana.get("/")
    player = current.opened.player
    lms = Lms(player, LEARNERS[0], Work(player.content, LEARNERS[0].id))
    block = lms.block(next(one for one in player.components.values() if one.id == "gate"))
    block.content = "other"
    with pytest.raises(InvalidScopeError):
        block.save()
