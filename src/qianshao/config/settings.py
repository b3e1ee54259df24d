"""Django settings, computed from the options table."""

import os
from datetime import timedelta
from pathlib import Path

import django_stubs_ext

from qianshao.config.database import database
from qianshao.config.options import Options, home_folder, secret_key
from qianshao.config.rooms import ROOMS
from qianshao.core import clock

django_stubs_ext.monkeypatch()
# Initials are read character by character; the phrases would cost each process 46 MB.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

QIANSHAO_HOME: Path = home_folder()
QIANSHAO = Options(QIANSHAO_HOME)
BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = secret_key(QIANSHAO_HOME, "session").hex()
DATA_KEY = secret_key(QIANSHAO_HOME, "data")
DEBUG = QIANSHAO["debug"]
ALLOWED_HOSTS = [name.strip() for name in QIANSHAO["allowed_hosts"].split(",") if name.strip()]
SITE_NAME = QIANSHAO["site_name"]
CAP_SIGNERS = frozenset(QIANSHAO["cap_signers"].lower().replace(":", "").replace(",", " ").split())
PUBLIC_URL = QIANSHAO["public_url"].rstrip("/")
# An outside eye for photos of hazards (hazards/assist/vision.py): none unless a site names one.
VISION = {name: QIANSHAO[f"vision_{name}"] for name in ("url", "model", "key", "seconds")}
DEMO = QIANSHAO["demo"]
if DEMO and (story := clock.DemoClock.load(QIANSHAO_HOME)):
    clock.install(story)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    *[f"qianshao.{room}" for room in ROOMS],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "qianshao.config.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *(["qianshao.accounts.middleware.ScopeMiddleware"] if "accounts" in ROOMS else []),
    "qianshao.config.middleware.NavigationMiddleware",
    "qianshao.config.middleware.PlainTextMiddleware",
    "qianshao.config.middleware.RefusalMiddleware",
]
ROOT_URLCONF = "qianshao.config.urls"
WSGI_APPLICATION = "qianshao.config.wsgi.application"
#: Django ships the widgets for both engines. A page with many forms spends most of its time on them, and this one
#: compiles its templates.
FORM_RENDERER = "django.forms.renderers.Jinja2"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qianshao.config.navigation.site",
            ],
        },
    },
]

DATABASES = {"default": database(QIANSHAO_HOME, QIANSHAO["database_url"], QIANSHAO["sqlite_cache_mb"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if "accounts" in ROOMS:
    AUTH_USER_MODEL = "accounts.User"
    AUTHENTICATION_BACKENDS = ["qianshao.accounts.backends.AccountBackend"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]  # zh: each language names itself
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = QIANSHAO_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # empty: files are served from the package; WhiteNoise warns without it
STATIC_ROOT.mkdir(exist_ok=True)  # empty unless a site collects; files are found in the package
WHITENOISE_USE_FINDERS = True
# MapLibre finds its worker beside itself by name; vendor folders are versioned by path instead (ux.md §1.1).
WHITENOISE_MIMETYPES = {".mjs": "text/javascript"}

SESSION_COOKIE_AGE = int(timedelta(hours=QIANSHAO["session_hours"]).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = QIANSHAO["https"]
if QIANSHAO["https"]:
    # __Host-: the browser itself refuses to take them over http, from a sister host or for a sub-path.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sid", "__Host-csrf"
    # Believed only where the administrator says that a proxy of theirs speaks HTTPS in front.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if QIANSHAO["https"] else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    },
}

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "qianshao.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

REVEALS_PER_HOUR = QIANSHAO["reveals_per_hour"]
OUTBOX_KEEP_DAYS = QIANSHAO["outbox_keep_days"]
DISPOSAL_DAYS = QIANSHAO["disposal_days"]
MAP_FILE = QIANSHAO["map_file"]
MAP_LICENCE = QIANSHAO["map_licence"]
TIANDITU_KEY = QIANSHAO["tianditu_key"]
TIANDITU_ORIGIN = "https://t0.tianditu.gov.cn"  # the one host that is asked; no option
DATA_UPLOAD_MAX_MEMORY_SIZE = QIANSHAO["upload_limit_kb"] * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"secret_paths": {"()": "qianshao.config.secret_paths.SecretPaths"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["secret_paths"]}},
    "root": {"handlers": ["stderr"], "level": QIANSHAO["log_level"]},
    "loggers": {name: {"level": "WARNING"} for name in ("django.server", "httpx", "fontTools")},
}
# W005, W021: a county's site shares its domain with others and cannot promise HTTPS for all of them.
SILENCED_SYSTEM_CHECKS = [f"security.{code}" for code in ("W004", "W005", "W008", "W012", "W016", "W018", "W021")]
