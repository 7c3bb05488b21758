"""How the API is cut into pages."""

from rest_framework.pagination import PageNumberPagination


class ApiPagination(PageNumberPagination):
    """Pages of 20, or of `page_size` up to 500."""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 500
