"""Which records may tell of the project that somebody is about to propose."""

from itertools import islice
from urllib.parse import urlsplit

from pyroaring import BitMap
from rapidfuzz import fuzz, process

from initiatives.models import Initiative
from search.catalogue import catalogue_of, columns
from search.language import words

MOST = 5
# Names read for one question, whatever the size of the directory.
MOST_READ = 2000
# How alike two names are, of 100: anywhere, and in one commune.
ALIKE = 84
ALIKE_IN_COMMUNE = 70
# Many projects have their page there: the host alone says nothing.
SHARED_HOSTS = {
    "facebook.com",
    "fr-fr.facebook.com",
    "instagram.com",
    "linkedin.com",
    "helloasso.com",
    "twitter.com",
    "x.com",
    "youtube.com",
    "sites.google.com",
}
NAMES = ("name", "name_fr", "name_en", "aliases")


def likely_duplicates(name, website="", commune=None, among=None):
    """Return at most five records that may be the project so named, the likeliest first.

    Among the published initiatives, or in the queryset `among` of initiatives or proposals.
    `commune` is a `Commune` or None.
    """
    rows = Initiative.objects.published() if among is None else among
    scores = {}
    for record, alike in alike_names(name, rows, among is None, commune):
        scores[record] = max(scores.get(record, 0), alike)
    if site := site_of(website):
        same = rows.filter(website__icontains=site)
        for record, address in columns(same, "website")[:MOST_READ]:
            if site_of(address) == site:
                scores[record] = scores.get(record, 0) + 100
    best = sorted(scores, key=lambda record: (-scores[record], record))[:MOST]
    records = {record.pk: record for record in rows.filter(pk__in=best)}
    return [records[each] for each in best if each in records]


def alike_names(name, rows, is_catalogue, commune):
    """Yield (record, likeness of its name from 0 to 100) where it is high enough."""
    wanted = words(name)
    if not wanted:
        return
    if is_catalogue:
        rows = rows.filter(pk__in=list(candidates(wanted, commune)))
    known = {field.name for field in rows.model._meta.get_fields()}
    fields = [field for field in NAMES if field in known]
    for record, place, *texts in columns(rows, "commune_id", *fields)[:MOST_READ]:
        least = ALIKE_IN_COMMUNE if commune and place == commune.pk else ALIKE
        for text in "\n".join(filter(None, texts)).splitlines():
            alike = likeness(wanted, words(text), near=least != ALIKE)
            if alike >= least:
                yield record, alike


def likeness(wanted, others, near=False):
    """Return how alike two names are, as their words: 0 to 100.

    In one commune a name may say less than the other: "Le Fournil" for "Le Fournil de la Place".
    """
    one, other = " ".join(sorted(wanted)), " ".join(sorted(others))
    # Written in one word or in two.
    joined = fuzz.ratio("".join(wanted), "".join(others))
    whole = max(fuzz.ratio(one, other), joined)
    return max(whole, 0.9 * fuzz.token_set_ratio(one, other)) if near else whole


def candidates(wanted, commune):
    """Return the published initiatives whose names are worth comparing: at most `MOST_READ`.

    Those in the commune, those that share a word, rarest words first, and those that begin alike.
    """
    state = catalogue_of(Initiative).state()
    found = state.having("commune", [commune.pk]) if commune else BitMap()
    known = [known for word in wanted for known in known_like(state, word)]
    holding = sorted((state.texts.names[word] for word in known), key=len)
    for records in holding:
        if len(found) + len(records) > MOST_READ:
            # Common words alone: those that hold several of them.
            records = BitMap.intersection(*holding) if len(holding) > 1 else records
        found |= BitMap(islice(records, MOST_READ))
        if len(found) >= MOST_READ:
            break
    return BitMap(islice(found, MOST_READ))


def known_like(state, word):
    """Return the words of names that are this one, or are spelt like it."""
    forms = {form for form in state.texts.forms(word) if form in state.texts.names}
    if not forms:
        near = process.extract(
            word, state.texts.beginning_with(word[:2]), scorer=fuzz.ratio, score_cutoff=75, limit=5
        )
        begun = [word[:length] for length in range(4, len(word))]  # "rezopouce", "rezo pouce"
        forms = {form for form, _score, _place in near} | {*begun}
        forms = {form for form in forms if form in state.texts.names}
    return sorted(forms)


def site_of(website):
    """Return the host of an address without "www.", "" for what is none.

    With the path where many share the host.
    """
    try:
        parts = urlsplit(website if "//" in website else f"//{website}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if "." not in host:
        return ""
    return f"{host}{parts.path.rstrip('/')}".lower() if host in SHARED_HOSTS else host
