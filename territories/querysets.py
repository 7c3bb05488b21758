"""How territories are found, the same on every database."""

from math import asin, cos, degrees, radians, sin

from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.functions import ASin, Cos, Power, Radians, Round, Sin, Sqrt

EARTH_RADIUS_KM = 6371.0


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
