"""The markup of served pages, judged by html-validate."""

import json
from pathlib import Path

from tests.browser import node

RULES = Path(__file__).parent / "tools" / "htmlvalidate.json"


def malformed(served: dict[str, str], language: str, folder: Path) -> list[str]:
    """Return every error of the pages, each with the page's name and the place."""
    names = {}
    for number, (name, html) in enumerate(served.items()):
        file = folder / f"{number}.html"
        file.write_text(html, encoding="utf-8")
        names[str(file)] = name
    found = folder / "found.json"
    arguments = ["--config", str(RULES), "--formatter", f"json={found}", str(folder / "*.html")]
    done = node.run(node.HTML_VALIDATE, *arguments)
    assert found.exists(), done.stderr
    return [
        f"{language} {names[page['filePath']]}: {one['ruleId']} in line {one['line']}: "
        f"{one['message']} ({one.get('selector')})"
        for page in json.loads(found.read_text(encoding="utf-8"))
        for one in page["messages"]
    ]
