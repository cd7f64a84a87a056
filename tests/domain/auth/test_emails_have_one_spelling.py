"""An email is an account's name: however it is written, it is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.auth.emails import normalized_email
from domain.auth.errors import EmailInvalid


@pytest.mark.parametrize(
    "text", ["ana@example.com", " Ana@Example.COM ", "ana\uff20example.com", "\uff21\uff2e\uff21@example.com"]
)
def test_spellings_of_one_email_are_one(text):
    assert normalized_email(text) == "ana@example.com"


@given(st.text(max_size=300))
def test_a_normalized_email_stays_as_it_is(text):
    try:
        email = normalized_email(text)
    except EmailInvalid:
        return
    assert normalized_email(email) == email
    assert email.isprintable()
    assert email.count("@") == 1


@given(st.emails())
def test_ordinary_emails_are_accepted(email):
    assert normalized_email(email)
