"""Where a public page leads to the form that corrects it, and what a correction says."""

from django import template

from contributions.correctable import corrected_in, correction_address

register = template.Library()
register.simple_tag(corrected_in)
register.simple_tag(correction_address)
