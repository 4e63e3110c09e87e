"""A process that sends one page to nobody, and prints the most megabytes that it ever had."""

import re
import sys
from pathlib import Path

from idmportal.wsgi import application
from tests.bench.visitor import get

if __name__ == "__main__":
    get(application, sys.argv[1], keep=False)
    # Not what getrusage(2) tells: that counts the process which started this one as well.
    peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert peak
    print(int(peak[1]) / 1024)
