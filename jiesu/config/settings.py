"""Settings: environment in, one flat file. `jiesu` sets DATABASE_URL for the embedded server itself."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from jiesu.rules.verdict import Refusal

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("JIESU_DATA", ".jiesu")).absolute()


def _secret(name: str) -> str:
    """A secret from the environment, or one kept in the data folder (made by `jiesu` on first use)."""
    if value := os.environ.get(f"JIESU_{name.upper()}"):
        return value
    path = DATA / "secrets" / name
    return path.read_text().strip() if path.exists() else f"insecure-{name}-for-commands-without-data"


def _database(url: str) -> dict[str, object]:
    """Django's dictionary for postgresql://user:password@host:port/name?option=value."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise Refusal("DATABASE_URL must look like postgresql://user:password@host:5432/name.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {
            "NAME": os.environ.get("JIESU_TEST_DB", "test_jiesu"),
            "TEMPLATE": "template0",
            "CHARSET": "UTF8",
        },
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql://postgres@localhost/jiesu"))}
PREPARE = os.environ.get("JIESU_PREPARE", "1") == "1"
"""Whether connections keep the plans of what is asked on every call (not through a pooler that hands them on)."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SECRET_KEY = _secret("secret_key")
FIELD_KEY = _secret("field_key")
CRYPTO = os.environ.get("JIESU_CRYPTO", "intl")
DEBUG = os.environ.get("JIESU_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("JIESU_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
PUBLIC_URL = os.environ.get("JIESU_PUBLIC_URL", "").rstrip("/")
"""Where citizens reach the public pages, for text messages: https://…"""
CITY = os.environ.get("JIESU_CITY", "beijing")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "csp",
    "jiesu.kit",
    "jiesu.policy",
    "jiesu.directory",
    "jiesu.callers",
    "jiesu.adapters",
    "jiesu.orders",
    "jiesu.notices",
    "jiesu.intake",
    "jiesu.dispatch",
    "jiesu.handling",
    "jiesu.whistle",
    "jiesu.followup",
    "jiesu.supervision",
    "jiesu.assessment",
    "jiesu.subjects",
    "jiesu.insight",
    "jiesu.public",
    "jiesu.api",
    "jiesu.ops",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "jiesu.policy.middleware.LawMiddleware",
    "jiesu.directory.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jiesu.kit.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "jiesu.config.urls"
WSGI_APPLICATION = "jiesu.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "jiesu.kit.context.shell",
            ],
            "builtins": ["django.templatetags.i18n", "jiesu.kit.templatetags.kit"],
        },
    }
]

AUTH_USER_MODEL = "directory.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_USERNAME_FORM_FIELD = "username"  # the login form's field; else a lock counts nobody (tested)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "kit/locked.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
LOGIN_URL = "kit:login"
LOGIN_REDIRECT_URL = "kit:home"
LOGOUT_REDIRECT_URL = "kit:login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if os.environ.get("JIESU_FAST_HASH") == "1":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("JIESU_HTTPS") == "1"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "reading" / "locale"]
LANGUAGE_COOKIE_NAME = "jiesu_language"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
MEDIA_ROOT = DATA / "media"
INBOX = Path(os.environ.get("JIESU_INBOX", DATA / "inbox"))
"""Files of requests laid here are imported by the tick."""
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

EMAIL_HOST = os.environ.get("JIESU_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("JIESU_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("JIESU_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("JIESU_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("JIESU_SMTP_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("JIESU_MAIL_FROM", "jiesu@localhost")

PUBLISHED = os.environ.get("JIESU_PUBLISHED", "by_type,by_channel,response,resolution,satisfaction").split(
    ","
)
"""Which indicators the public may see (assessment.published.Indicator)."""

ADAPTERS = {
    "sms": os.environ.get("JIESU_SMS", ""),
    "email": os.environ.get("JIESU_EMAIL", ""),
    "geocoder": os.environ.get("JIESU_GEOCODER", ""),
    "emergency": os.environ.get("JIESU_EMERGENCY", ""),
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("JIESU_LOG", "WARNING")},
}
