"""The docs are an interface: what they name exists, and what exists is named."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import get_commands

from submissions.states import TRANSITIONS

ROOT = Path(__file__).parent.parent
DOCS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
SETTING = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
READ_FROM_ENVIRONMENT = re.compile(r'env\.\w+\(\s*"([A-Z_]+)"')
COMMAND = re.compile(r"manage\.py (\w+)")
TARGET = re.compile(r"`?make (\w+)`?\b(?! sure)")
FILE = re.compile(
    r"`((?:common|dialogues|submissions|idmportal|tests|docs|static|templates)/[\w./-]*)`"
)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
WORD_IN_CODE = re.compile(r"`(common|dialogues|submissions)\.(\w+)`")


def test_life_in_architecture_is_the_table_in_code() -> None:
    text = (ROOT / "docs/architecture.md").read_text()
    table = text.partition("<!-- transitions -->")[2].partition("<!-- /transitions -->")[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines() if "|" in line][2:]
    expected = [
        [verb, ", ".join(transition.sources), transition.target]
        for verb, transition in TRANSITIONS.items()
    ]
    assert rows == expected


def test_settings_in_operations_are_those_read_from_the_environment() -> None:
    told = set(SETTING.findall((ROOT / "docs/operations.md").read_text()))
    read = set(READ_FROM_ENVIRONMENT.findall((ROOT / "idmportal/settings.py").read_text()))
    assert told == read


def test_own_commands_are_documented() -> None:
    text = "\n".join(path.read_text() for path in DOCS)
    own = {
        name
        for name, app in get_commands().items()
        if app in ("common", "dialogues", "submissions")
    }
    assert own - set(COMMAND.findall(text)) == set()


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_docs_name_exists(path: Path) -> None:
    text = path.read_text()
    commands, targets = set(get_commands()), (ROOT / "Makefile").read_text()
    missing = [name for name in COMMAND.findall(text) if name not in commands]
    missing += [
        name for name in TARGET.findall(text) if not re.search(rf"^{name}:", targets, re.MULTILINE)
    ]
    missing += [name for name in FILE.findall(text) if not (ROOT / name).exists()]
    missing += [link for link in LINK.findall(text) if not (path.parent / link).exists()]
    assert missing == []


def test_glossary_names_models_that_exist() -> None:
    for app, name in WORD_IN_CODE.findall((ROOT / "docs/glossary.md").read_text()):
        models = {model.__name__ for model in apps.get_app_config(app).get_models()}
        module = __import__(f"{app}.models", fromlist=[name])
        assert name in models or hasattr(module, name), f"{app}.{name}"
