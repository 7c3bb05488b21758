"""What waits for staff, in templates of the administration."""

from django import template

from resources import counters

register = template.Library()


@register.simple_tag(takes_context=True)
def waiting(context):
    """Return the `Counter`s of what waits for the person who is signed in."""
    return counters.counters(context["request"])
