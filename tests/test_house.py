"""The rules of the house: floors, names, sizes, nothing unused, nothing misspelt, safe settings."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.views import defaults

from contributions.models import State

BASE = settings.BASE_DIR

# Each app imports from those before it and from no other.
FLOORS = ["search", "territories", "resources", "initiatives", "contributions", "ess_rural"]
APPS = [floor for floor in FLOORS if (BASE / floor).is_dir()]
CODE = [path for floor in APPS for path in sorted((BASE / floor).rglob("*.py"))]
TESTS = sorted((BASE / "tests").rglob("*.py"))
TEMPLATES = sorted(path for path in (BASE / "templates").rglob("*") if path.is_file())
MAX_LINES = 400


def shown(path):
    return str(path.relative_to(BASE))


def imported(path):
    """Yield (line, top-level package) of each import of a file, relative ones included."""
    package = path.relative_to(BASE).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module.split(".")[0]
        elif isinstance(node, ast.ImportFrom):
            assert node.level <= len(package), f"{shown(path)}:{node.lineno} leaves its app"
            yield node.lineno, package[0]


# Floors


def test_every_app_of_ours_has_its_floor():
    ours = {
        config.name for config in apps.get_app_configs() if Path(config.path).is_relative_to(BASE)
    }
    ours = {name for name in ours if (BASE / name).is_dir()}
    assert ours == set(APPS)


@pytest.mark.parametrize("floor", APPS)
def test_an_app_imports_only_from_the_floors_below(floor):
    above = FLOORS[FLOORS.index(floor) + 1 :]
    upward = [
        f"{shown(path)}:{line} imports {package}"
        for path in CODE
        if path.relative_to(BASE).parts[0] == floor
        for line, package in imported(path)
        if package in {*above, "tests"}
    ]
    assert upward == []


def test_apps_do_use_the_floors_below():
    """So that the test above would see an import if there was one."""
    used = {
        (path.relative_to(BASE).parts[0], package)
        for path in CODE
        for _line, package in imported(path)
    }
    assert {
        ("territories", "search"),
        ("initiatives", "resources"),
        ("ess_rural", "initiatives"),
    } <= used


# Names and sizes


def test_no_module_is_a_drawer_for_anything():
    drawers = {"utils", "util", "helpers", "helper", "services", "service", "misc", "common"}
    assert [shown(path) for path in CODE + TESTS if path.stem in drawers] == []
    assert [shown(path) for path in CODE + TESTS if drawers & set(path.parent.parts)] == []


def test_every_file_can_be_read_in_one_sitting():
    long = {
        shown(path): lines
        for path in CODE + TESTS
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    }
    assert long == {}


# Templates


def test_every_template_is_used():
    used = {
        defaults.ERROR_400_TEMPLATE_NAME,
        defaults.ERROR_403_TEMPLATE_NAME,
        defaults.ERROR_404_TEMPLATE_NAME,
        defaults.ERROR_500_TEMPLATE_NAME,
    }
    quoted = re.compile(r"""["']([\w./-]+\.(?:html|txt|xml|svg))["']""")
    for path in CODE + TEMPLATES:
        found = set(quoted.findall(path.read_text(encoding="utf-8")))
        if path in TEMPLATES:
            found.discard(str(path.relative_to(BASE / "templates")))
        used |= found
    used |= templates_of_mails()
    unused = [
        name
        for path in TEMPLATES
        if (name := str(path.relative_to(BASE / "templates"))) not in used
        and not overrides_a_template_of_a_library(name)
    ]
    assert unused == []


def templates_of_mails():
    """Return the names that the e-mails of all turns, and of all else that is told, are put of."""
    told = {*State.values}
    for path in CODE:
        told |= set(re.findall(r'template="(\w+)"', path.read_text(encoding="utf-8")))
    kinds = ("subject.txt", "txt", "html")
    return {f"contributions/mails/{name}.{kind}" for name in told for kind in kinds}


def overrides_a_template_of_a_library(name):
    return any(
        (Path(config.path) / "templates" / name).is_file()
        for config in apps.get_app_configs()
        if config.name not in APPS
    )


def test_every_template_that_python_names_is_there():
    named = re.compile(r"""template(?:_name)?\s*=\s*["']([\w./-]+\.\w+)["']""")
    names = {name for path in CODE for name in named.findall(path.read_text(encoding="utf-8"))}
    assert names
    assert [name for name in sorted(names) if not is_there(name)] == []


def test_every_template_that_another_names_is_there():
    named = re.compile(r"""{% (?:include|extends) ["']([\w./-]+)["']""")
    names = {name for path in TEMPLATES for name in named.findall(path.read_text(encoding="utf-8"))}
    assert names
    assert [name for name in sorted(names) if not is_there(name)] == []


def is_there(name):
    return (BASE / "templates" / name).is_file() or overrides_a_template_of_a_library(name)


# Admin


def admin_classes():
    """Return the registered admin classes of ours, with their inlines and filters."""
    found = set()
    for model_admin in admin.site._registry.values():
        if is_ours(type(model_admin)):
            found |= {type(model_admin), *model_admin.inlines}
            found |= {
                each for each in model_admin.list_filter if isinstance(each, type) and is_ours(each)
            }
    return sorted(found, key=lambda one: one.__qualname__)


def is_ours(cls):
    return cls.__module__.split(".")[0] in APPS


@pytest.mark.parametrize("cls", admin_classes(), ids=lambda cls: cls.__name__)
def test_every_attribute_of_an_admin_class_is_one_that_django_knows(cls):
    """Django ignores a misspelt attribute without a word."""
    foreign = [base for base in cls.__mro__ if not is_ours(base) and base is not object]
    assert foreign
    unknown = [
        f"{base.__name__}.{name}"
        for base in cls.__mro__
        if is_ours(base)
        for name, value in vars(base).items()
        if not name.startswith("__")
        and name not in {"Media", "media", "Meta"}
        and not callable(value)
        and not isinstance(value, staticmethod | classmethod)
        and not any(hasattr(known, name) for known in foreign)
    ]
    assert unknown == []


def test_every_method_of_an_admin_class_is_known_or_called():
    """A misspelt hook is called by nobody."""
    called = set()
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                called.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                called.add(node.value)
    orphans = {
        f"{base.__name__}.{name}"
        for cls in admin_classes()
        for base in cls.__mro__
        if is_ours(base)
        for name, value in vars(base).items()
        if callable(value)
        and not isinstance(value, type)
        and not name.startswith("__")
        and name not in called
        and not any(hasattr(known, name) for known in cls.__mro__ if not is_ours(known))
    }
    assert orphans == set()


# Migrations


@pytest.mark.django_db
def test_models_and_migrations_agree(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("floor", APPS)
def test_migrations_are_named_for_what_they_do(floor):
    automatic = re.compile(r"^\d{4}_(auto_|initial$)")
    names = [path.stem for path in (BASE / floor / "migrations").glob("[0-9]*.py")]
    assert [name for name in names if automatic.match(name)] == []


# Settings

PRODUCTION = {"SECRET_KEY": "k9" + "abcdefghijklmnopqrstuvwxyz" * 3, "ALLOWED_HOSTS": "example.org"}


def run(*arguments, cwd=BASE, **environment):
    """Run Python with nothing in its environment but what is given."""
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_production_settings_pass_the_checks_of_deployment():
    done = run("manage.py", "check", "--deploy", "--fail-level", "DEBUG", **PRODUCTION, HTTPS="on")
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.fixture
def bare_settings(tmp_path):
    """A folder with the settings and no `.env` beside them."""
    package = tmp_path / "ess_rural"
    package.mkdir()
    (package / "__init__.py").touch()
    shutil.copy(BASE / "ess_rural" / "settings.py", package)
    return tmp_path


START = "from django.conf import settings; settings.SECRET_KEY; print(settings.DEBUG)"


def test_settings_start_in_production_unless_told_otherwise(bare_settings):
    done = run(
        "-c", START, cwd=bare_settings, **PRODUCTION, DJANGO_SETTINGS_MODULE="ess_rural.settings"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "False\n"


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_nothing_starts_without_what_must_be_told(bare_settings, missing):
    told = {name: value for name, value in PRODUCTION.items() if name != missing}
    done = run("-c", START, cwd=bare_settings, **told, DJANGO_SETTINGS_MODULE="ess_rural.settings")
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr
    assert missing in done.stderr


def test_an_empty_secret_is_no_secret(bare_settings):
    told = {**PRODUCTION, "SECRET_KEY": ""}
    done = run("-c", START, cwd=bare_settings, **told, DJANGO_SETTINGS_MODULE="ess_rural.settings")
    assert done.returncode != 0
    assert "SECRET_KEY" in done.stderr


HSTS = (
    "from django.conf import settings as s;"
    "print(s.SECURE_HSTS_SECONDS, s.SECURE_HSTS_INCLUDE_SUBDOMAINS, s.SECURE_HSTS_PRELOAD)"
)


@pytest.mark.parametrize(
    ("told", "hsts"),
    [
        ({}, "63072000 True False"),
        ({"HSTS_SECONDS": "60", "HSTS_INCLUDE_SUBDOMAINS": "off"}, "60 False False"),
        ({"HSTS_PRELOAD": "on"}, "63072000 True True"),
        ({"HTTPS": "off", "HSTS_SECONDS": "60", "HSTS_PRELOAD": "on"}, "0 False False"),
    ],
)
def test_what_browsers_remember_of_https_can_be_lowered(bare_settings, told, hsts):
    site = {**PRODUCTION, "DJANGO_SETTINGS_MODULE": "ess_rural.settings"}
    assert run("-c", HSTS, cwd=bare_settings, **site, **told).stdout == f"{hsts}\n"
