"""Django's settings, read from the environment by `milepost.platform.config`."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from milepost.platform import config, inbound

PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = False
SECRET_KEY = config.secret_key()
SECRET_KEY_FALLBACKS = config.old_secret_keys()
PUBLIC_URL = config.public_url()
IS_HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
# `platform.server.hosts` decides: it knows the address that a connection came in on.
ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "milepost.addresses"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "milepost.platform",
    "milepost.workspaces",
    "milepost.deals",
    "milepost.plans",
    "milepost.sharing",
    "milepost.alerting",
    "milepost.reviews",
    "milepost.forecasting",
    "milepost.conversation",
    "milepost.messaging",
    "milepost.intake",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

MIDDLEWARE = [
    "milepost.platform.headers.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "milepost.platform.language.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "milepost.pages.errors.AnswerErrors",
    "milepost.pages.unstorable.RefuseUnstorable",
]

# --- Pages -------------------------------------------------------------------------------------

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [PACKAGE / face / "templates" for face in ("pages", "web", "portal")],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "milepost.pages.jinja.environment", "auto_reload": False},
    },
    {  # allauth's own pages, where we have none of that name
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "pages" / "static"]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# --- Database ----------------------------------------------------------------------------------


def _database(login: config.Login) -> dict[str, object]:
    return {
        "ENGINE": "milepost.platform.postgres",
        "HOST": login.host,
        "PORT": login.port,
        "NAME": login.database,
        "USER": login.user,
        "PASSWORD": login.password,
        "CONN_MAX_AGE": 0,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": {
            **dict(login.options),
            "pool": {
                "min_size": 1,
                "max_size": int(os.environ.get("MILEPOST_POOL") or 20),
                "timeout": 10,
                "max_idle": 120,
            },
            "server_side_binding": True,
            "prepare_threshold": 2,
            "application_name": os.environ.get("MILEPOST_PROCESS", "milepost"),
        },
    }


if os.environ.get("MILEPOST_CONNECT_AS") == "owner":  # `milepost migrate`, and nothing else
    DATABASES = {"default": _database(config.owner_login())}
    DATABASES["default"]["OPTIONS"] |= {"pool": None, "assume_role": "milepost_owner"}  # type: ignore[operator]
else:
    DATABASES = {
        "default": _database(config.app_login()),
        "portal": _database(config.portal_login()),
    }
# The connection of the buyers' pages: a login that may become the buyer's role and no other.
PORTAL_DATABASE = "portal"
# Nothing opens a transaction but a scope (`platform.scope`).
ATOMIC_REQUESTS = False

# --- Language and time -------------------------------------------------------------------------

USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LOCALE = PACKAGE / "pages" / "locale"
LOCALE_PATHS = [LOCALE]
# A language is offered to buyers, on their pages and in their mails, once its catalogue is there.
# Catalogues hold what buyers meet (`texts/`), so that the seller's pages are offered in English.
LANGUAGES = [("en", _("English"))] + [
    (code, name)
    for code, name in (
        ("de", _("German")),
        ("fr", _("French")),
        ("es", _("Spanish")),
        ("pt", _("Portuguese")),
        ("it", _("Italian")),
        ("nl", _("Dutch")),
        ("ja", _("Japanese")),
    )
    if (LOCALE / code / "LC_MESSAGES" / "django.mo").exists()
]
MEMBER_LANGUAGES = ["en"]
# How the addresses of buyers begin: there the browser's language is any of `LANGUAGES`.
BUYER_ADDRESSES = ("/p/", "/b/", "/u/", "/c/")
LANGUAGE_COOKIE_NAME = "milepost_language"

# --- Signing in --------------------------------------------------------------------------------

AUTH_USER_MODEL = "workspaces.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/account/login/"

SESSION_ENGINE = "milepost.workspaces.sessions"
# With the prefix a browser takes the cookie from this very host alone, and over TLS alone.
COOKIE_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}milepost_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}milepost_csrf"
CSRF_COOKIE_HTTPONLY = True  # scripts find the token in the page
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_FAILURE_VIEW = "milepost.pages.errors.csrf_failure"

ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "milepost.workspaces.adapter.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# Failed attempts are counted in memory; too small a memory would forget those of one address
# while somebody tries many.
# Attempts to sign in, and one-time codes that were used: several web processes count together.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": config.shared_cache(),
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
    if config.shared_cache()
    else {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# How many proxies of ours stand before us: attempts are counted by who stands before them.
PROXIES = config.proxies()
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # for one's addresses, as for second factors
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
MFA_TOTP_ISSUER = "Milepost"

# --- E-mail ------------------------------------------------------------------------------------

EMAIL_BACKEND = "milepost.messaging.mail.AccountMail"
SMTP_URL = os.environ.get("MILEPOST_SMTP_URL", "")
DEFAULT_FROM_EMAIL = os.environ.get("MILEPOST_MAIL_FROM") or (
    f"Milepost <milepost@{urlsplit(PUBLIC_URL).hostname}>"
)

# Answers by mail (`sharing.replying`).
REPLY_ADDRESS = inbound.reply_address()
INBOUND_WEBHOOKS = inbound.webhooks()
INBOUND_SECRET = inbound.webhook_secret()
INBOUND_KEY = inbound.webhook_key()
INBOUND_TRUST = inbound.trusted()
INBOUND_NEEDS_PROOF = inbound.needs_proof()

# Where webhooks may go besides the public internet (`messaging.webhooks.guard`).
WEBHOOK_ALLOW = config.webhook_allow()

# Slack: the app of this server, if it has one (`messaging.channels.slack`, docs/slack.md).
SLACK_CLIENT_ID = os.environ.get("MILEPOST_SLACK_CLIENT_ID", "")
SLACK_CLIENT_SECRET = os.environ.get("MILEPOST_SLACK_CLIENT_SECRET", "")
SLACK_SIGNING_SECRET = os.environ.get("MILEPOST_SLACK_SIGNING_SECRET", "")
SLACK_API_URL = config.slack_url()

# What serves open pages' streams; named as text, as the platform knows no face.
STREAMS = "milepost.live.streams.Streams"

# --- Limits ------------------------------------------------------------------------------------

# `platform.server.bodies` reads bodies before Django sees them, with limits of its own.
DATA_UPLOAD_MAX_MEMORY_SIZE = None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
MAX_BODY_BYTES = 2 * 1024 * 1024
# Where a whole mail may be posted as JSON: as large as an upload.
LARGE_BODIES = ("/mail/in/",) if INBOUND_WEBHOOKS else ()
# Files of plans, outside of whatever is served by itself (`milepost.conversation.files`).
FILES_FOLDER = config.data_folder() / "files"
MAX_FILE_BYTES = config.megabytes("MILEPOST_FILE_MB", 25)
MAX_PLAN_FILE_BYTES = config.megabytes("MILEPOST_PLAN_FILES_MB", 500)
MAX_UPLOAD_BYTES = max(64 * 1024 * 1024, MAX_FILE_BYTES + 4 * 1024 * 1024)
SCAN_COMMAND = config.command("MILEPOST_SCAN_COMMAND")

SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # SecurityHeaders instead of SecurityMiddleware
    "security.W002",  # the same for X-Frame-Options
]

# --- Logs: one line each, to standard error; never a body, a cookie, a query or a token --------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_secrets": {"()": "milepost.platform.logs.WithoutSecrets"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_secrets"],
        }
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("MILEPOST_LOG") or "WARNING"},
    "loggers": {
        "milepost": {"level": os.environ.get("MILEPOST_LOG") or "INFO"},
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
