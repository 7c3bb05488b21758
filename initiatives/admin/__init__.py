"""Administration of initiatives and of what they are linked to, one file per family."""

from . import cooperation_form, initiative, lever, organisation, testimony, vocabulary  # noqa: F401
