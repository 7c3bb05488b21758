"""Fingerprints of what a page has shown, so that a form can tell whether it is still so."""

from django.utils.crypto import salted_hmac


def fingerprint(value):
    """Return 32 hexadecimal digits that are the same for equal values alone.

    The value is taken by its `repr`: numbers, texts, dates, and lists or dictionaries of them.
    Keyed, so that a page that carries it tells nothing of a value that can be guessed.
    """
    # What a file holds may be no valid UTF-8.
    text = repr(value).encode("utf-8", "surrogatepass")
    return salted_hmac("resources.fingerprint", text, algorithm="sha256").hexdigest()[:32]
