"""The list as files: the filters of the API, and `columns` and `lang`."""

from io import BytesIO

from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.negotiation import DefaultContentNegotiation

from initiatives.exports import COLUMNS, LICENCE_URL, MAX_XLSX_ROWS, Export
from initiatives.filters import InitiativeFilter
from initiatives.models import Initiative
from search.filters import ValueField, ValuesField

LANGUAGES = [("fr", gettext_lazy("French")), ("en", gettext_lazy("English"))]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEATURES = {
    "type": "object",
    "properties": {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "licence": {"type": "string"},
        "features": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "licence", "features"],
}
TOO_MANY = gettext_lazy(
    "A workbook holds at most %(number)s initiatives: narrow the search, or take the CSV file."
)


class ExportForm(forms.Form):
    """What the reader wants of a file."""

    columns = ValuesField(
        label=gettext_lazy("Columns"),
        choices=[(column.key, column.title) for column in COLUMNS],
        required=False,
    )
    lang = ValueField(label=gettext_lazy("Language"), choices=LANGUAGES, required=False)


class TheAddressSaysTheFormat(DefaultContentNegotiation):
    """A file is sent whatever the `Accept` header and `?format=` say; errors are JSON."""

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


def documented(suffix, media_type, schema=OpenApiTypes.BINARY):
    """Return the decorator that describes the GET of a file in the schema of the API."""
    columns = {"type": "string", "enum": [column.key for column in COLUMNS]}
    return extend_schema(
        operation_id=f"initiatives_{suffix}",
        tags=["initiatives"],
        filters=True,
        parameters=[
            OpenApiParameter(
                "columns",
                type={"type": "array", "items": columns},
                description="The columns wanted, in this order; all of them without it.",
            ),
            OpenApiParameter(
                "lang",
                enum=[code for code, _name in LANGUAGES],
                description="The language of titles and terms; else that of `Accept-Language`.",
            ),
        ],
        responses={(200, media_type): schema},
    )


class ExportView(GenericAPIView):
    """What the filters find, in the order of the list; a subclass says in which format."""

    content_negotiation_class = TheAddressSaysTheFormat
    filter_backends = [DjangoFilterBackend]
    filterset_class = InitiativeFilter
    pagination_class = None
    # With the page of the list that the filters were taken from: a file holds all pages.
    query_parameters = (*ExportForm.base_fields, "page")
    queryset = Initiative.objects.published().for_export()
    media_type = ""
    suffix = ""

    def export(self, request):
        """Return the `Export` that was asked for, and its language; 400 where a value is wrong."""
        filterset = self.filterset_class(request.query_params, self.get_queryset())
        form = ExportForm(request.query_params)
        if not (filterset.is_valid() and form.is_valid()):
            raise ValidationError({**filterset.errors, **form.errors})
        return Export(
            filterset.qs,
            columns=form.cleaned_data["columns"],
            language=form.cleaned_data["lang"] or get_language(),
            site=request.build_absolute_uri("/").removesuffix("/"),
        )

    def answer(self, export, response):
        """Return the response as a file with a name and a licence."""
        with override(export.language):
            name = _("rural-sse-initiatives")
        response["Content-Type"] = self.media_type
        response["Content-Disposition"] = f'attachment; filename="{name}.{self.suffix}"'
        response["Content-Language"] = export.language
        response["Link"] = f'<{LICENCE_URL}>; rel="license"'
        return response


class CsvView(ExportView):
    """Initiatives as CSV, streamed: UTF-8 with its mark; `;` in French, `,` in English."""

    media_type = "text/csv; charset=utf-8"
    suffix = "csv"

    @documented("csv", "text/csv")
    def get(self, request):
        export = self.export(request)
        body = export.csv() if request.method == "GET" else ()
        return self.answer(export, StreamingHttpResponse(body))


class GeoJsonView(ExportView):
    """Initiatives as GeoJSON, streamed; without a geometry where no point is known."""

    media_type = "application/geo+json"
    suffix = "geojson"

    @documented("geojson", "application/geo+json", FEATURES)
    def get(self, request):
        export = self.export(request)
        body = export.geojson() if request.method == "GET" else ()
        return self.answer(export, StreamingHttpResponse(body))


class XlsxView(ExportView):
    """Initiatives as a workbook, of 5,000 rows at most: it is made before it is sent."""

    media_type = XLSX
    suffix = "xlsx"

    @documented("xlsx", XLSX)
    def get(self, request):
        export = self.export(request)
        if len(export.found) > MAX_XLSX_ROWS:
            raise ValidationError({"detail": TOO_MANY % {"number": number_format(MAX_XLSX_ROWS)}})
        file = BytesIO()
        if request.method == "GET":
            export.xlsx(file)
        return self.answer(export, HttpResponse(file.getvalue()))
