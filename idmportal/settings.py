"""All settings, from the environment; docs/operations.md tells what each is for."""

from pathlib import Path

import django
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
env = environ.Env()

# --- the site --------------------------------------------------------------------------------
DEBUG = env.bool("DEBUG", default=False)
# make serve keeps its key there, so that commands on the same data need no more.
KEY_FILE = VAR_DIR / "secret.key"
SECRET_KEY = env.str(
    "SECRET_KEY", default=KEY_FILE.read_text().strip() if KEY_FILE.exists() else ""
)
if not SECRET_KEY:
    raise ImproperlyConfigured("Set SECRET_KEY, or start once with make serve, which makes one.")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
if TRUSTED_PROXIES and HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- what the IDM Unit can set ---------------------------------------------------------------
# Told of late answers, and answers questions about one. IOM's own address stands on the contact
# page alone: a demonstration must not write to it.
UNIT_EMAIL = env.str("UNIT_EMAIL", default="idm-unit@example.org")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="idmworkshop@iom.int")
UNDO_HOLD_MINUTES = env.int("UNDO_HOLD_MINUTES", default=30)
CONFIRM_GRACE_HOURS = 48
DRAFT_KEEP_DAYS = env.int("DRAFT_KEEP_DAYS", default=90)
DRAFT_REMINDER_HOURS = env.int("DRAFT_REMINDER_HOURS", default=48)
MAILS_PER_HOUR = env.int("MAILS_PER_HOUR", default=3)
MAILS_PER_HOUR_PER_ADDRESS = env.int("MAILS_PER_HOUR_PER_ADDRESS", default=120)
QUICKEST_SECONDS = env.int("QUICKEST_SECONDS", default=5)
SUSPICIOUS_MAIL_MINUTES = env.int("SUSPICIOUS_MAIL_MINUTES", default=20)
MAX_FILE_MEGABYTES = env.int("MAX_FILE_MEGABYTES", default=10)

# --- parts -----------------------------------------------------------------------------------
INSTALLED_APPS = [
    "idmportal.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "axes",
    "csp",
    "common",
    "dialogues",
    "submissions",
    "outcomes",
]
MIDDLEWARE = [
    "common.http.FirstSeenMiddleware",
    "common.cors.ReadFromAnywhereMiddleware",
    "common.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "common.http.CompressPublicMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "common.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
# No language stands before these addresses, and other sites may read there.
API_PREFIX = "/api/v1/"
ROOT_URLCONF = "idmportal.urls"
WSGI_APPLICATION = "idmportal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "idmportal.context.portal",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
# So that templates/admin/widgets/ comes before Django's own.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- data ------------------------------------------------------------------------------------
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/idm.sqlite3")}
DATABASE = DATABASES["default"]
if DATABASE["ENGINE"].endswith("sqlite3"):
    # FULL: a receipt that was shown survives a power cut. IMMEDIATE: two writers queue
    # instead of failing half-way.
    DATABASE.setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=20,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    )
else:
    DATABASE["CONN_HEALTH_CHECKS"] = True
    DATABASE.setdefault("OPTIONS", {}).update(pool={"min_size": 1, "max_size": 10, "timeout": 20})
CACHES = {
    "default": env.cache_url("CACHE_URL", default="locmemcache://"),
    # The public pages as they were last made. Each process keeps its own, and asks the database
    # whether they still hold (common/freshness.py); no page is kept longer than TIMEOUT.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 900,
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}
# A write to one of these may change what readers see; what people have not sent yet never does.
PUBLIC_TABLES = ("dialogues_", "submissions_", "outcomes_")
PRIVATE_TABLES = ("submissions_draft",)
# Gives the moment at which public pages change though nothing is written.
NEXT_PUBLIC_CHANGE = "submissions.deadlines.next_change"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
# The few thousand numbered fields of a long answer, and a page of the admin's list.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Without a collected folder (make serve, tests) files come straight from the sources.
STATIC_COLLECTED = (Path(STATIC_ROOT) / "staticfiles.json").exists()
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

# --- mail ------------------------------------------------------------------------------------
MAIL = env.email_url("EMAIL_URL", default=f"filemail:///{VAR_DIR}/mail")
MAIL_FOLDER = MAIL.get("EMAIL_FILE_PATH", "")
MAIL_TIMEOUT = env.int("MAIL_TIMEOUT", default=20)
if django.VERSION >= (6, 1):
    OPTIONS = {
        "host": MAIL.get("EMAIL_HOST"),
        "port": MAIL.get("EMAIL_PORT"),
        "username": MAIL.get("EMAIL_HOST_USER"),
        "password": MAIL.get("EMAIL_HOST_PASSWORD"),
        "use_tls": MAIL.get("EMAIL_USE_TLS", False),
        "use_ssl": MAIL.get("EMAIL_USE_SSL", False),
        "timeout": MAIL_TIMEOUT,
    }
    if not MAIL["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        OPTIONS = {"file_path": MAIL_FOLDER} if MAIL_FOLDER else {}
    MAILERS = {"default": {"BACKEND": MAIL["EMAIL_BACKEND"], "OPTIONS": OPTIONS}}
else:
    vars().update(MAIL, EMAIL_TIMEOUT=MAIL_TIMEOUT)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="idm-portal@example.org")
# Shows sent mails at /mail/ where no mail server exists: for trying the portal only.
MAIL_VIEWER = env.bool("MAIL_VIEWER", default=False)

# --- languages and time ----------------------------------------------------------------------
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("zh-hans", _("Chinese")),
    ("ru", _("Russian")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]

# --- staff login -----------------------------------------------------------------------------
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
# A guesser waits; the owner of the account on another line does not.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["ip_address", "username"]]
AXES_CLIENT_IP_CALLABLE = "common.http.client_address"
AXES_RESET_ON_SUCCESS = True

# --- safety ----------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "idmportal.views.csrf_failure"

# --- the worker: each step finishes what is due and may be run twice -------------------------
WORKER_STEPS = [
    "submissions.lifecycle.publish_due",
    "submissions.lifecycle.lapse_due",
    "submissions.drafts.erase_due",
    "submissions.drafts.remind_due",
    "outcomes.releases.release_due",
    "submissions.index.health.tend",
    "common.outbox.send_due",
    "common.freshness.clear_away",
    "idmportal.opendata.building.rebuild_due",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
