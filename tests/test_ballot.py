"""A ballot counts the last answer of each device and the hands that were shown, and forgets when it is told to."""

from __future__ import annotations

import threading

import pytest

from reassure_sim.dashboard.poll.ballot import Ballot


def test_the_last_vote_of_a_device_counts() -> None:
    ballot = Ballot()
    ballot.open("lap", 4)
    assert ballot.cast("one", 0) and ballot.cast("two", 0) and ballot.cast("one", 3)
    assert ballot.counts("lap") == (1, 0, 0, 1) and ballot.chosen("one") == 3 and ballot.chosen("three") is None


@pytest.mark.parametrize("choice", [-1, 2, 10**30])
def test_a_choice_that_does_not_exist_does_not_count(choice: int) -> None:
    ballot = Ballot()
    ballot.open("lap", 2)
    assert not ballot.cast("one", choice) and ballot.counts("lap") == (0, 0)


def test_no_vote_counts_before_after_or_in_another_question() -> None:
    ballot = Ballot()
    assert not ballot.cast("one", 0) and ballot.now == ""
    ballot.open("lap", 2)
    assert not ballot.cast("one", 0, "other") and ballot.cast("one", 0, "lap")
    ballot.close()
    assert not ballot.cast("one", 1) and not ballot.cast("one", 1, "") and ballot.counts("lap") == (1, 0)
    ballot.open("other", 3)
    assert not ballot.cast("one", 1, "lap") and ballot.counts("other") == (0, 0, 0) and ballot.chosen("one") is None


def test_a_vote_that_is_opened_again_keeps_what_it_has_unless_its_choices_are_others() -> None:
    ballot = Ballot()
    ballot.open("lap", 2)
    ballot.cast("one", 1)
    ballot.open("other", 2)
    ballot.open("lap", 2)
    assert ballot.counts("lap") == (0, 1) and ballot.chosen("one") == 1
    ballot.open("lap", 3)
    assert ballot.counts("lap") == (0, 0, 0) and ballot.chosen("one") is None


def test_a_show_of_hands_replaces_the_last_one_and_adds_to_the_devices() -> None:
    ballot = Ballot()
    ballot.open("lap", 2)
    ballot.cast("one", 1)
    ballot.hands("lap", [20, 4])
    ballot.close()
    ballot.hands("lap", (3, 4))
    assert ballot.counts("lap") == (3, 5) and ballot.counts("other") == ()


@pytest.mark.parametrize("counts", [[1], [1, 2, 3], [-1, 2], [1, 10_000]])
def test_hands_that_cannot_be_are_refused(counts: list[int]) -> None:
    ballot = Ballot()
    ballot.open("lap", 2)
    with pytest.raises(ValueError, match="allowed are 2 counts from 0 to 9999"):
        ballot.hands("lap", counts)
    with pytest.raises(ValueError, match="no vote 'other' yet"):
        ballot.hands("other", [1, 1])
    assert ballot.counts("lap") == (0, 0)


def test_clear_forgets_everything() -> None:
    ballot = Ballot()
    ballot.open("other", 2)
    ballot.cast("one", 1)
    ballot.open("lap", 2)
    ballot.cast("one", 1)
    ballot.hands("lap", (5, 0))
    ballot.clear()
    assert ballot.now == "" and ballot.counts("lap") == () and not ballot.cast("one", 1)
    assert [vars(ballot)[name] for name in ("_sizes", "_cast", "_hands")] == [{}] * 3
    ballot.open("lap", 2)
    assert ballot.counts("lap") == (0, 0)


def test_listeners_hear_of_each_change_until_they_end() -> None:
    ballot, heard = Ballot(), []
    end = ballot.listen(lambda: heard.append(ballot.counts("lap")))
    ballot.open("lap", 2)
    ballot.hands("lap", (1, 0))
    ballot.close()
    ballot.clear()
    assert heard == [(0, 0), (1, 0), (1, 0), ()]
    end()
    end()
    ballot.open("lap", 2)
    assert len(heard) == 4


def test_listeners_hear_of_votes_while_the_voter_goes_on() -> None:
    ballot, told, free = Ballot(), threading.Event(), threading.Event()
    ballot.open("lap", 2)

    def busy() -> None:
        if ballot.counts("lap") == (0, 2):
            told.set()
        free.wait(30)

    ballot.listen(busy)
    assert ballot.cast("one", 1) and ballot.cast("two", 1)  # at once, although nobody has listened to the end
    assert told.wait(30)
    assert ballot.cast("three", 1) and ballot.counts("lap") == (0, 3)
    free.set()


def test_a_vote_that_says_nothing_new_is_not_told() -> None:
    ballot, heard = Ballot(), threading.Semaphore(0)
    ballot.open("lap", 2)
    ballot.cast("one", 1)
    ballot.listen(heard.release)
    assert heard.acquire(timeout=30)
    assert ballot.cast("one", 1) and not ballot._telling
    assert not ballot.cast("one", 7) and not ballot._telling


def test_no_vote_is_lost_among_threads() -> None:
    ballot, last = Ballot(), []
    every = threading.Event()
    ballot.listen(lambda: (last.append(sum(ballot.counts("lap"))), every.set() if last[-1] == 2000 else None))
    ballot.open("lap", 4)

    def class_(number: int) -> None:
        for device in range(250):
            ballot.cast(f"{number} {device}", (number + device) % 4)
            ballot.cast(f"{number} {device}", (number + device + 1) % 4)

    threads = [threading.Thread(target=class_, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(ballot.counts("lap")) == 2000 and every.wait(30)
    assert len(last) < 2000
