"""What the tests of staff accounts share: passwords, codes, and signing in with them."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

PASSWORD = "correct horse battery staple"  # noqa: S105
LOGIN = "/staff/login/"
CODE = "/staff/second-factor/code/"


def code_of(secret, periods_ahead=0):
    """Return the code that an app shows now, or so many periods of half a minute later."""
    now = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, now + periods_ahead))


def enrol(user):
    """Give a person the second factor; return the secret of the app."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return secret


def sign_in(client, login="marie", password=PASSWORD, **headers):
    return client.post(LOGIN, {"login": login, "password": password}, **headers)


def is_signed_in(client):
    return "_auth_user_id" in client.session
