"""What the tests of the site share."""

import pytest

from tests.factories import UserFactory

from .signing_in import PASSWORD


@pytest.fixture
def marie(db):
    """A superuser with a password and, as yet, no second factor."""
    user = UserFactory(username="marie", email="marie@example.org", is_superuser=True)
    user.set_password(PASSWORD)
    user.save()
    return user
