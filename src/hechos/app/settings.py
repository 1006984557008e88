"""Django settings: an embedded home with SQLite beside the cases, or a team's server.

What a server needs is read from the environment, here and nowhere else:
HECHOS_HOME, HECHOS_DATABASE (postgresql://user:password@host:port/name), HECHOS_SECRET_KEY,
HECHOS_HOSTS (names the proxy serves, separated by commas), HECHOS_PROXY (address of the proxy).
Without them everything is local. `hechos serve --team` sets HECHOS_TEAM.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from hechos.app.database import database_of

HOME = Path(os.environ.get("HECHOS_HOME", "hechos-home"))
WEB = Path(__file__).with_name("web")

TEAM = os.environ.get("HECHOS_TEAM") == "1"
PROXY = os.environ.get("HECHOS_PROXY", "127.0.0.1")


def secret_of(home: Path) -> str:
    """Return the home's key, made at its first use; sessions and second factors depend on it."""
    if given := os.environ.get("HECHOS_SECRET_KEY"):
        return given
    path = home / "secret.key"
    try:
        with open(path, "x", encoding="ascii", opener=_private) as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    except OSError:  # no home yet, or one that may only be read: nothing is served from it
        return secrets.token_urlsafe(48)
    return path.read_text(encoding="ascii")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


SECRET_KEY = secret_of(HOME)
DEBUG = False
ALLOWED_HOSTS = (
    [name.strip() for name in os.environ.get("HECHOS_HOSTS", "").split(",") if name.strip()]
    if TEAM
    else ["localhost", "127.0.0.1"]
)
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth.account",
    "allauth.mfa",
    "hechos.app.register",
    "hechos.app.access",
    "hechos.app.accounts",
    "hechos.app.audit",
    "hechos.app.jobs",
    "hechos.app.work",
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
    "allauth.account.middleware.AccountMiddleware",
    "hechos.app.web.serving.gate.own_language",
    "hechos.app.web.serving.gate.Closed",
]
ROOT_URLCONF = "hechos.app.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB / "templates"],
        "OPTIONS": {"environment": "hechos.app.web.pages.environment", "autoescape": True},
    },
]
DATABASES = {"default": database_of(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIGRATION_MODULES = dict.fromkeys(("auth", "contenttypes", "sessions"))
"""Tables that their makers' migrations would build in 15 steps are made at once: nothing of ours
is kept in them but sessions, and making a home takes half the time."""

AUTH_USER_MODEL = "accounts.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "pseudonym")},
    },
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_NAME = "__Host-hechos" if TEAM else "hechos"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = TEAM
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_USE_SESSIONS = True
CSRF_FAILURE_VIEW = "hechos.app.web.account.signin.forged"
MFA_ADAPTER = "hechos.app.accounts.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TEAM
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_DISPLAY = str

FILE_UPLOAD_HANDLERS = ["hechos.app.web.intaking.spool.SpoolHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1000

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
