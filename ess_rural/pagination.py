"""How the API is cut into pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination

LICENCE = '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


class ApiPagination(PageNumberPagination):
    """Pages of 20, or of `page_size` up to 500; each answer names the licence in a header."""

    page_size = 20
    page_size_query_param = "page_size"
    page_size_query_description = gettext_lazy("Number of results on a page, at most 500.")
    max_page_size = 500

    def get_page_size(self, request):
        asked = request.query_params.get(self.page_size_query_param)
        if asked is not None and not (asked.isascii() and asked.isdigit() and asked.strip("0")):
            raise ValidationError(
                {self.page_size_query_param: [_("A whole number from 1 to 500 is expected.")]}
            )
        return super().get_page_size(request)

    def get_page_number(self, request, paginator):
        """Return what the address says; a blank number is that of no page, as on any page."""
        asked = request.query_params.get(self.page_query_param)
        return super().get_page_number(request, paginator) if asked != "" else asked

    def get_schema_operation_parameters(self, view):
        parameters = super().get_schema_operation_parameters(view)
        for parameter in parameters:
            parameter["schema"]["minimum"] = 1
        return parameters

    def get_paginated_response(self, data):
        response = super().get_paginated_response(data)
        response["Link"] = LICENCE
        return response
