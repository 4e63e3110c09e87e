"""The portal's settings for tests: DATABASE_URL is the shell's, everything else is fixed here."""

import os

OTHERS = "ALLOWED_HOSTS BASE_URL CACHE_URL DEBUG MAIL_VIEWER TRUSTED_PROXIES UNDO_HOLD_MINUTES"
for name in OTHERS.split():
    os.environ.pop(name, None)
os.environ.setdefault("DATABASE_URL", "sqlite:///var/idm.sqlite3")  # tests make one beside it
os.environ |= {"SECRET_KEY": "tests", "EMAIL_URL": "filemail:////none", "STATIC_ROOT": ""}
os.environ["QUICKEST_SECONDS"] = "0"  # tests fill in forms faster than people

from idmportal.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A static file is looked for when it is asked for, not all of them by every test client.
WHITENOISE_AUTOREFRESH = True
# Nothing that a test writes must outlive it, so nothing waits for the disk.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
