"""Run all benchmarks, and return 1 if any promise is broken: make bench."""

import subprocess
import sys

ON_POSTGRES = ["tests.postgres", sys.executable, "-m"]
ON_DURABLE = ["tests.postgres", "--durable", sys.executable, "-m"]


def main() -> int:
    """Run one after the other; the arguments are how many rows are searched (ROWS=...)."""
    print("=== Pages, files and papers ===", flush=True)
    codes = [_run(*ON_POSTGRES, "tests.bench.run")]
    print("\n=== Searches ===", flush=True)
    codes.append(_run(*ON_POSTGRES, "tests.bench.search", *sys.argv[1:]))
    print("\n=== Submissions ===", flush=True)
    codes.append(_run(*ON_DURABLE, "tests.bench.storm"))
    print("\n=== Lighthouse ===", flush=True)
    codes.append(_run("tests.bench.lighthouse"))
    return int(any(codes))


def _run(*arguments: str) -> int:
    return subprocess.run([sys.executable, "-m", *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
