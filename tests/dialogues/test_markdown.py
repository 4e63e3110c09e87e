"""Staff's Markdown becomes HTML that cannot do harm."""

import pytest

from common.markdown import render


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# Title", "<h3>Title</h3>"),
        ("###### Title", "<h6>Title</h6>"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("[IOM](https://iom.int)", '<p><a href="https://iom.int" rel="noopener">IOM</a></p>'),
    ],
)
def test_markdown_is_rendered(text, html):
    assert render(text).strip() == html


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("![picture](https://example.org/spy.png)", "spy.png"),
        ("[x](javascript:alert(1))", "href"),
        ("[x](data:text/html,x)", "href"),
        ('<a style="position:fixed">x</a>', "<a"),
    ],
)
def test_harm_does_not_come_through(text, never):
    assert never not in render(text)
