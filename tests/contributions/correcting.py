"""The form of a correction as a browser has it on the screen, and sends it."""

from html.parser import HTMLParser

from contributions.correctable import correction_address

from .sending import stamp


class FormReader(HTMLParser):
    """Reads what a browser would send of the one form of the page, nothing being touched."""

    def __init__(self):
        super().__init__()
        self.sent, self.textarea, self.select = {}, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "input" and name:
            if attrs.get("type") == "checkbox":
                if "checked" in attrs:
                    self.sent[name] = "on"
            elif "disabled" not in attrs:
                self.sent[name] = attrs.get("value", "")
        elif tag == "textarea":
            self.textarea, self.sent[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in attrs:
            self.sent[self.select] = attrs["value"]

    def handle_data(self, data):
        if self.textarea:
            self.sent[self.textarea] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # Browsers drop the first line end of a text, and send the others as two characters.
            text = self.sent[self.textarea].replace("\r\n", "\n").removeprefix("\n")
            self.sent[self.textarea] = text.replace("\n", "\r\n")
            self.textarea = None


def form_on(response):
    """Return what a browser would send of the form of a page, opened a minute ago."""
    assert response.status_code in (200, 409, 422, 429)
    reader = FormReader()
    reader.feed(response.content.decode())
    return reader.sent | {"stamp": stamp()}


def corrected(client, record, **changes):
    """Open the form of a record, make changes in it and send it; None takes a field away."""
    address = correction_address(record)
    data = form_on(client.get(address)) | {"contact_email": "camille@example.org"} | changes
    return client.post(address, {name: text for name, text in data.items() if text is not None})


def told(correction):
    """Return {field: what is right} of a correction."""
    return dict(correction.fields.values_list("name", "new"))
