"""Markdown → HTML that may be shown to anyone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hope_xblocks import richtext
from hope_xblocks.richtext import Segment, passages, segments, to_html, to_inline_html, to_text


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# A\n\n## B", "<h3>A</h3>\n<h4>B</h4>"),
        ("a *b* **c**", "<p>a <em>b</em> <strong>c</strong></p>"),
        ("1 < 2 & 3", "<p>1 &lt; 2 &amp; 3</p>"),
        ("<script>alert(1)</script>x", "<p>x</p>"),
        ("<p onclick='x()'>y</p>", "<p>y</p>"),
        ("<style>p{}</style>z", "<p>z</p>"),
        ("<iframe src='https://a.example'></iframe>z", "<p>z</p>"),
        ("[a](javascript:alert(1))", '<p><a rel="noopener noreferrer">a</a></p>'),
        (
            "[a](https://a.example)",
            '<p><a href="https://a.example" target="_blank" rel="noopener noreferrer">a</a></p>',
        ),
        ("![a](/static/a.png)", '<p><img alt="a" src="/static/a.png"></p>'),
        ("![a](https://b.example/a.png)", '<p><img alt="a"></p>'),
        ("![a](//b.example/a.png)", '<p><img alt="a"></p>'),
        ("![a](data:image/png;base64,AA)", '<p><img alt="a"></p>'),
        ("![a](assets/maps/a.png)", '<p><img alt="a" src="assets/maps/a.png"></p>'),
        ("![a](a.png)", '<p><img alt="a"></p>'),
        ("![a](/logout)", '<p><img alt="a"></p>'),
        ("![a](/static/../logout)", '<p><img alt="a"></p>'),
        ("![a](/static/%2e%2E/logout)", '<p><img alt="a"></p>'),
        ("![a](/static/..%2flogout)", '<p><img alt="a"></p>'),
        ("![a](/static/a.png?of=ann)", '<p><img alt="a"></p>'),
        ("![a](../static/a.png)", '<p><img alt="a"></p>'),
    ],
)
def test_only_what_is_harmless_is_kept(markdown, html):
    assert to_html(markdown).strip() == html


def test_tables_have_headers_for_screen_readers():
    assert '<th scope="col">a</th>' in to_html("|a|b|\n|-|-|\n|1|2|")


def test_a_single_line_needs_no_paragraph():
    assert to_inline_html("a *b*") == "a <em>b</em>"
    assert to_inline_html("a\n\nb") == "<p>a</p>\n<p>b</p>"


def test_marked_passages_are_cut_out():
    assert segments("He [gave *it*](#gave) away.") == (
        Segment("<p>He "),
        Segment("gave <em>it</em>", "gave"),
        Segment(" away.</p>"),
    )
    assert passages("[a](#x) [b](https://c.example) [c](#y)") == (
        Segment("a", "x"),
        Segment("c", "y"),
    )


def test_the_words_alone():
    assert to_text("# A\n\n- b & [c](#d)\n- e") == "A b & c e"


@given(st.text())
def test_no_text_gives_a_script_or_a_foreign_request(text):
    html = to_html(text)

    assert not re.search(r"<(script|style|iframe|object|embed|form|input|link|meta|base)\b", html)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert not re.search(r'<img[^>]*src="(?:[a-z]+:|//)', html)


@given(st.text())
def test_segments_joined_are_the_whole(text):
    joined = "".join(
        f'<a href="#{segment.id}" rel="noopener noreferrer">{segment.html}</a>'
        if segment.id
        else segment.html
        for segment in segments(text)
    )

    assert joined == to_html(text, 5)


PIECES = st.sampled_from(
    [
        *("abc", "Zä", "1", "2. ", ":", "-", "+", "=", "~", "!", "(", ")", "'", '"', "“", "/", "@"),
        *("^", "$", ";", " ", "\n", "\n\n", "  \n", "    ", "- ", "* ", "**", "_", "`", "[x](#y)"),
        *("http://a.b ", "&", "&amp;", "<b>", "|", "\n: ", "```", "\\", "\t", "\u200b", "\u0301"),
        *("ⅷ", "一", "|a|b|\n|-|-|\n|c|d|\n", "\n> q", "*[H]: x", "\xa0"),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_texts_that_pass_by_the_search_for_markup_come_out_the_same(text):
    quick = to_html(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(richtext, "_PLAIN", re.compile(r"(?!)"))
        patch.setattr(richtext, "_INLINE", re.compile(""))
        richtext._converted.cache_clear()
        assert to_html(text) == quick


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("Just words.", ()),
        ("![a](/static/a.png) and ![b](https://b.example/b.png)",
         ("/static/a.png", "https://b.example/b.png")),
        ("![a][gate]\n\n[gate]: gate.png", ("gate.png",)),
        ('<img alt="a" src="/logout"> <IMAGE src="b">', ("/logout", "b")),
        ("```\n![a](/logout)\n```", ()),
        ("![a](<assets/list 1.png>)", ("assets/list 1.png",)),
    ],
)  # fmt: skip
def test_the_addresses_of_pictures_are_found_even_where_they_are_left_out(markdown, expected):
    assert richtext.pictures(markdown) == expected
