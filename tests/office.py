"""Find LibreOffice, and let it open and save documents as a colleague of a ministry would."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

NAMES = ("soffice", "libreoffice")
MISSING = "no LibreOffice found; install it (Debian: apt-get install libreoffice-writer)"


def find() -> str | None:
    """Return the path of LibreOffice: SOFFICE of the environment, else of the system, or None."""
    return os.environ.get("SOFFICE") or next(filter(None, map(shutil.which, NAMES)), None)


def saved_as(documents: dict[str, bytes], old: str, new: str) -> dict[str, bytes]:
    """Return documents, by their names without ending, as LibreOffice saves them in a new format.

    Raises CalledProcessError or KeyError where it does not.
    """
    program = find()
    assert program is not None
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "source", Path(folder) / "target"
        source.mkdir()
        files = [source / f"{name}.{old}" for name in documents]
        for file, data in zip(files, documents.values(), strict=True):
            file.write_bytes(data)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [program, profile, "--headless", "--convert-to", new, "--outdir", str(target)]
        command += map(str, files)
        subprocess.run(command, check=True, capture_output=True, timeout=240)
        return {name: (target / f"{name}.{new}").read_bytes() for name in documents}
