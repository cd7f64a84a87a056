"""What Prometheus reads."""


def test_answers_are_counted_by_route_never_by_address(client, shop):
    client.get(f"/api/inventory/locations/{shop.default_location_id}", headers=shop.headers)
    page = client.get("/metrics")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/plain")
    assert 'route="/api/inventory/locations/{location_id}",status="200"' in page.text
    assert str(shop.default_location_id) not in page.text


def test_what_waits_is_read_at_the_scrape(client):
    lines = client.get("/metrics").text.splitlines()
    assert any(line.startswith("arcoiris_operations_waiting ") for line in lines)
    assert any(line.startswith("arcoiris_operations_oldest_age_seconds ") for line in lines)
