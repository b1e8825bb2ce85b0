"""Which addresses may be called: public ones by https, and nothing that only this machine can reach."""

import pytest

from notifications.outside_address import AddressRefused, is_public, look_up, read_address


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "header"),
    [
        ("https://casework.example.org/hooks?a=1", "casework.example.org", 443, "/hooks?a=1", "casework.example.org"),
        ("https://CASEWORK.example.org.:8443", "casework.example.org", 8443, "/", "casework.example.org:8443"),
        ("https://[2606:4700::1111]/x", "2606:4700::1111", 443, "/x", "[2606:4700::1111]"),
    ],
)
def test_an_address_is_taken_apart(url: str, host: str, port: int, path: str, header: str) -> None:
    address = read_address(url)
    assert (address.host, address.port, address.path, address.host_header) == (host, port, path, header)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://casework.example.org/", "Write an https address"),
        ("http://127.0.0.1:8000/", "Write an https address"),
        ("ftp://casework.example.org/", "begins with https"),
        ("file:///etc/passwd", "begins with https"),
        ("casework.example.org", "begins with https"),
        ("https://", "begins with https"),
        ("https://user:secret@casework.example.org/", "name or password"),
        ("https://casework.example.org@127.0.0.1/", "name or password"),
        ("https://casework.example.org/#part", "from # on"),
        ("https://casework.example.org:99999/", "not a web address"),
        ("https://casework.example.org/\r\nX: y", "characters that no address has"),
        ("https://caf\u00e9.example.org/", "xn--"),
        ("https://127.0.0.1\\@casework.example.org/", "characters that no address has"),
        ("https://casework.example.org/" + "a" * 500, "more than 500 characters"),
    ],
)
def test_what_is_no_address_for_this_is_refused_in_words_that_do_not_repeat_it(url: str, says: str) -> None:
    with pytest.raises(AddressRefused, match=says) as refused:
        read_address(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1",
        "127.9.9.9",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::10.0.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "2001:0:7f00:1::",
        "::127.0.0.1",
        "2001:db8::1",
        "not an address",
    ],
)
def test_what_is_not_public(place: str) -> None:
    assert not is_public(place)


@pytest.mark.parametrize("place", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111"])
def test_what_is_public(place: str) -> None:
    assert is_public(place)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001", "2130706433", "127.1", "169.254.169.254"])
def test_a_name_is_looked_up_and_where_it_leads_is_what_counts(host: str) -> None:
    address = read_address(f"https://{host}/")
    with pytest.raises(AddressRefused, match="leads into a private network"):
        look_up(address)


def test_hosts_that_are_named_may_be_inside() -> None:
    inside = frozenset({"127.0.0.1"})
    address = read_address("http://127.0.0.1:8000/", inside)
    assert look_up(address, inside) == [("127.0.0.1", 8000)]
    with pytest.raises(AddressRefused, match="Write an https address"):
        read_address("http://casework.council.internal/", frozenset({"casework.council.internal"}))


def test_a_name_that_leads_to_something_private_besides_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # No test asks a name server: what one could answer is put in its place.
    def answers(*_: object, **__: object) -> list[object]:
        return [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr("notifications.outside_address.socket.getaddrinfo", answers)
    with pytest.raises(AddressRefused, match="leads into a private network"):
        look_up(read_address("https://casework.example.org/"))


def test_where_hosts_are_named_no_other_is_good() -> None:
    only = frozenset({"casework.example.org", ".agency.example"})
    for url in ("https://casework.example.org/", "https://in.agency.example/", "https://10.0.0.1/"):
        read_address(url, frozenset({"10.0.0.1"}), only)
    for url in ("https://other.example.org/", "https://agency.example/", "https://inagency.example/"):
        with pytest.raises(AddressRefused, match="GOLDENTHREAD_WEBHOOK_HOSTS"):
            read_address(url, frozenset(), only)
