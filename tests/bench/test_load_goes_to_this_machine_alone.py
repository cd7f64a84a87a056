import pytest

from cli.load import NotLoopback, Target, prepare_shop, render_request, target_of


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:8000", "http://localhost:8000/", "http://127.3.2.1:8000"])
def test_addresses_of_this_machine_are_taken(base_url):
    assert target_of(base_url).port == 8000


def test_the_sixth_version_of_it_too():
    assert target_of("http://[::1]:81") == Target("::1", 81)


@pytest.mark.parametrize(
    "base_url",
    [
        "http://example.com",
        "http://192.168.1.10:8000",
        "http://0.0.0.0:8000",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "https://127.0.0.1",
        "127.0.0.1:8000",
        "",
    ],
)
def test_no_other_machine_is_ever_loaded(base_url):
    with pytest.raises(NotLoopback):
        target_of(base_url)


def test_nor_asked_for_a_shop():
    with pytest.raises(NotLoopback):
        prepare_shop("http://192.0.2.1:8000", items=1)


def test_a_request_is_rendered_whole():
    request = render_request(Target("127.0.0.1", 80), "POST", "/x", headers={"Prefer": "wait=5"}, body=b"{}")
    assert request == (
        b"POST /x HTTP/1.1\r\nHost: 127.0.0.1:80\r\nPrefer: wait=5\r\n"
        b"Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    )
