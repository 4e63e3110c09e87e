"""The check of templates: what it finds, what it lets pass, and where it says so."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from common.template_text import complaints


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>Hello</p>", "Hello"),
        ("{% if a %}<p>Привет</p>{% endif %}", "Привет"),
        ('<img alt="A hall" src="x.png">', "A hall"),
        ('<a title="Open" href="/">1</a>', "Open"),
        ('<button aria-label="Close">×</button>', "Close"),
        ('<input placeholder="Your name">', "Your name"),
        ("<script>var a;</script>b", "b"),
        ("{% blocktranslate %}a{% endblocktranslate %} left over", "left over"),
        ('<p translate="no">IDM<br></p>of', "of"),
        ('<p lang="{{ language }}">Hello</p>', "Hello"),
        ("<svg><title>A map</title></svg>", "A map"),
    ],
)
def test_untranslated_text_is_found(source: str, words: str) -> None:
    assert list(complaints(f"\n\n{source}")) == [(3, f"not translated: {words}")]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{% translate 'Hello' %} {{ name }} · 12 × 3 &nbsp;</p>",
        "{% blocktranslate count n=n trimmed %}\n one {% plural %}\n more {% endblocktranslate %}",
        "<style>p { color: red }</style><script>let a = 1</script><!-- a note -->",
        "{# a note #}{% comment %}a <b>note</b>{% endcomment %}",
        '<a class="one" href="{% url "home" %}" {% if a %}id="b"{% endif %}>1</a>',
        """<img alt="{% translate "A hall" %}">""",
        '<span translate="no">IDM <b>2017</b></span>',
        '<blockquote lang="en">“a forum”</blockquote> <code>csrftoken</code>',
        "{% block bodyclass %}desk{% endblock %}",
        "{% translate 'a' as b %}{% if b > 1 %}{% endif %}",
    ],
)
def test_translated_or_silent_text_passes(source: str) -> None:
    assert list(complaints(source)) == []


def test_markup_inside_a_translated_string_is_found() -> None:
    source = "\n{% translate 'Read <b>this</b>' %}"
    assert list(complaints(source)) == [
        (2, "markup inside a translated string: use blocktranslate")
    ]


def test_mails_in_plain_text_are_read_line_by_line() -> None:
    source = "{% translate 'Subject' %}\n\n1 < 2 and so on\n"
    assert list(complaints(source, is_html=False)) == [(3, "not translated: 1 < 2 and so on")]


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    templates: list[dict[str, Any]] = [dict(settings.TEMPLATES[0], DIRS=[tmp_path])]
    settings.TEMPLATES = templates
    return tmp_path


def test_command_names_file_and_line(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.html").write_text("{% load i18n %}{% translate 'fine' %}\nHello")
    (folder / "b.html").write_text("\n{% if %}")
    with pytest.raises(CommandError, match="2 complaints"):
        call_command("check_templates")
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == f"{folder.name}/a.html:2: not translated: Hello"
    assert lines[1].startswith(f"{folder.name}/b.html:2: does not compile: ")


def test_command_is_silent_when_all_is_well(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.html").write_text("<p>{% load i18n %}{% translate 'fine' %}</p>")
    call_command("check_templates")
    assert capsys.readouterr().err == ""
