"""Synthetic text: words of the real content, chosen as often as words are in real language."""

import random
import re
from collections import Counter
from itertools import accumulate

from search.text import fold

WORD = re.compile(r"[^\W\d_]{2,}")
# How many different words there are in each language.
VOCABULARY = 8_000
# The commonest words are articles and the like: names are made of what comes after them.
COMMONEST = 60
# Letters taken from each of two words to make a third.
PART = 5


class Skewed:
    """Items of which the first is chosen most often: the n-th with a weight of 1 / (n + `flat`)."""

    def __init__(self, items, rng, flat=1.0):
        self.items = list(items)
        self.rng = rng
        self.weights = list(accumulate(1 / (rank + flat) for rank in range(len(self.items))))

    def one(self):
        return self.rng.choices(self.items, cum_weights=self.weights)[0]

    def many(self, number):
        """Return a list of `number` items, repeats included."""
        return self.rng.choices(self.items, cum_weights=self.weights, k=number)

    def some(self, number):
        """Return at most `number` different items."""
        return list(dict.fromkeys(self.many(number)))


class Words:
    """The words of one language: those of the real texts, then others put together from them."""

    def __init__(self, texts, rng: random.Random):
        counted = Counter(word for text in texts for word in WORD.findall((text or "").lower()))
        known = dict.fromkeys(word for word, _ in counted.most_common() if fold(word).isalpha())
        long = [word for word in known if len(word) > PART]
        while len(known) < VOCABULARY:
            first, second = rng.choices(long, k=2)
            known[first[:PART] + second[-PART:]] = None
        self.folded = {word: fold(word) for word in known}
        self.any = Skewed(known, rng, flat=2.7)
        self.telling = Skewed([*known][COMMONEST:], rng, flat=20)

    def name(self, number):
        """Return a text of telling words, with a capital."""
        return " ".join(self.telling.many(number)).capitalize()

    def sentence(self, number, longest=None):
        """Return a text of `number` words, cut before it has more than `longest` characters."""
        words = self.any.many(number)
        text = " ".join(words).capitalize()
        while longest and len(text) > longest:
            words.pop()
            text = " ".join(words).capitalize()
        return text

    def fold(self, text):
        """Return the folded words of a text made here, as a list: `fold(text).split()`, quicker."""
        folded = self.folded
        return [folded[word] for word in text.lower().split()]
