"""How the API describes itself: every parameter and every kind of answer, errors included."""

from drf_spectacular.openapi import AutoSchema

ERRORS = {
    "400": (
        "A parameter or value is not known, or says nothing: reasons by parameter, or `detail`.",
        {
            "type": "object",
            "additionalProperties": {
                "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]
            },
        },
    ),
    "404": (
        "No such record, or no such page of a list.",
        {
            "type": "object",
            "properties": {"detail": {"type": "string"}},
            "required": ["detail"],
        },
    ),
}


class ApiSchema(AutoSchema):
    """Says of each filter what the form of the site knows, and of each address how it refuses."""

    def _get_parameters(self):
        """Say that a value left blank, as a form leaves it, says nothing."""
        parameters = super()._get_parameters()
        for parameter in parameters:
            if parameter["in"] != "query" or parameter["name"] in ("page", "page_size"):
                continue
            parameter["allowEmptyValue"] = True
            parameter["schema"] = with_blank(parameter["schema"])
        return parameters

    def _get_filter_parameters(self):
        parameters = super()._get_filter_parameters()
        for parameter in parameters:
            known = self.view.filterset_class.base_filters[parameter["name"]]
            texts = [known.label, known.extra.get("help_text")]
            parameter["description"] = ". ".join(str(text) for text in texts if text)
            schema = parameter["schema"] = dict(parameter["schema"])
            if schema["type"] == "array":
                parameter |= {"explode": True, "style": "form"}
                schema["items"] = {"type": "string"}
                if values := closed_values(known):
                    schema["items"]["enum"] = values
            if limit := known.extra.get("max_length"):
                schema["maxLength"] = limit
        return parameters

    def _get_response_bodies(self, *args, **kwargs):
        responses = super()._get_response_bodies(*args, **kwargs)
        for status, (description, schema) in ERRORS.items():
            responses[status] = {
                "description": description,
                "content": {"application/json": {"schema": schema}},
            }
        return responses


def closed_values(known):
    """Return the values of a filter by an enumeration; none where records are the values.

    The addresses of these records list them: they change without a release.
    """
    choices = known.extra.get("choices", ())
    choices = getattr(choices, "choices", choices)
    return [] if callable(choices) else [str(value) for value, _label in choices]


def with_blank(schema):
    """Return the schema of a parameter with a blank among its values, or those of its items."""
    if "items" in schema:
        return {**schema, "items": with_blank(schema["items"])}
    return {**schema, "enum": [*schema["enum"], ""]} if "enum" in schema else schema
