# ESS rurale. Everything stays in this folder: .venv/, .env and var/.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

.PHONY: run mails test quality bench admin messages
.DEFAULT_GOAL := run

# The site on http://127.0.0.1:$(PORT), with its content, on SQLite unless DATABASE_URL says otherwise.
run: $(VENV)/run.stamp .env locale-mo
	@mkdir -p var
	$(MANAGE) migrate --verbosity 0
	$(MANAGE) load_content
	$(MANAGE) collectstatic --noinput --verbosity 0
	@echo "ESS rurale: http://127.0.0.1:$(PORT)/"
	$(BIN)/gunicorn ess_rural.wsgi --bind 127.0.0.1:$(PORT) --workers 2 --threads 4 --no-control-socket --limit-request-line 8190 --max-requests 20000 --max-requests-jitter 5000

# Send the e-mails that wait; with EMAIL_URL=consolemail://, which .env has, they are printed here.
mails: $(VENV)/run.stamp .env
	$(MANAGE) send_mails

# All tests, on SQLite and on PostgreSQL; see tests/__main__.py for what may be missing.
test: $(VENV)/dev.stamp locale-mo
	$(BIN)/python -m tests $(ARGS)

quality: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	SECRET_KEY=unused ALLOWED_HOSTS=localhost $(MANAGE) makemigrations --check --dry-run

# How fast it is, beside Datasette and an empty Django view; writes docs/performance.md.
bench: $(VENV)/dev.stamp locale-mo
	$(BIN)/python -m tests.bench $(ARGS)

# A first staff account; asks for name and password.
admin: $(VENV)/run.stamp .env
	$(MANAGE) createsuperuser

# Collect the texts of the interface into locale/; for developers, needs GNU gettext.
messages: $(VENV)/run.stamp .env
	$(MANAGE) makemessages --locale fr --no-wrap --add-location file --ignore .venv

.PHONY: locale-mo
locale-mo: $(VENV)/run.stamp
	@$(BIN)/pybabel --quiet compile --directory locale --domain django

$(VENV)/run.stamp: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements.txt requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt
	@touch $@

# Settings for one's own machine: a secret of its own, plain http, a password alone for staff.
.env:
	@$(PYTHON) -c "import secrets; print('SECRET_KEY=' + secrets.token_urlsafe(50))" > $@
	@printf 'ALLOWED_HOSTS=127.0.0.1,localhost\nHTTPS=off\nSTAFF_SECOND_FACTOR=off\n' >> $@
	@printf 'SITE_URL=http://127.0.0.1:$(PORT)\nEMAIL_URL=consolemail://\n' >> $@
