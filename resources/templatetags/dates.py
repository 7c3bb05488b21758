"""Days in words, for templates."""

from django import template

from resources.dates import in_words

register = template.Library()
register.filter("in_words", in_words)
