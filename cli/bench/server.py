"""The product's server with one route more, for B5: it authenticates and validates as the hot route, and does nothing.

Run as a module, with the settings of an installation: `python -m cli.bench.server PORT`.
"""

import sys

import uvicorn
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from api.main import create_app
from cli.parts import KEEP_ALIVE_S
from domain.operations.payload import decode
from domain.posting.kinds import SALE_POST

EMPTY_PATH = "/bench/empty"
# As long as the answer to an accepted sale.
FIXED_ANSWER = (
    b'{"id":"00000000-0000-0000-0000-000000000000","kind":"sale.post","status":"pending","note":"' + b"." * 190 + b'"}'
)


def create_bench_app() -> FastAPI:
    """Build the product's application and add the empty route."""
    app = create_app()
    app.add_route(EMPTY_PATH, _empty, methods=["POST"])
    return app


async def _empty(request: Request) -> Response:
    """Do what is done before a sale is admitted: who asks, may they, is the body a sale."""
    raw = await request.body()
    access = await request.app.state.access.of(request)
    access.context.require(SALE_POST.permission)
    content = SALE_POST.canonical(decode(raw, SALE_POST.payload_type), digits=access.digits)
    await request.app.state.access.location_of(access.context.org_id, content["terminal_id"])
    return Response(FIXED_ANSWER, 202, media_type="application/json")


def main() -> None:
    """Serve as the product does."""
    uvicorn.run(
        create_bench_app(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=8,
        backlog=2048,
    )


if __name__ == "__main__":
    main()
