import re


def test_the_outline_shows_every_unit_and_what_is_done(ana):
    page = ana.see("/")
    assert '<h1 lang="en">Seeing clearly</h1>' in page
    assert re.findall('unit-title">([^<]+)<', page) == [
        "&#34;Why&#34; we look",
        "The gate",
        "Questions",
    ]
    assert "Before the shift <span" in page
    assert "Done: " not in page
    ana.get("/unit/read/")
    assert page.count("Done: ") + 1 == ana.see("/").count("Done: ")


def test_a_unit_leads_to_the_one_before_and_the_one_after(ana):
    page = ana.see("/unit/play/")
    assert re.findall('rel="(prev|next)" href="([^"]+)"', page) == [
        ("prev", "/unit/read/"),
        ("next", "/unit/ask/"),
    ]
    assert re.findall('rel="(prev|next)" href="([^"]+)"', ana.see("/unit/ask/")) == [
        ("prev", "/unit/play/"),
        ("next", "/"),
    ]


def test_links_of_the_course_lead_to_places_of_the_preview(ana):
    page = ana.see("/unit/read/")
    assert 'href="/unit/play/#block-gate"' in page
    assert 'src="/files/maps/gate.png"' in page
    picture = ana.get("/files/maps/gate.png")
    assert (picture.content, picture["Content-Type"]) == (b"a picture", "image/png")


def test_what_only_the_lms_can_show_is_said(ana):
    assert "The preview cannot show “video”; the LMS will." in ana.see("/unit/read/")
    assert "The preview cannot show “problem”; the LMS will." in ana.see("/unit/ask/")
    assert ana.progress("read") == "1 of 1 activity done"


def test_the_trainer_sees_all_answers_and_learners_do_not(desk, ana):
    trainer = desk.sit("Trainer")
    assert "/unit/play/answers/" in trainer.see("/unit/play/")
    page = trainer.see("/unit/play/answers/")
    assert "A threat is conduct." in page
    assert "Look <b>first</b>" in trainer.see("/unit/read/answers/")
    assert "Because others can weigh it." in trainer.see("/unit/ask/answers/")
    assert "/unit/play/answers/" not in ana.see("/unit/play/")
    assert ana.get("/unit/play/answers/").url == "/unit/play/"


def test_another_learner_sits_down(desk):
    browser = desk.sit("Ana")
    answer = browser.post("/learner/", learner="Chiara", to="/unit/play/")
    assert answer.url == "/unit/play/"
    assert 'value="Chiara" aria-pressed="true"' in browser.see("/")


def test_nobody_is_led_to_another_site(ana):
    assert ana.post("/learner/", learner="Boris", to="//example.org/").url == "/"
    assert ana.post("/learner/", learner="Boris", to="https://example.org/").url == "/"


def test_an_unknown_learner_is_the_first(desk):
    assert 'value="Ana" aria-pressed="true"' in desk.sit("Mallory").see("/")


def test_what_is_not_there_is_not_found(ana):
    for url in ("/unit/nothing/", "/files/nothing.png", "/nothing", "/handler/no/move"):
        assert ana.get(url).status_code == 404
    assert "This is not in the course" in ana.see("/unit/nothing/")
