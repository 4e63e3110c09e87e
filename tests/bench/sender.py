"""A process that sends one page to nobody, and prints the most megabytes that it ever had."""

import resource
import sys

from idmportal.wsgi import application
from tests.bench.visitor import get

if __name__ == "__main__":
    get(application, sys.argv[1], keep=False)
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
