"""Compile every template, and find text for people that cannot be translated."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.template import Engine, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from common.template_text import complaints


class Command(BaseCommand):
    """Check every template of the project's own folders."""

    help = "Compile every template; report text outside translate and blocktranslate."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each complaint, and fail if there is one."""
        count = 0
        for folder in map(Path, Engine.get_default().dirs):
            for file in sorted(f for f in folder.rglob("*") if f.suffix in {".html", ".txt"}):
                for line, message in self.complaints_of(file, str(file.relative_to(folder))):
                    count += 1
                    self.stderr.write(f"{file.relative_to(folder.parent)}:{line}: {message}")
        if count:
            raise CommandError(f"{count} complaints about templates.")

    def complaints_of(self, file: Path, name: str) -> Iterator[tuple[int, str]]:
        """Yield the complaints about one file."""
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            line = getattr(getattr(error, "token", None), "lineno", 1)
            yield line, f"does not compile: {error}"
        yield from complaints(file.read_text(), is_html=file.suffix == ".html")
