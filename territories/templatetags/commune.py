"""The field in which a form asks for a commune."""

from django import template

register = template.Library()

RADII = (5, 10, 20, 50, 100)  # km


@register.inclusion_tag("includes/commune_field.html")
def commune_field(form, hint=""):
    """Draw `place`, to type a commune in, the `commune` chosen, and `radius` where there is one.

    For the form of a page that is a `TypedPlaceMixin`, or a `TypedCommuneForm`. `hint` says what to
    type, where that is more than a name or a postal code.
    """
    chosen = getattr(form, "cleaned_data", {})
    is_typed_form = hasattr(form, "chosen_commune")
    commune = form.chosen_commune() if is_typed_form else chosen.get("commune")
    radius = chosen.get("radius")
    typed = form["place"].value() if is_typed_form else ""
    return {
        "form": form,
        "commune": commune,
        "typed": typed or (commune.name if commune else ""),
        "errors": [*form["place"].errors, *form["commune"].errors] if is_typed_form else [],
        "choices": getattr(form, "choices", []),
        "has_more": getattr(form, "has_more_choices", False),
        "hint": hint,
        "radius": radius,
        "radii": sorted({*RADII, radius} - {None}),
    }
