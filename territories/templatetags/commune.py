"""The field in which a form asks for a commune."""

from django import template

register = template.Library()

RADII = (5, 10, 20, 50, 100)  # km


@register.inclusion_tag("includes/commune_field.html")
def commune_field(filterset):
    """Draw `place`, to type a commune in, the `commune` chosen, and `radius` where there is one.

    For a page that is a `TypedPlaceMixin`.
    """
    chosen = getattr(filterset.form, "cleaned_data", {})
    radius = chosen.get("radius")
    return {
        "form": filterset.form,
        "commune": chosen.get("commune"),
        "radius": radius,
        "radii": sorted({*RADII, radius} - {None}),
    }
