"""Django settings of the embedded home: SQLite beside the cases, no network, no users."""

from __future__ import annotations

import os
from pathlib import Path

HOME = Path(os.environ.get("HECHOS_HOME", "hechos-home"))

SECRET_KEY = os.environ.get("HECHOS_SECRET_KEY", "only-for-commands-that-serve-nothing")
DEBUG = False
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
INSTALLED_APPS = ["hechos.app.register"]
MIDDLEWARE = ["hechos.app.web.gate.gate"]
ROOT_URLCONF = "hechos.app.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).with_name("web") / "templates"],
        "OPTIONS": {"environment": "hechos.app.web.pages.environment", "autoescape": True},
    }
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
USE_TZ = True
TIME_ZONE = "UTC"
