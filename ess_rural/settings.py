"""Settings, all read from the environment (or a `.env` file beside `manage.py`).

The defaults are those of production: nothing starts without SECRET_KEY and ALLOWED_HOSTS.
`make run` writes a `.env` for one's own machine.
"""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

# What must be told.
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
DEBUG = env.bool("DEBUG", default=False)
# False only on one's own machine, where the site is served over plain http.
HTTPS = env.bool("HTTPS", default=True)
# Set where a reverse proxy ends TLS and overwrites X-Forwarded-Proto.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
# What the links in e-mails begin with.
SITE_URL = env.str(
    "SITE_URL",
    default="{}://{}".format(
        "https" if HTTPS else "http", next(iter(ALLOWED_HOSTS), "").lstrip("*.")
    ),
).rstrip("/")
# False only on one's own machine: staff then sign in with a password alone.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=True)

INSTALLED_APPS = [
    "modeltranslation",  # before admin, whose forms it extends
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "corsheaders",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "django_htmx",
    "search",
    "territories",
    "resources",
    "initiatives",
    "contributions",
    "ess_rural",
]

MIDDLEWARE = [
    "ess_rural.middleware.LimitBrowsers",
    "ess_rural.robots.TellRobots",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "csp.middleware.CSPMiddleware",
    "ess_rural.health.HealthCheckMiddleware",
    "ess_rural.middleware.LetPartnersFrame",
    "ess_rural.caching.KeepPublicPages",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "ess_rural.middleware.RefuseUnreadableAddresses",
    "ess_rural.middleware.RefuseUnknownMethods",
    "ess_rural.availability.ServiceUnavailableMiddleware",
    "ess_rural.parameters.RefuseUnknownParameters",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "ess_rural.staff.middleware.RequireSecondFactor",
    "axes.middleware.AxesMiddleware",  # last: it replaces the answer to who is locked out
]

ROOT_URLCONF = "ess_rural.urls"
WSGI_APPLICATION = "ess_rural.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# SQLite in WAL mode is the embedded default; production sets DATABASE_URL=postgres://…
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'var' / 'db.sqlite3'}")
}
# A connection lasts for many requests: opening one costs more than a page that is kept.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
# How long to wait for the database, in seconds: see docs/decisions/0019. `manage.py` sets the
# second to 0, which is "as long as it takes": what a command does may take hours.
DATABASE_CONNECT_TIMEOUT = env.int("DATABASE_CONNECT_TIMEOUT", default=3)
DATABASE_STATEMENT_TIMEOUT = env.int("DATABASE_STATEMENT_TIMEOUT", default=10)
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        # For whoever else writes.
        "timeout": DATABASE_STATEMENT_TIMEOUT or 300,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["ENGINE"] = "ess_rural.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": DATABASE_CONNECT_TIMEOUT,
        "options": f"-c statement_timeout={DATABASE_STATEMENT_TIMEOUT}s",
        # Of a server that hangs; one that does not says so itself, a second before.
        "response_timeout": DATABASE_STATEMENT_TIMEOUT + 1 if DATABASE_STATEMENT_TIMEOUT else None,
        # Of a machine that is gone, in milliseconds and seconds.
        "tcp_user_timeout": 1000 * (DATABASE_STATEMENT_TIMEOUT or 60),
        "keepalives_idle": 30,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        # What `DATABASE_URL` says after "?" stands above.
        **DATABASES["default"].get("OPTIONS", {}),
    }
# For how long pages kept in memory are shown while the database does not answer, in seconds.
STALE_PAGES_FOR = env.int("STALE_PAGES_FOR", default=1800)

CACHES = {
    # What protects sign-in is kept here by allauth: limits of rate, codes that were used. All
    # processes have to share it. Expired entries are deleted when there are more than so many.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    },
    # Rendered pages, by all that they depend on: an entry is never wrong, only of no more use.
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "TIMEOUT": 3600,  # seconds
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Staff sign-in: see docs/decisions/0012-staff-sign-in.md.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # before all others: it refuses who is locked out
    "ess_rural.staff.sign_in.NameOrAddressBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
LOGOUT_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "ess_rural.staff.sign_in.StaffAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators enter the addresses
ACCOUNT_FORMS = {"reset_password": "ess_rural.staff.password_reset.AskForLinkForm"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": None,  # axes counts these
    "reset_password": "20/h/ip,3/h/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "ESS rurale"
MFA_TOTP_TOLERANCE = 1  # a telephone may be half a minute wrong
MFA_FORMS = {
    "authenticate": "ess_rural.staff.sign_in.CodeForm",
    "reauthenticate": "ess_rural.staff.sign_in.CodeAgainForm",
}
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 1  # hour
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = "ess_rural.staff.lock_out.counted_by"
AXES_USERNAME_CALLABLE = "ess_rural.staff.lock_out.account_name"
AXES_CLIENT_IP_CALLABLE = "resources.visitors.visitor_address"
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_SENSITIVE_PARAMETERS = ["login", "code", "password1", "password2", "oldpassword"]
AXES_ENABLE_ADMIN = False  # ess_rural.staff.admin shows what is of use

# The documents that the directory was built from, by the slug of their record.
SOURCE_DOCUMENTS = [
    "handbook-sse-rural-communities",
    "catalogue-ressources-tressons",
    "presentation-leader-2020",
    "kit-municipaless-fiche-20",
    "cinq-formes-cooperation",
]

# Languages: French first.
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fr"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fr",)
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# Street tiles under the map, such as https://tile.example.org/{z}/{x}/{y}.png: none unless set.
MAP_TILES_URL = env.str("MAP_TILES_URL", default="")
MAP_TILES_ATTRIBUTION = env.str("MAP_TILES_ATTRIBUTION", default="")

# Static files: served by WhiteNoise, named by their content, compressed at collection.
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
# Of django-leaflet only the files of Leaflet are used: as an app it would want GDAL.
LEAFLET = Path(find_spec("leaflet").submodule_search_locations[0])
STATICFILES_DIRS = [BASE_DIR / "static", ("leaflet", LEAFLET / "static" / "leaflet")]
# Pictures. Where several machines serve the site: a folder that they share.
MEDIA_URL = "media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "var" / "media")))
# How `check_links` asks the websites of others: see `resources.link_checker.Limits`.
LINK_CHECKS = {
    "user_agent": "ESS-rurale-links (+{}://{}/)".format(
        "https" if HTTPS else "http", next(iter(ALLOWED_HOSTS), "").lstrip("*.")
    )
}
# What visitors may send: a form of many boxes, and one picture that is read no further than needed.
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = [
    "initiatives.pictures.ReadNoFurther",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "ess_rural.files.TemporaryFileOrNoneHandler",
]
STORAGES = {
    "default": {"BACKEND": "ess_rural.files.WholeFileStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# E-mail: smtp+tls://user:password@mail.example.org:587 and the like; `manage.py send_mails` sends.
# All else that sends e-mail fills the queue: see docs/decisions/0021-all-mail-is-queued.md.
mail_server = env.email("EMAIL_URL", default="smtp://localhost:25")
vars().update(mail_server)
MAIL_SERVER_BACKEND = mail_server["EMAIL_BACKEND"]
EMAIL_BACKEND = "contributions.mail_backend.QueueBackend"
EMAIL_TIMEOUT = 30  # seconds
# To whom people write about what is kept of them; the page “About” shows it.
EDITORS_EMAIL = env.str("EDITORS_EMAIL", default="")
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", default=f"ESS rurale <no-reply@{urlsplit(SITE_URL).hostname}>"
)

# Security.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
if MAP_TILES_URL:
    tiles = urlsplit(MAP_TILES_URL)
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["img-src"].append(
        f"{tiles.scheme}://{tiles.netloc.replace('{s}', '*')}"
    )
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # probes come by plain http
# Browsers remember this for so long, whatever is said later: two years unless told otherwise.
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=63_072_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("HSTS_INCLUDE_SUBDOMAINS", default=True)
# The list that browsers are built with: whoever is on it stays there for months or years. To enter
# it is a decision about a domain, which no software takes: so without a warning where it is not.
SECURE_HSTS_PRELOAD = HTTPS and env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600  # staff sign in every working day
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Anyone's page may read the API; nothing there depends on who asks.
CORS_ALLOW_ALL_ORIGINS = True
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS"]

REST_FRAMEWORK = {
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "ess_rural.pagination.ApiPagination",
    "DEFAULT_SCHEMA_CLASS": "ess_rural.openapi.ApiSchema",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "ESS rurale",
    "DESCRIPTION": "The social and solidarity economy in rural France, with sources.",
    "VERSION": "1.0.0",
    "LICENSE": {
        "name": "Creative Commons Attribution 4.0 International",
        "url": "https://creativecommons.org/licenses/by/4.0/",
    },
    "SERVE_INCLUDE_SCHEMA": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "ess_rural.logs.FormatterWithoutSecrets",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {
        "in_production": {"()": "django.utils.log.RequireDebugFalse"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
        },
        # Instead of Django's own: without secrets.
        "mail_admins": {
            "class": "ess_rural.logs.AdminMailsWithoutSecrets",
            "level": "ERROR",
            "filters": ["in_production"],
        },
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["mail_admins"], "level": "INFO"},
        # Instead of gunicorn's own handler, in the processes that serve.
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
        "axes": {"level": "WARNING"},  # failures and locks; it tells of all the rest too
        "httpx": {"level": "WARNING"},  # it tells of each request
        "django.request": {"level": "ERROR"},  # of a form with mistakes it tells the secret address
    },
}
