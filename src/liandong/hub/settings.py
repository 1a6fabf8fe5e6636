"""Django's settings: offline, Chinese first, SQLite unless told otherwise; all that varies comes from the environment.

``LIANDONG_HOME`` (default ``~/.liandong``) holds database, files and keys. ``LIANDONG_DATABASE`` takes a
``postgresql://user:password@host:port/name`` address. The operator's guide lists the rest.
"""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from liandong.hub import env
from liandong.hub.database import database
from liandong.hub.home import folder, home, secret
from liandong.hub.openid import openid_apps

HUB = Path(__file__).parent

SECRET_KEY = env.text("LIANDONG_SECRET_KEY") or secret()
DEBUG = env.truth("LIANDONG_DEBUG", False)
ALLOWED_HOSTS = env.text("LIANDONG_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in env.text("LIANDONG_ORIGINS").split(",") if origin]

INSTALLED_APPS = [
    "liandong.hub.core",
    "liandong.hub.network",
    "liandong.hub.tasks",
    "liandong.hub.requests",
    "liandong.hub.bottlenecks",
    "liandong.hub.reforms",
    "liandong.hub.innovations",
    "liandong.hub.effects",
    "liandong.hub.bundles",
    "liandong.hub.cockpit",
    "liandong.hub.accounts",
    "liandong.hub.api",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.forms",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules.apps.AutodiscoverRulesConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "liandong.hub.core.middleware.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "liandong.hub.core.middleware.language",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "liandong.hub.core.middleware.scope",
]

ROOT_URLCONF = "liandong.hub.urls"
WSGI_APPLICATION = "liandong.hub.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liandong.hub.core.context.chrome",
            ],
        },
    }
]
FORM_RENDERER = "liandong.hub.core.forms.Renderer"

DATABASES = {"default": database(env.text("LIANDONG_DATABASE"), home())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "liandong.hub.core.adapter.Adapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/5m/key"}
SOCIALACCOUNT_ADAPTER = "liandong.hub.core.adapter.SocialAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": openid_apps()}}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"

# Chinese is the source language; each room carries its own English.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("中文")), ("en", "English")]
USE_I18N = True
FORMAT_MODULE_PATH = "liandong.hub.formats"
USE_TZ = True
TIME_ZONE = env.text("LIANDONG_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATICFILES_DIRS = [HUB / "static"]
STATIC_ROOT = folder("static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
# Uploads are never served from the file system: a view checks who asks, and sends them as attachments.
MEDIA_ROOT = folder("files")
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
LIANDONG_UPLOAD_MAX_BYTES = env.number("LIANDONG_UPLOAD_MAX_BYTES", 512 * 1024 * 1024)

SECURE = env.truth("LIANDONG_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31536000 if SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SESSION_COOKIE_AGE = env.number("LIANDONG_SESSION_HOURS", 12) * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LIANDONG_LOG_LEVEL", "WARNING")},
}
