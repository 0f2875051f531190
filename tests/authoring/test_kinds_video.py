"""Films: what is read instead of them, and which player shows them."""

from html import unescape

import pytest

from everything import COURSE, element, files, olx
from hope_authoring.compile import compile_course
from hope_authoring.kinds.captions import NotCaptions, as_srt, as_vtt, read_captions
from hope_authoring.kinds.video import kind
from hope_xblocks.content import InvalidContent, load
from platform_blocks import FILES, in_course, render
from platform_blocks import load as load_native

pytestmark = pytest.mark.slow

SRT = (
    b"1\n00:00:01,000 --> 00:00:04,000\nGood\nmorning.\n\n2\n00:01:05,500 --> 00:01:06,000\nYes.\n"
)
VTT = (
    b"WEBVTT\n\nNOTE made by hand\n\n00:01.000 --> 00:04.000 line:0\n<v Ana>Good\nmorning.\n\n"
    b"second\n01:05.500 --> 01:06.000\nYes.\n"
)


def test_a_film_of_the_course_is_played_by_the_browser_from_its_address_there():
    page = in_course(render(load_native(olx("film"))))
    assert f'src="{FILES}visit.mp4"' in page
    assert f'default src="{FILES}visit.vtt"' in page
    assert "<video controls" in page
    assert "<em>who</em>" in page


def test_captions_can_be_read_as_a_text_where_there_is_no_other():
    page = unescape(render(load_native(olx("film"))))
    assert "<summary>Transcript</summary>" in page
    assert "An officer waits at the gate & looks around. She says: “Good morning.”" in page


def test_a_film_elsewhere_is_played_by_the_platform_and_not_by_youtube():
    video = load_native(olx("far"))
    assert video.html5_sources == ["https://media.academy.example/visit.mp4"]
    assert video.youtube_id_1_0 == ""
    assert video.transcripts == {"en": "visit.srt"}
    assert video.display_name == "The same from afar"
    assert files()["static/visit.srt"].startswith(b"1\n00:00:01,000 --> ")
    assert "<em>She says:</em>" in element("far_transcript").text


@pytest.mark.parametrize("data", [SRT, VTT, SRT.replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + SRT])
def test_captions_are_the_same_in_both_formats(data):
    cues = read_captions(data)
    assert [cue.words for cue in cues] == ["Good\nmorning.", "Yes."]
    assert cues[1].start == "00:01:05.500"
    assert read_captions(as_srt(cues)) == cues
    assert read_captions(as_vtt(cues)) == cues


def test_signs_that_mean_something_in_a_format_are_words_in_the_other():
    (cue,) = read_captions(b"1\n00:00:01,000 --> 00:00:04,000\nA & B <3\n")
    assert b"A &amp; B &lt;3" in as_vtt([cue])
    assert b"00:00:01,000 --> 00:00:04,000\nA & B <3" in as_srt([cue])


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", 1),
        (b"WEBVTT\n", 1),
        (SRT.replace(b"01:05,500", b"1:5"), 6),
        (b"Good morning.\n", 1),
        (SRT + b"\n3\n\xff\n", 11),
    ],
)
def test_what_is_no_captions_says_in_which_line(data, line):
    with pytest.raises(NotCaptions) as caught:
        read_captions(data)
    assert caught.value.line == line


FILM = "file: assets/a.mp4\n"
READ = "transcript: Words.\n"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (FILM + READ, []),
        (FILM + "captions: assets/a.srt", []),
        (READ + "link: https://media.example.org/a.webm", []),
        (FILM, ["no-transcript"]),
        (READ, ["one-film"]),
        (FILM + READ + "link: https://media.example.org/a.webm", ["one-film"]),
        (READ + "file: assets/a.avi", ["wrong-format"]),
        (FILM + "captions: assets/a.doc", ["wrong-format"]),
        (READ + "file: a.mp4", ["bad-asset-name"]),
        (READ + "file: assets/../../a.mp4", ["bad-asset-name"]),
        (READ + "link: https://www.youtube.com/watch?v=x", ["foreign-video"]),
        (READ + "link: https://youtu.be/x", ["foreign-video"]),
        (READ + "link: http://media.example.org/a.mp4", ["bad-address"]),
        (READ + "link: 'https://[a.mp4'", ["bad-address"]),
    ],
)
def test_what_is_no_film_is_told(text, codes):
    try:
        load(kind.written, f"kind: video\nid: v\ntitle: V\n{text}")
        found = []
    except InvalidContent as error:
        found = [fault.code for fault in error.diagnostics]
    assert found == codes


def test_captions_that_cannot_be_read_are_told_with_their_line(a_course):
    course = a_course(
        "{kind: video, id: v, title: V, file: assets/a.mp4, captions: assets/a.srt}",
        {"a.mp4": b"", "a.srt": b"1\nGood morning.\n"},
    )
    (fault,) = compile_course(course).diagnostics
    assert fault.code == "bad-captions"
    assert "line 1 of “assets/a.srt”" in fault.message


def test_the_language_of_captions_is_that_of_the_course(a_course):
    course = a_course(
        "{kind: video, id: v, title: V, file: assets/a.mp4, captions: assets/a.srt}",
        {"a.mp4": b"", "a.srt": SRT},
        "language: sl\n",
    )
    archive = compile_course(course).archive
    assert b'srclang="sl"' in archive
    assert b"<summary>Prepis</summary>" in archive


def test_the_course_with_everything_has_no_fault():
    assert compile_course(COURSE).diagnostics == ()
