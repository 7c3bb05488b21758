"""Files of records, as tests make, send and read them."""

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

INITIATIVES = "/admin/initiatives/initiative/"
LEVERS = "/admin/initiatives/lever/"
ENGLISH = {"accept-language": "en"}


def list_of(model):
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def exported(client, address, language="en"):
    """Return the rows of a CSV export, the titles first."""
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter={"fr": ";", "en": ","}[language]))


def csv_of(*rows, delimiter=","):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode()


def xlsx_of(*rows):
    workbook, file = Workbook(), io.BytesIO()
    for row in rows:
        workbook.active.append(row)
    workbook.save(file)
    return file.getvalue()


def send(client, address, content, name="records.csv"):
    data = {"file": SimpleUploadedFile(name, content)}
    return client.post(f"{address}import/", data, headers=ENGLISH)


def confirm(client, address, response):
    data = {"confirmed": response.context["waiting"].pk}
    return client.post(f"{address}import/", data, follow=True, headers=ENGLISH)


def error_of(response):
    assert response.status_code == 400
    [text] = response.context["form"].errors["file"]
    return text
