"""The network page takes one vote a device and question, and a hostile client gets nothing else out of it."""

from __future__ import annotations

import functools
import itertools
import queue
import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

pytest.importorskip("solara", reason="needs the dashboard extra")

from reassure_sim.dashboard.poll import devices, line
from reassure_sim.dashboard.poll import poll as polls
from reassure_sim.dashboard.poll.ballot import Ballot
from reassure_sim.dashboard.poll.devices import Bucket, Devices
from reassure_sim.dashboard.poll.door import ALPHABET, BODY
from reassure_sim.dashboard.poll.line import Crowd
from reassure_sim.dashboard.poll.poll import Poll, PollError
from reassure_sim.dashboard.server.reach import addresses
from reassure_sim.lessons import Lesson, loads

LESSON = """
lesson: short
title: {en: Short, ru: Кратко}
scenes:
  - scene: one
    title: {en: One, ru: Один}
    minutes: [1, 1]
    beats:
      - title: {en: "What is on lap ten?", ru: "Что на десятом круге?"}
        text: {en: "A guess is enough.", ru: "Достаточно догадки."}
        vote: {name: ten, choices: [{en: More, ru: Больше}, {en: "<b>Less</b>", ru: Меньше}]}
      - title: {en: "And then?", ru: "А потом?"}
        vote: {name: then, choices: [{en: Calm, ru: Спокойствие}, {en: Doubt, ru: Сомнение}, {en: No, ru: Нет}]}
"""


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return loads(LESSON)


@pytest.fixture
def ballot() -> Ballot:
    return Ballot()


@pytest.fixture
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no time go by for what may be asked, so that what is used up stays so."""
    monkeypatch.setattr(devices, "Devices", functools.partial(Devices, clock=lambda: 0.0))


@pytest.fixture
def poll(ballot: Ballot, lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> Iterator[Poll]:
    monkeypatch.setattr(polls, "PORT", 0)  # any free one: nobody else takes it while the room is closed
    poll = Poll(ballot, lesson, "en", host="127.0.0.1")
    poll.start()
    yield poll
    poll.stop()


@pytest.fixture(scope="module")
def asking(lesson: Lesson) -> Iterator[Poll]:
    """A room for tests of what is refused: it asks the first question, and nobody ever votes in it."""
    poll = Poll(Ballot(), lesson, "en", host="127.0.0.1")
    poll.start()
    poll.ballot.open("ten", 2)
    yield poll
    assert poll.ballot.counts("ten") == (0, 0)
    poll.stop()


class Device:
    """Speaks to the room on plain sockets, one for each request."""

    def __init__(self, poll: Poll, cookie: str = "") -> None:
        parts = urlsplit(poll.addresses[0])
        assert parts.port
        self.port, self.path, self.host, self.cookie = parts.port, parts.path, parts.netloc, cookie

    def send(self, data: bytes) -> str:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as opened:
            try:
                opened.sendall(data)
                return b"".join(iter(lambda: opened.recv(65536), b"")).decode()
            except ConnectionError:  # it hung up with our words unread
                return ""

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> str:
        given = {"Host": self.host, "Cookie": self.cookie} | {name.replace("_", "-"): h for name, h in headers.items()}
        head = "".join(f"{name}: {said}\r\n" for name, said in given.items() if said)
        return self.send(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body)

    def get(self, what: str = "", **headers: str) -> str:
        return self.ask("GET", self.path + what, **headers)

    def post(self, body: bytes, **headers: str) -> str:
        usual = {"Origin": f"http://{self.host}", "Content_Length": str(len(body))}
        usual["Content_Type"] = "application/x-www-form-urlencoded"
        return self.ask("POST", self.path, body, **{**usual, **headers})

    def join(self) -> Device:
        mark = re.search("set-cookie: (device=[^;]+)", self.get())
        assert mark
        self.cookie = mark[1]
        return self


def status(answer: str) -> int:
    return int(answer[9:12] or 0)


def test_a_device_votes_and_the_last_vote_counts(poll: Poll, ballot: Ballot) -> None:
    ballot.open("ten", 2)
    one, two = Device(poll).join(), Device(poll).join()
    assert one.get("/now").endswith("\r\n\r\nten.")
    assert status(one.post(b"vote=ten&choice=0")) == status(two.post(b"vote=ten&choice=0")) == 303
    assert ballot.counts("ten") == (2, 0) and poll.devices == 2
    moved = one.post(b"vote=ten&choice=1")
    assert f"location: {one.path}\r\n" in moved
    assert ballot.counts("ten") == (1, 1) and one.get("/now").endswith("ten.1")
    page = one.get()
    assert (
        re.findall('value="(.)" class="c." aria-pressed="true"', page) == ["1"]
        and "Your vote is in. You can change it" in page
    )
    assert "Your vote is in" not in Device(poll).join().get()


def test_the_speaker_hears_of_a_device_that_comes(poll: Poll, ballot: Ballot) -> None:
    heard: queue.Queue[int] = queue.Queue()
    ballot.listen(lambda: heard.put(poll.devices))
    Device(poll).join().get()
    assert heard.get(timeout=30) == 1


def test_the_page_speaks_the_lessons_languages_and_is_quiet_between_questions(poll: Poll, ballot: Ballot) -> None:
    quiet = Device(poll).get()
    assert "No question just now." in quiet and "<form" not in quiet and "No names, no log." in quiet
    ballot.open("then", 3)
    english, russian = Device(poll).get(), Device(poll).get("?lang=ru")
    assert "And then?" in english and "А потом?" in russian and 'lang="ru"' in russian and "Без имён" in russian
    assert russian.count("<button") == 3 and ">C</b>" in russian and ">D</b>" not in russian
    ballot.close()
    assert "Сейчас вопроса нет." in Device(poll).get("?lang=ru")


def test_what_a_teacher_wrote_is_text(asking: Poll) -> None:
    assert "&lt;b&gt;Less&lt;/b&gt;" in Device(asking).get()


def test_every_answer_is_locked_and_says_nothing_of_the_server(asking: Poll) -> None:
    for answer in (Device(asking).get(), Device(asking).get("/now"), Device(asking).ask("GET", "/")):
        head = answer.partition("\r\n\r\n")[0].lower()
        assert "content-security-policy: default-src 'none';" in head and "frame-ancestors 'none'" in head
        assert "x-content-type-options: nosniff" in head and "cache-control: no-store" in head
        assert "connection: close" in head and "server:" not in head and "unsafe" not in head


def test_the_mark_of_a_device_ends_with_the_browser_and_no_script_reads_it(asking: Poll) -> None:
    (cookie,) = re.findall("set-cookie: (.*)\r\n", Device(asking).get())
    assert {"HttpOnly", "SameSite=strict"} <= set(cookie.split("; ")) and not re.search("expires|max-age", cookie, re.I)


def test_without_the_code_there_is_nothing(poll: Poll, ballot: Ballot) -> None:
    ballot.open("ten", 2)
    device = Device(poll).join()
    wrong = "".join(ALPHABET[(ALPHABET.index(letter) + 1) % len(ALPHABET)] for letter in device.path[1:])
    paths = ["/", "//", f"/{wrong}", f"/{wrong}/now", "/now", "/favicon.ico", "/_solara/", "/../etc/passwd", "*"]
    paths += [device.path + tail for tail in ("/", "/now/", "/../now", "//now", "/now/..", "%2fnow%00", "/page.py")]
    paths += [f"/.{device.path}", f"/%2e%2e{device.path}", f"http://{device.host}{device.path}", "/%ff%fe"]
    for path in paths:
        if path not in (device.path + "/",):
            answer = device.ask("GET", path)
            assert status(answer) == 404 and "set-cookie" not in answer and "Ничего" not in answer, path
            assert status(device.ask("POST", path, b"", Content_Length="0")) == 404, path
    assert ballot.counts("ten") == (0, 0)


def test_the_code_may_be_typed_small_or_in_cyrillic_letters_that_look_the_same(asking: Poll) -> None:
    device = Device(asking)
    cyrillic = device.path.translate(str.maketrans(ALPHABET, "ВСНКМРТХ")).lower()
    percent = "".join(f"%{byte:02x}" for byte in cyrillic[1:].encode())
    assert status(device.ask("GET", f"/{percent}")) == status(device.ask("GET", device.path.lower())) == 200


@pytest.mark.parametrize("host", ["", "evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "10.0.0.1:{port}", "[::1]:{port}"])  # fmt: skip
def test_a_foreign_host_name_is_refused(asking: Poll, host: str) -> None:
    device = Device(asking).join()
    answer = device.get(Host=host.format(port=device.port))
    assert status(answer) == 400 and "<form" not in answer and "<h1" not in answer


def test_two_host_names_are_refused(asking: Poll) -> None:
    device = Device(asking)
    assert status(device.send(f"GET {device.path} HTTP/1.1\r\nHost: {device.host}\r\nHost: a\r\n\r\n".encode())) == 400


@pytest.mark.parametrize("origin", ["", "null", "http://evil.example", "http://127.0.0.1:1", "file://"])
def test_a_vote_from_a_foreign_page_is_refused(asking: Poll, origin: str) -> None:
    assert status(Device(asking).join().post(b"vote=ten&choice=0", Origin=origin)) == 403
    assert asking.ballot.counts("ten") == (0, 0)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_a_vote_of_another_content_type_is_refused(asking: Poll, kind: str) -> None:
    assert status(Device(asking).join().post(b"vote=ten&choice=0", Content_Type=kind)) == 415
    assert asking.ballot.counts("ten") == (0, 0)


@pytest.mark.parametrize(
    "body",
    [b"", b"choice=0", b"vote=ten", b"vote=ten&choice=4", b"vote=ten&choice=-1", b"vote=ten&choice=0.0",
     b"vote=ten&choice=", b"vote=ten&choice=00", b"vote=ten&choice=%30%30", b"vote=ten&choice=0&choice=1",
     b"vote=ten&vote=ten&choice=0", b"vote=ten&choice=0&more=1", b"vote=ten;choice=0", b"\xff\xfe", b"\0" * BODY,
     b'{"vote": "ten", "choice": 0}', b"vote=ten&choice=\xd9\xa1", b"vote=ten&choice=%D9%A1"],
)  # fmt: skip
def test_a_malformed_vote_is_refused(asking: Poll, body: bytes) -> None:
    assert status(Device(asking).join().post(body)) == 400
    assert asking.ballot.counts("ten") == (0, 0)


@pytest.mark.parametrize(
    "body", [b"vote=ten&choice=2", b"vote=ten&choice=3", b"vote=then&choice=0", b"vote=x&choice=0"]
)
def test_a_vote_for_what_is_not_asked_changes_nothing(asking: Poll, body: bytes) -> None:
    assert status(Device(asking).join().post(body)) == 303
    assert asking.ballot.counts("ten") == (0, 0) and asking.ballot.counts("then") == ()


def test_a_vote_before_or_after_the_question_changes_nothing(poll: Poll, ballot: Ballot) -> None:
    device = Device(poll).join()
    device.post(b"vote=ten&choice=0")
    ballot.open("ten", 2)
    assert ballot.counts("ten") == (0, 0)
    device.post(b"vote=ten&choice=1")
    ballot.close()
    device.post(b"vote=ten&choice=0")
    assert ballot.counts("ten") == (0, 1)


def test_a_long_vote_is_refused_however_it_is_sent(asking: Poll) -> None:
    device = Device(asking).join()
    long = b"vote=ten&choice=0" + b"&" * BODY
    assert status(device.post(long)) == 413
    chunked = b"11\r\nvote=ten&choice=0\r\n" + b"1\r\n&\r\n" * BODY + b"0\r\n\r\n"
    assert status(device.post(chunked, Content_Length="", Transfer_Encoding="chunked")) == 413
    assert status(device.post(b"vote=ten&choice=0", Content_Length="9" * 20)) == 413
    assert asking.ballot.counts("ten") == (0, 0)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "BREW"])
def test_another_method_is_refused(asking: Poll, method: str) -> None:
    device = Device(asking).join()
    assert status(device.ask(method, device.path)) == status(device.ask(method, f"{device.path}/now")) == 405


def test_what_is_asked_now_cannot_be_posted(asking: Poll) -> None:
    device = Device(asking).join()
    assert status(device.ask("POST", f"{device.path}/now", b"", Content_Length="0")) == 405


@pytest.mark.parametrize(
    "junk",
    [b"\r\n" * 5000, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 9, b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\nHost\r\n\r\n", b"GET /" + b"A" * 70_000, b"\0" * 9000,
     b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"A" * 70_000 + b"\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: a\r\n" * 20_000 + b"\r\n",
     b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_request_is_refused_without_a_word_in_any_log(
    asking: Poll, junk: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    device = Device(asking)
    assert status(device.send(junk)) in (0, 400, 404)
    assert status(device.get()) == 200
    assert capfd.readouterr() == ("", "")


def test_who_talks_without_end_is_hung_up_on(asking: Poll) -> None:
    device = Device(asking).join()
    assert status(device.get(X="A" * 2000)) == 200
    assert status(device.get(X="A" * 20_000)) == 0


def test_of_requests_in_one_breath_only_the_first_is_answered(asking: Poll) -> None:
    device = Device(asking).join()
    one = f"GET {device.path}/now HTTP/1.1\r\nHost: {device.host}\r\nCookie: {device.cookie}\r\n\r\n".encode()
    assert device.send(one * 20).count("HTTP/1.1") == 1


def test_a_websocket_is_refused(asking: Poll) -> None:
    device = Device(asking).join()
    asked = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec_WebSocket_Version": "13"}
    assert status(device.get(**asked, Sec_WebSocket_Key="x" * 24)) == 400


def test_a_mark_that_we_did_not_give_is_no_device(poll: Poll, ballot: Ballot) -> None:
    ballot.open("ten", 2)
    mark, _, signature = Device(poll).join().cookie.removeprefix("device=").partition(".")
    last = "1" if signature[-1] == "0" else "0"
    other = Devices().token()
    for forged in (f"device={mark}", f"device={mark}.", f"device={mark}.{signature[:-1]}{last}", f"device={other}",
                   f"device=A{mark[1:]}B.{signature}", f"devices={mark}.{signature}", f"device={mark}.{signature}0"):  # fmt: skip
        assert status(Device(poll, forged).post(b"vote=ten&choice=0")) == 403, forged
    assert ballot.counts("ten") == (0, 0) and poll.devices == 0
    assert status(Device(poll, f"a=b; device=x.y; device={mark}.{signature}").post(b"vote=ten&choice=0")) == 303


def test_a_device_without_cookies_is_told_why_it_cannot_vote(asking: Poll) -> None:
    assert "needs a cookie" in Device(asking).get("/now") and status(Device(asking).post(b"vote=ten&choice=0")) == 403


@pytest.mark.usefixtures("still")
def test_a_device_that_floods_is_refused_alone(poll: Poll, ballot: Ballot) -> None:
    ballot.open("ten", 2)
    flooding, other = Device(poll).join(), Device(poll).join()
    answers = [status(flooding.post(b"vote=ten&choice=0")) for _ in range(40)]
    assert answers == [303] * 15 + [429] * 25
    assert status(other.post(b"vote=ten&choice=1")) == 303 and ballot.counts("ten") == (1, 1)


@pytest.mark.usefixtures("still")
def test_who_tries_all_codes_does_not_find_the_room_and_a_device_in_it_votes_on(poll: Poll, ballot: Ballot) -> None:
    ballot.open("ten", 2)
    device, guesser = Device(poll).join(), Device(poll)
    device.post(b"vote=ten&choice=0")
    codes = ["/" + "".join(letters) for letters in itertools.product(ALPHABET, repeat=4)]
    codes.sort(key=lambda code: code == device.path)  # the right one last: it must not be among the tries one has
    answers = Counter(guesser.ask("GET", code) for code in codes)
    assert sorted((status(answer), times) for answer, times in answers.items()) == [(404, 60), (429, len(codes) - 60)]
    assert guesser.get() == guesser.ask("GET", codes[0]) == guesser.get(Host="evil.example") == guesser.post(b"")
    assert status(device.post(b"vote=ten&choice=1")) == 303 and ballot.counts("ten") == (0, 1)


def test_a_class_behind_one_address_enters_after_wrong_codes_until_they_are_used_up_and_ten_seconds_later(
    monkeypatch: pytest.MonkeyPatch, ballot: Ballot, lesson: Lesson
) -> None:
    now = [0.0]
    monkeypatch.setattr(devices, "Devices", functools.partial(Devices, clock=lambda: now[0]))
    poll = Poll(ballot, lesson, "en", host="127.0.0.1")
    poll.start()
    try:
        device = Device(poll)
        wrong = "/" + "".join(ALPHABET[ALPHABET.index(letter) - 1] for letter in device.path[1:])
        assert [status(device.ask("GET", "/favicon.ico")) for _ in range(70)] == [404] * 70, "no code at all"
        assert [status(device.ask("GET", wrong)) for _ in range(59)] == [404] * 59
        assert [status(Device(poll).get()) for _ in range(100)] == [200] * 100
        assert status(device.ask("GET", wrong)) == 404
        now[0] = 9.9
        assert status(device.get()) == 429
        now[0] = 10.1
        assert [status(Device(poll).get()) for _ in range(100)] == [200] * 100
        now[0] = 610.0
        assert [status(device.ask("GET", wrong)) for _ in range(61)] == [404] * 60 + [429]
    finally:
        poll.end()


def test_a_class_comes_at_once_and_a_flood_of_new_devices_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    known = Devices(clock=lambda: now[0])
    assert sum(known.may_come("proxy") for _ in range(1000)) == 250 and known.may_come("other")
    now[0] = 2.0
    assert sum(known.may_come("proxy") for _ in range(1000)) == 10


def test_seats_are_limited_in_all_and_from_one_address() -> None:
    known = Devices(seats=5, each=3)
    assert [known.seat(str(i), "proxy") for i in range(4)] == [True] * 3 + [False]
    assert [known.seat(f"other {i}", "other") for i in range(3)] == [True, True, False]
    assert known.full and len(known) == 5 and known.sources == 2 and known.seat("0", "proxy")


def test_beyond_the_seats_there_is_a_polite_page(
    monkeypatch: pytest.MonkeyPatch, ballot: Ballot, lesson: Lesson
) -> None:
    monkeypatch.setattr(devices, "Devices", functools.partial(Devices, seats=1))
    poll = Poll(ballot, lesson, "ru", host="127.0.0.1")
    poll.start()
    try:
        ballot.open("ten", 2)
        one, two = Device(poll).join(), Device(poll).join()
        assert status(one.post(b"vote=ten&choice=0")) == 303
        for answer in (two.post(b"vote=ten&choice=0"), two.get("/now"), two.get(), Device(poll).get()):
            assert status(answer) == 503 and "поднятой рукой" in answer
        assert ballot.counts("ten") == (1, 0) and poll.devices == 1
    finally:
        poll.stop()


def test_a_bucket_fills_again_up_to_its_brim() -> None:
    now = [0.0]
    bucket = Bucket(2, 0.5, lambda: now[0])
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    now[0] = 2.0
    assert [bucket.take() for _ in range(2)] == [True, False]
    now[0] = 1000.0
    assert [bucket.take() for _ in range(3)] == [True, True, False]


def test_as_many_addresses_are_remembered_as_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices, "KNOWN", 10)
    known = Devices()
    for i in range(100):
        known.err(str(i))
    assert len(known._lost) == 10 and not known.shut_out("99")


def test_a_connection_that_trickles_or_listens_only_ends(
    monkeypatch: pytest.MonkeyPatch, ballot: Ballot, lesson: Lesson
) -> None:
    monkeypatch.setattr(line, "LIFE", 0.3)
    poll = Poll(ballot, lesson, "en", host="127.0.0.1")
    poll.start()
    try:
        device = Device(poll)
        length = f"POST {device.path} HTTP/1.1\r\nHost: {device.host}\r\nContent-Length: 17\r\n\r\nvote".encode()
        for begun in (b"", b"GET /", length):
            with socket.create_connection(("127.0.0.1", device.port), timeout=30) as opened:
                opened.sendall(begun)
                assert ended(opened)
        assert status(device.get()) == 200
    finally:
        poll.stop()


def test_where_there_are_too_many_connections_those_who_wait_longest_give_way(
    monkeypatch: pytest.MonkeyPatch, ballot: Ballot, lesson: Lesson
) -> None:
    monkeypatch.setattr(line, "Crowd", functools.partial(Crowd, 8))
    poll = Poll(ballot, lesson, "en", host="127.0.0.1")
    poll.start()
    device = Device(poll)
    waiting = [socket.create_connection(("127.0.0.1", device.port), timeout=30) for _ in range(40)]
    try:
        assert status(device.get()) == 200
        assert all(ended(opened) for opened in waiting[:32])
    finally:
        for opened in waiting:
            opened.close()
        poll.stop()


def ended(opened: socket.socket) -> bool:
    try:
        while opened.recv(65536):
            pass
        return True
    except ConnectionError:
        return True


def test_the_address_with_most_connections_gives_way_first() -> None:
    crowd, over = Crowd(3), []

    class Waiting:
        def __init__(self, address: str) -> None:
            self.address = address

        def end(self) -> None:
            crowd.leave(self)  # type: ignore[arg-type]
            over.append(self)

    one, *many = Waiting("class"), *(Waiting("hostile") for _ in range(5))
    for each in (one, *many):
        crowd.enter(each)  # type: ignore[arg-type]
    assert over == many[:3] and crowd.count == 3
    for each in (one, *many, one):
        crowd.leave(each)  # type: ignore[arg-type]
    assert crowd.count == 0 and crowd._of == {}


def test_the_page_rests_when_it_has_worked_for_its_share_of_a_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, slept = SimpleNamespace(now=10.0, used=3.0), []
    known = {"monotonic": lambda: clock.now, "thread_time": lambda: clock.used, "sleep": slept.append}
    monkeypatch.setattr(line, "time", SimpleNamespace(**known))
    crowd = Crowd()
    for now, used in (
        (10.1, 3.1),
        (10.11, 3.11),
        (10.12, 3.1 + 1.1 * line.SHARE * line.MOMENT),
        (10.2, 3.13),
        (10.21, 3.14),
    ):
        clock.now, clock.used = now, used
        crowd.breathe()
    assert slept == [pytest.approx(line.MOMENT - 0.02)]


def test_sockets_that_are_opened_and_left_do_no_harm(asking: Poll) -> None:
    device = Device(asking)
    for _ in range(300):
        socket.create_connection(("127.0.0.1", device.port), timeout=30).close()
    assert status(device.get()) == 200


def test_two_hundred_devices_vote_at_once_and_no_vote_is_lost(poll: Poll, ballot: Ballot) -> None:
    ballot.open("then", 3)
    answers: list[int] = []

    def student(number: int) -> None:
        device = Device(poll).join()
        answers.extend(status(device.post(f"vote=then&choice={(number + i) % 3}".encode())) for i in (1, 0))

    threads = [threading.Thread(target=student, args=(number,)) for number in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 400 and ballot.counts("then") == (67, 67, 66) and poll.devices == 200


def test_after_the_end_the_port_is_free_and_all_marks_are_forgotten(ballot: Ballot, lesson: Lesson) -> None:
    poll = Poll(ballot, lesson, "en", host="127.0.0.1")
    poll.stop()  # before it began
    poll.start()
    poll.start()
    device = Device(poll).join()
    ballot.open("ten", 2)
    device.post(b"vote=ten&choice=0")
    assert poll.devices == poll.sources == 1
    thread = poll._thread
    poll.end()
    poll.end()
    assert not poll.on and poll.addresses == () and poll.devices == poll.sources == 0 and poll._door is None
    assert thread and not thread.is_alive()
    with pytest.raises(ConnectionRefusedError):
        device.get()
    assert ballot._cast == {} and ballot.counts("ten") == ()
    again = Poll(ballot, lesson, "en", port=device.port, host="127.0.0.1")
    again.start()
    ballot.open("ten", 2)
    try:
        known = Device(again, device.cookie)
        assert status(known.post(b"vote=ten&choice=0")) == 403
        assert status(known.join().post(b"vote=ten&choice=1")) == 303
        assert ballot.counts("ten") == (0, 1), "a device has voted twice"
    finally:
        again.end()


def test_a_room_that_opens_again_goes_on_where_it_was(poll: Poll, ballot: Ballot) -> None:
    ballot.open("ten", 2)
    one, two = Device(poll).join(), Device(poll).join()
    one.post(b"vote=ten&choice=0")
    two.post(b"vote=ten&choice=0")
    where = poll.addresses
    poll.stop()
    with pytest.raises(ConnectionRefusedError):
        one.get()
    assert poll.addresses == () and ballot.counts("ten") == (2, 0)
    poll.start()
    assert poll.addresses == where and poll.devices == 2
    assert one.get("/now").endswith("ten.0") and status(one.post(b"vote=ten&choice=1")) == 303
    assert ballot.counts("ten") == (1, 1)


def test_a_room_whose_port_is_taken_meanwhile_opens_at_another_one(poll: Poll) -> None:
    first = Device(poll)
    poll.stop()
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", first.port))
        taken.listen()
        poll.start()
        second = Device(poll)
        assert second.port != first.port and second.path == first.path and status(second.get()) == 200


def test_a_device_that_is_forgotten_gets_a_new_mark_by_itself_and_votes_once(poll: Poll, ballot: Ballot) -> None:
    ballot.open("ten", 2)
    device, old = Device(poll).join(), Device(poll)
    device.post(b"vote=ten&choice=0")
    old.cookie = device.cookie
    poll.forget()
    assert poll.devices == 0 and ballot.counts("ten") == () and poll.addresses
    ballot.open("ten", 2)
    asked = device.get("/now")
    mark = re.search("set-cookie: (device=[^;]+)", asked)
    assert status(asked) == 200 and asked.endswith("ten.") and mark
    device.cookie = mark[1]
    assert status(old.post(b"vote=ten&choice=0")) == 403 and status(device.post(b"vote=ten&choice=1")) == 303
    assert ballot.counts("ten") == (0, 1) and poll.devices == 1


def test_a_vote_that_was_begun_before_all_was_forgotten_does_not_count(poll: Poll, ballot: Ballot) -> None:
    ballot.open("ten", 2)
    device = Device(poll).join()
    body = b"vote=ten&choice=0"
    head = f"POST {device.path} HTTP/1.1\r\nHost: {device.host}\r\nOrigin: http://{device.host}\r\n"
    head += f"Cookie: {device.cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    heard = threading.Event()
    ballot.listen(lambda: heard.set() if poll.devices else None)
    with socket.create_connection(("127.0.0.1", device.port), timeout=30) as opened:
        opened.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body[:4])
        assert heard.wait(30)  # it has its seat
        poll.forget()
        ballot.open("ten", 2)
        opened.sendall(body[4:])
        assert status(opened.recv(65536).decode()) == 303
    assert ballot.counts("ten") == (0, 0)


def test_what_an_address_has_used_up_is_not_forgotten_with_its_devices() -> None:
    known = Devices(clock=lambda: 0.0)
    for _ in range(60):
        known.err("guesser")
    assert known.seat("one", "guesser")
    later = known.anew()
    assert later.shut_out("guesser") and not later.shut_out("class") and len(later) == later.sources == 0


def test_the_room_closes_while_a_window_is_busy_with_a_vote(ballot: Ballot, lesson: Lesson) -> None:
    poll, window, told = Poll(ballot, lesson, "en", host="127.0.0.1"), threading.Lock(), threading.Event()

    def draw() -> None:
        told.set()
        with window:
            pass

    poll.start()
    ballot.open("ten", 2)
    device = Device(poll).join()
    ballot.listen(draw)
    with window:
        assert status(device.post(b"vote=ten&choice=0")) == 303
        assert told.wait(30)
        poll.stop()
        assert not poll.on


def test_a_room_has_a_code_of_its_own_after_each_end(
    ballot: Ballot, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter("BCHKMPTX")
    monkeypatch.setattr(polls.secrets, "choice", lambda letters: next(drawn))
    poll, codes = Poll(ballot, lesson, "en", host="127.0.0.1"), []
    for _ in range(2):
        poll.start()
        codes.append(urlsplit(poll.addresses[0]).path)
        poll.end()
    assert codes == ["/BCHK", "/MPTX"]


def test_a_port_that_is_taken_is_told_and_without_one_another_is_found(ballot: Ballot, lesson: Lesson) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PollError, match=f"Port {port} cannot be used"):
            Poll(ballot, lesson, "en", port=port, host="127.0.0.1").start()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(polls, "PORT", port)
            poll = Poll(ballot, lesson, "en", host="127.0.0.1")
            poll.start()
        assert poll.on and urlsplit(poll.addresses[0]).port != port
        poll.stop()
    with pytest.raises(PollError, match="Port 70000 cannot be used"):
        Poll(ballot, lesson, "en", port=70_000).start()


def test_what_is_not_installed_is_told(ballot: Ballot, lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polls, "find_spec", lambda name: None)
    polls._picture.cache_clear()
    poll = Poll(ballot, lesson, "en")
    with pytest.raises(PollError, match="pip install"):
        poll.start()
    assert poll.picture("http://192.0.2.7:8767/BCHK") == ""
    polls._picture.cache_clear()


def test_the_code_picture_is_that_of_the_address(ballot: Ballot, lesson: Lesson) -> None:
    segno = pytest.importorskip("segno")
    address = "http://192.0.2.7:8767/BCHK"
    drawn = Poll(ballot, lesson, "en").picture(address)
    size = segno.make(address, micro=False).symbol_size(border=4)[0]
    assert drawn.startswith("<svg") and 'xmlns="http://www.w3.org/2000/svg"' in drawn
    assert f'viewBox="0 0 {size} {size}"' in drawn and drawn != Poll(ballot, lesson, "en").picture(address + "B")


def test_the_page_is_reached_by_the_address_in_the_network(
    ballot: Ballot, lesson: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own, *_) = addresses() or ["127.0.0.1"]
    poll = Poll(ballot, lesson, "en")
    poll.start()
    try:
        parts = urlsplit(poll.addresses[0])
        assert parts.hostname == own and re.fullmatch(f"/[{ALPHABET}]{{4}}", parts.path)
        with socket.create_connection((own, parts.port), timeout=30) as opened:
            opened.sendall(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
            assert status(opened.recv(65536).decode()) == 200
    finally:
        poll.stop()
