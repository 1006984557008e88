"""Django settings: an embedded home with SQLite beside the cases, or a team's server.

What a server needs is read from the environment, here and nowhere else:
HECHOS_HOME, HECHOS_DATABASE (postgresql://user:password@host:port/name), HECHOS_SECRET_KEY,
HECHOS_HOSTS (names the proxy serves, separated by commas). Without them everything is local.
"""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(os.environ.get("HECHOS_HOME", "hechos-home"))
WEB = Path(__file__).with_name("web")

SECRET_KEY = os.environ.get("HECHOS_SECRET_KEY", "only-for-commands-that-serve-nothing")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "hechos.app.register",
    "hechos.app.accounts",
    "hechos.app.audit",
    "hechos.app.jobs",
    "hechos.app.search",
]
MIDDLEWARE = [
    "hechos.app.web.serving.gate.gate",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hechos.app.web.serving.gate.closed",
]
ROOT_URLCONF = "hechos.app.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {"environment": "hechos.app.web.pages.environment", "autoescape": True},
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(HOME / "register.sqlite3"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;"
                "PRAGMA mmap_size=268435456; PRAGMA cache_size=-64000; PRAGMA temp_store=MEMORY"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "hechos"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_USE_SESSIONS = True

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("pt", "Português"),
    ("fr", "Français"),
    ("ar", "العربية"),
]
LOCALE_PATHS = [WEB / "locale"]
