"""How territories are found, the same on every database."""

from math import asin, cos, degrees, radians, sin

from django.db.models import Case, F, FloatField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import ASin, Cos, Power, Radians, Round, Sin, Sqrt

from search.text import AFTER_ALL
from territories.names import search_form

EARTH_RADIUS_KM = 6371.0


def starts_with(column, prefix):
    """Return the condition that a byte-ordered column begins with `prefix`; an index serves it."""
    return Q(**{f"{column}__gte": prefix, f"{column}__lt": prefix + AFTER_ALL})


class CodeQuerySet(QuerySet):
    """Territories known by their official code."""

    def get_by_natural_key(self, code):
        return self.get(code=code)


class RegionQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class DepartmentQuerySet(CodeQuerySet):
    def for_list(self):
        """With its region."""
        return self.select_related("region")


class IntercommunalityQuerySet(CodeQuerySet):
    pass


class PostalCodeQuerySet(QuerySet):
    def get_by_natural_key(self, code, commune):
        return self.get(code=code, commune=commune)


class FormerCommuneQuerySet(QuerySet):
    def get_by_natural_key(self, code, kind):
        return self.get(code=code, kind=kind)


class PointQuerySet(QuerySet):
    """Rows with a point, in the columns `latitude` and `longitude`."""

    def within(self, origin, km):
        """Rows whose point lies within `km` kilometres of `origin`, nearest first.

        `origin` has a point (and may be among the results) or is a pair (latitude, longitude)
        in degrees. As the crow flies, on a sphere of 6,371 km, to the metre; annotated with
        `distance_km`.
        """
        latitude, longitude = getattr(origin, "latitude", None), getattr(origin, "longitude", None)
        if latitude is None:
            latitude, longitude = origin
        return (
            self.filter(bounding_box(latitude, longitude, km))
            .annotate(distance_km=great_circle_km(latitude, longitude))
            .filter(distance_km__lte=km)
            .order_by("distance_km", "pk")
        )


class CommuneQuerySet(PointQuerySet, CodeQuerySet):
    def for_list(self):
        """With department, region and EPCI."""
        return self.select_related("department__region", "intercommunality")

    def search(self, text):
        """Communes found by what somebody types.

        Those whose name, or that of a former commune in it, begins with `text`.

        Case, accents, hyphens, "st" for "saint" and the leading article do not matter. Digits are
        the beginning of a postal code. Exact names come first, then exact former names, then the
        beginnings of names, then of former ones; among these the most populous. Each is annotated
        with `former_name`: the former commune by which it was found, or "". Unbounded: slice it.
        """
        if text.strip().isdecimal():
            return self._search_postal_code(text.strip())
        name = search_form(text)
        if not name:
            return self.none().annotate(former_name=Value(""))
        return self._search_name(name)

    def _search_postal_code(self, digits):
        from territories.models import PostalCode

        served = PostalCode.objects.filter(starts_with("code", digits)).values("commune")
        return (
            self.filter(pk__in=served)
            .annotate(former_name=Value(""))
            .order_by(F("population").desc(nulls_last=True), "search_name", "code")
        )

    def _search_name(self, name):
        from territories.models import FormerCommune

        former = FormerCommune.objects.filter(starts_with("search_name", name))
        has_former = Q(pk__in=former.values("commune"))
        is_exact = Q(search_name=name)
        was_exact = Q(pk__in=former.filter(search_name=name).values("commune"))
        # In byte order the exact name, if there is one, is the first that begins with it.
        first_former = Subquery(
            former.filter(commune=OuterRef("pk")).order_by("search_name", "code").values("name")[:1]
        )
        return (
            self.filter(starts_with("search_name", name) | has_former)
            .annotate(
                rank=Case(
                    When(is_exact, then=0),
                    When(was_exact, then=1),
                    When(starts_with("search_name", name), then=2),
                    default=3,
                ),
                former_name=Case(
                    When(is_exact, then=Value("")),
                    When(was_exact, then=first_former),
                    When(starts_with("search_name", name), then=Value("")),
                    default=first_former,
                ),
            )
            .order_by("rank", F("population").desc(nulls_last=True), "search_name", "code")
        )


def bounding_box(latitude, longitude, km):
    """Return the condition of lying in the smallest box around the circle of `km` kilometres."""
    angle = km / EARTH_RADIUS_KM
    height = degrees(angle)
    box = Q(latitude__range=(latitude - height, latitude + height))
    if abs(latitude) + height < 90:
        width = degrees(asin(min(1, sin(angle) / cos(radians(latitude)))))
        box &= Q(longitude__range=(longitude - width, longitude + width))
    return box


def great_circle_km(latitude, longitude):
    """Return the haversine distance to the row's town hall, rounded to the metre.

    Rounded, so that engines whose last digits differ sort alike.
    """
    half_height = Sin((Radians(F("latitude")) - radians(latitude)) / 2.0)
    half_width = Sin((Radians(F("longitude")) - radians(longitude)) / 2.0)
    chord = Power(half_height, 2) + Power(half_width, 2) * Cos(Radians(F("latitude"))) * cos(
        radians(latitude)
    )
    metres = ASin(Sqrt(chord), output_field=FloatField()) * (2000.0 * EARTH_RADIUS_KM)
    return Round(metres, output_field=FloatField()) / 1000.0
