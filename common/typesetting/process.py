"""The process that typesets: an order as JSON comes in, a PDF goes out, or why there is none.

Started by `common.typesetting` by its path; it imports nothing of the portal.
"""

import json
import resource
import sys
import tempfile
from pathlib import Path

import typst

# 100,000 words of Arabic take half of the memory and a third of the time.
MOST_BYTES = 1_200_000_000
MOST_SECONDS = 8


def main() -> int:
    """Typeset what standard input orders; return 0, or 1 with the reason on standard error."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = json.load(sys.stdin.buffer)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=order["fonts"]
    )
    with tempfile.TemporaryDirectory() as empty:
        try:
            made = typst.Compiler(
                # As bytes, with an empty folder as all that a template could read from.
                Path(order["template"]).read_bytes(),
                root=empty,
                package_path=empty,
                package_cache_path=empty,
                font_paths=fonts,
                sys_inputs={"data": order["data"]},
            ).compile(pdf_standards=["ua-1"])
        except typst.TypstError as error:
            print(error.message, file=sys.stderr)  # noqa: T201 - what its parent reads
            return 1
    assert isinstance(made, bytes)  # one file, since no output was named
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
