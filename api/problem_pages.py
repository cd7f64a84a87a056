"""The pages under `/problems`: what each error code means, made from the catalogue of the domain's errors."""

from html import escape
from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from api.problems import HTTP_ONLY, problem_responses, status_of
from domain.core.errors import NotFoundError, catalogue

router = APIRouter(prefix="/problems", tags=["problems"])

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main>{body}</main></body></html>
"""


def _all() -> dict[str, tuple[int, str]]:
    """Return HTTP status and title of every code that this server may answer with."""
    known = {error.code: (status_of(error), error.title()) for error in catalogue()}
    return known | {code: (status, title) for status, (code, title) in HTTP_ONLY.items()}


@router.get("", response_class=HTMLResponse)
def list_problems() -> str:
    """List every error code with its status and meaning."""
    rows = "".join(
        f'<tr><td><a href="/problems/{escape(code)}">{escape(code)}</a></td><td>{status}</td>'
        f"<td>{escape(title)}</td></tr>"
        for code, (status, title) in sorted(_all().items())
    )
    body = f"<h1>Problems</h1><table><tr><th>code</th><th>status</th><th>meaning</th></tr>{rows}</table>"
    return _PAGE.format(title="Problems", body=body)


@router.get("/{code}", response_class=HTMLResponse, responses=problem_responses(404))
def read_problem(code: str) -> str:
    """Show what one error code means."""
    found = _all().get(code)
    if found is None:
        raise NotFoundError("There is no problem of that code.")
    status, title = found
    body = (
        f"<h1>{escape(title)}</h1><p>Code <code>{escape(code)}</code>, answered with HTTP {status} "
        f'{escape(HTTPStatus(status).phrase)}.</p><p><a href="/problems">All problems</a></p>'
    )
    return _PAGE.format(title=escape(title), body=body)
