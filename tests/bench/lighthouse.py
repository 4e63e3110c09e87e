"""What Lighthouse says of five pages in two languages: python -m tests.bench.lighthouse."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from idmportal.serve import HOST, ROOT, commands
from tests.bench.run import PRODUCTION
from tests.browser import chromium, node
from tests.flows.portal import answers, free_port

# Of 100; what a phone on a slow line meets decides about performance.
PROMISED = {"accessibility": 100, "best-practices": 100, "seo": 100, "performance": 95}
LANGUAGES = ("en", "ar")
TRIES = 3  # a trace is lost now and then
LOAD = """
from tests.browser import scene
from django.urls import reverse
from submissions.models import Recommendation
from outcomes.models import OutcomeDocument
scene.load()
row = Recommendation.objects.public().exclude(disposition="").order_by("pk")[0]
print(reverse("home"))
print(reverse("submissions:recommendation-list"))
print(row.get_absolute_url())
print(reverse("submissions:submission-create", args=[scene.open_call().slug]))
print(OutcomeDocument.objects.get().get_absolute_url())
"""


@contextmanager
def portal() -> Iterator[tuple[str, list[str]]]:
    """Serve the demonstration as in production; yield where, and the English paths to measure."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        own = f"http://{HOST}:{port}"
        env = os.environ | PRODUCTION
        env |= {"ALLOWED_HOSTS": HOST, "BASE_URL": own, "STATIC_ROOT": f"{folder}/static"}
        env |= {"DATABASE_URL": f"sqlite:///{folder}/idm.sqlite3", "MEDIA_ROOT": f"{folder}/media"}
        _manage(env, "migrate", "-v0")
        _manage(env, "collectstatic", "--noinput", "-v0")
        paths = _manage(env, "shell", "-v0", "-c", LOAD).split()
        program = [sys.executable, *commands(port)["web server"]]
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(program, cwd=ROOT, env=env, stdout=log, stderr=log)
            try:
                assert answers(port), "the server does not answer"
                yield own, paths
            finally:
                server.terminate()
                server.wait(20)


def _manage(env: dict[str, str], *arguments: str) -> str:
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


def scores(url: str) -> tuple[dict[str, int], list[str]]:
    """Return the scores of a page by category, and which audits cost it points."""
    wanted = f"--only-categories={','.join(PROMISED)}"
    flags = " ".join(["--headless=new", *chromium.flags()])
    environment = os.environ | {"CHROME_PATH": chromium.find() or ""}
    quiet = ["--quiet", "--output=json", "--no-enable-error-reporting"]
    arguments = [url, wanted, f"--chrome-flags={flags}", *quiet]
    for _ in range(TRIES):
        done = node.run(node.LIGHTHOUSE, *arguments, env=environment)
        if not done.returncode:
            break
    else:
        sys.exit(f"Lighthouse could not open {url}:\n{done.stderr[-2000:]}")
    report = json.loads(done.stdout)
    found = {name: round(100 * (one["score"] or 0)) for name, one in report["categories"].items()}
    costly = [
        f"{name}: {audit['id']} ({report['audits'][audit['id']].get('displayValue', '')})"
        for name, one in report["categories"].items()
        for audit in one["auditRefs"]
        if audit["weight"]
        and (report["audits"][audit["id"]]["score"] or 0) < 0.9
        and found[name] < PROMISED[name]
        and report["audits"][audit["id"]]["scoreDisplayMode"] not in ("notApplicable", "manual")
    ]
    return found, costly


def main() -> int:
    """Print the scores of each page, and return 1 when one is under what is promised."""
    if chromium.find() is None or (missing := node.install()):
        print(f"Lighthouse COULD NOT RUN: {missing if chromium.find() else 'no Chromium found'}")
        return int(os.environ.get("CI") == "true")
    print("Lighthouse, as on a slow phone:", *PROMISED, sep="  ", flush=True)
    broken = 0
    with portal() as (own, paths):
        for path in paths:
            for language in LANGUAGES:
                address = path.replace("/en/", f"/{language}/", 1)
                found, costly = scores(f"{own}{address}")
                is_kept = all(found[name] >= least for name, least in PROMISED.items())
                broken += not is_kept
                numbers = "  ".join(f"{found[name]:>{len(name)}}" for name in PROMISED)
                print("kept  " if is_kept else "BROKEN", numbers, address, flush=True)
                print(*(f"       {one}" for one in costly), sep="\n", end="\n" if costly else "")
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
