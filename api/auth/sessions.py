"""One's own sessions: where one is logged in, and ending that."""

from uuid import UUID

from fastapi import APIRouter, Response

from api.dependencies import Claims, Paging
from api.problems import problem_responses
from domain.auth import service
from domain.auth.schemas import SessionView
from domain.core.db import unit_of_work
from domain.core.schemas import Page

router = APIRouter(prefix="/api/auth/sessions", tags=["auth"])


@router.get("", responses=problem_responses(401, 422))
def list_sessions(claims: Claims, paging: Paging) -> Page[SessionView]:
    """List one's sessions that have not ended, newest first, with the address and program of their last use."""
    with unit_of_work(read_only=True) as uow:
        service.person(uow, claims=claims)
        return service.list_sessions(uow, claims=claims, request=paging)


@router.delete("", status_code=204, responses=problem_responses(401))
def end_other_sessions(claims: Claims) -> Response:
    """End every session of one's own but the one that asks."""
    with unit_of_work() as uow:
        person = service.person(uow, claims=claims)
        service.end_all_sessions(uow, user_id=person.id, but=claims.family_id)
        uow.commit()
    return Response(status_code=204)


@router.delete("/{session_id}", status_code=204, responses=problem_responses(401, 404))
def end_session(claims: Claims, session_id: UUID) -> Response:
    """End one of one's sessions: neither its refresh token nor its access token is taken from then on."""
    with unit_of_work() as uow:
        service.person(uow, claims=claims)
        service.end_session_of_person(uow, claims=claims, family_id=session_id)
        uow.commit()
    return Response(status_code=204)
