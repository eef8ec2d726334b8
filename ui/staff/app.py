"""The staff pages as an application to be mounted at /staff."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from ui.staff import documents, evaluation, guide, health, questions, run_pages, signing
from ui.staff.calls import Call, Handler, endpoint
from ui.staff.desk import Desk

_PAGES: dict[str, Handler] = {
    "/documents": documents.documents_page,
    "/questions": questions.questions_page,
    "/questions/conversations": questions.conversations,
    "/evaluation": evaluation.evaluation_page,
    "/evaluation/trend.svg": evaluation.trend,
    "/evaluation/{run}": evaluation.report,
    "/guide": guide.guide_page,
    "/health": health.health_page,
    "/password": signing.password_page,
    "/sign-out": signing.sign_out_page,
    "/runs/{id}": run_pages.run_page,
}
_ACTIONS: dict[str, Handler] = {
    "/documents/plan": documents.plan,
    "/documents/sync": documents.sync,
    "/documents/remove": documents.remove,
    "/documents/rollback": documents.rollback,
    "/runs/{id}/start": run_pages.start,
    "/runs/{id}/again": run_pages.again,
    "/runs/{id}/stop": run_pages.stop,
    "/runs/{id}/discard": run_pages.discard,
    "/questions/item": questions.make,
    "/questions/dismiss": questions.dismiss,
    "/evaluation/start": evaluation.start,
    "/guide/add": guide.add,
    "/guide/remove": guide.remove,
    "/guide/reindex": guide.reindex,
    "/password": signing.password,
    "/sign-out": signing.sign_out,
}


def add_staff(app: FastAPI, desk: Desk) -> None:
    """Add the staff pages of a home folder to the application."""
    routes = [
        Route("/", endpoint(desk, _home), methods=["GET"]),
        Route("/sign-in", endpoint(desk, signing.sign_in_page, signed_in=False), methods=["GET"]),
        Route("/sign-in", endpoint(desk, signing.sign_in, signed_in=False), methods=["POST"]),
        Route("/runs/{id}/progress", endpoint(desk, run_pages.run_progress, seen=False), methods=["GET"]),
        *(Route(path, endpoint(desk, handler), methods=["GET"]) for path, handler in _PAGES.items()),
        *(Route(path, endpoint(desk, handler), methods=["POST"]) for path, handler in _ACTIONS.items()),
        *_oidc_routes(desk),
        Route("/{rest:path}", endpoint(desk, _nowhere), methods=["GET", "POST"]),
    ]
    app.add_route("/staff", endpoint(desk, _home), methods=["GET"])
    app.mount("/staff", Starlette(routes=routes))


def _oidc_routes(desk: Desk) -> list[Route]:
    if desk.oidc is None:
        return []
    from ui.staff import oidc_pages  # noqa: PLC0415 - needs the extra

    return [
        Route("/oidc", endpoint(desk, oidc_pages.leave, signed_in=False), methods=["GET"]),
        Route("/oidc/back", endpoint(desk, oidc_pages.come_back, signed_in=False), methods=["GET"]),
    ]


def _home(_: Call) -> Response:
    return RedirectResponse("/staff/documents", 303)


def _nowhere(call: Call) -> Response:
    return call.problem(call.t("Not found"), call.t("There is no such page. Choose one above."), 404)
