"""Two at once, each with a connection of its own: on PostgreSQL, for SQLite has one writer."""

import threading

import pytest
from django.db import connection, connections
from django.test import Client

from contributions.models import Contribution, OutgoingMail, Proposal, TransitionRefused
from tests.factories import ProposalFactory, UserFactory

from .sending import ADDRESS, filled_form

on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="one writer at a time by nature"
)
pytestmark = [on_postgresql, pytest.mark.usefixtures("committed")]


def at_once(*tasks):
    """Run the tasks in threads that start together; return what they return."""
    start, ended = threading.Barrier(len(tasks)), []

    def run(task):
        start.wait()
        try:
            ended.append(task())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


def test_of_two_decisions_one_wins_and_the_other_is_told():
    proposal = ProposalFactory()

    def decision(person):
        def decide():
            mine = Proposal.objects.get(pk=proposal.pk)
            try:
                mine.refuse(person, "Non.", mine.version)
            except TransitionRefused:
                return "told"
            return "won"

        return decide

    ended = at_once(decision(UserFactory()), decision(UserFactory()))
    assert sorted(ended) == ["told", "won"]
    assert proposal.turns.count() == OutgoingMail.objects.count() == 1


def test_a_double_click_makes_one_submission():
    data = filled_form()

    def click():
        return Client().post(ADDRESS, data)["Location"]

    first, second = at_once(click, click)
    assert first == second
    assert Proposal.objects.count() == OutgoingMail.objects.count() == 1


def test_a_link_opened_twice_at_once_confirms_once():
    proposal = ProposalFactory(state="to_confirm")

    def click():
        return Contribution.objects.get(pk=proposal.pk).confirm()

    assert sorted(at_once(click, click)) == [False, True]
    assert proposal.turns.count() == OutgoingMail.objects.count() == 1
