"""Tables as CSV and XLSX: written so that no spreadsheet runs them, read with limits."""

import csv
import re
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# What Excel takes for the end of a cell, by its language.
DELIMITERS = {"fr": ";", "en": ","}
# A spreadsheet would run a text that begins so. One that begins so after quotes is marked too, so
# that what is read again is what was written.
FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
# What XML, of which XLSX and feeds are made, cannot hold.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
COLUMN_WIDTH = 24  # characters
AT_ONCE = 16_384  # characters of CSV sent together

LARGEST_FILE = 5 * 1024 * 1024  # bytes, as sent
LARGEST_CONTENT = 40 * 1024 * 1024  # bytes of a workbook, unpacked
MOST_ROWS = 2000
MOST_COLUMNS = 200
LONGEST_CELL = 100_000  # characters


def harmless(value):
    """Return the value of a cell as a spreadsheet can read it without running it."""
    if not isinstance(value, str):
        return value
    text = UNPRINTABLE.sub("", value)
    return f"'{text}" if FORMULA.match(text) else text


def unmarked(text):
    """Return a text as it was before `harmless` marked it."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def csv_lines(rows, language):
    """Yield a table as texts of some size: UTF-8 with its mark, so that Excel reads the accents."""
    buffer = StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, delimiter=DELIMITERS[language])
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        if buffer.tell() > AT_ONCE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def write_xlsx(file, title, rows):
    """Write a table, its titles first, as a workbook of one sheet into a binary file."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    rows = iter(rows)
    titles = next(rows)
    for index in range(1, len(titles) + 1):
        sheet.column_dimensions[get_column_letter(index)].width = COLUMN_WIDTH
    sheet.append([title_cell(sheet, each) for each in titles])
    for row in rows:
        sheet.append([harmless(value) for value in row])
    workbook.save(file)


def title_cell(sheet, title):
    cell = WriteOnlyCell(sheet, title)
    cell.font = Font(bold=True)
    return cell


def read_table(content):
    """Return the rows of a CSV or XLSX file, given as bytes: lists of texts, the titles first.

    Raises `ValidationError` in words for whoever sent it.
    """
    if len(content) > LARGEST_FILE:
        raise too_large(len(content))
    rows = read_xlsx(content) if content.startswith(b"PK\x03\x04") else read_csv(content)
    rows = [row for row in rows if any(row)]
    if len(rows) < 2:
        raise ValidationError(_("This file has no row below its titles."))
    if len(rows) > MOST_ROWS + 1:
        text = _("This file has more than %(number)d rows. Send it in parts.")
        raise ValidationError(text % {"number": MOST_ROWS})
    width = max(map(len, rows))
    if width > MOST_COLUMNS:
        text = _("This file has more than %(number)d columns.")
        raise ValidationError(text % {"number": MOST_COLUMNS})
    return [row + [""] * (width - len(row)) for row in rows]


def too_large(size):
    """Return the refusal of a file of `size` bytes."""
    sizes = {"size": filesizeformat(size), "most": filesizeformat(LARGEST_FILE)}
    return ValidationError(_("This file is too large: %(size)s, of at most %(most)s.") % sizes)


def read_csv(content):
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValidationError(
            _("This file is neither a workbook (XLSX) nor CSV in UTF-8. Save it as one of these.")
        ) from error
    titles = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=titles.count)
    rows = []
    try:
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append([cell_text(value) for value in row])
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error as error:
        raise ValidationError(
            _("This file cannot be read as CSV, near line %(number)d.") % {"number": len(rows) + 1}
        ) from error
    return rows


def read_xlsx(content):
    refusal = _("This workbook cannot be read. Save it anew as XLSX or CSV.")
    try:
        with ZipFile(BytesIO(content)) as parts:
            # What a part says of its size is all that is ever unpacked of it.
            size = sum(part.file_size for part in parts.infolist())
        if size > LARGEST_CONTENT:
            raise too_large(size)
        workbook = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        limits = {"max_row": MOST_ROWS + 2, "max_col": MOST_COLUMNS + 1}
        rows = [
            trimmed([cell_text(value) for value in row])
            for row in sheet.iter_rows(values_only=True, **limits)
        ]
        workbook.close()
    except ValidationError:
        raise
    # A broken part may raise anything at all in the library that reads it.
    except Exception as error:
        raise ValidationError(refusal) from error
    return rows


def trimmed(row):
    """Return a row without the empty cells at its end."""
    while row and not row[-1]:
        row.pop()
    return row


def cell_text(value):
    """Return the value of a cell as text; raises `ValidationError` where no column holds it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_CELL:
        raise ValidationError(_("A cell of this file is longer than any text can be."))
    if UNPRINTABLE.search(text):
        raise ValidationError(_("This file holds characters that are no text."))
    return unmarked(text)
