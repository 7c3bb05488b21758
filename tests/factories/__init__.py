"""Records and contributions for tests."""

from .contributions import *  # noqa: F403
from .records import *  # noqa: F403
