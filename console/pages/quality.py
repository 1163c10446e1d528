"""数据质量: every rule with what came of it in the visitor's counties, from the same data as results/municipal."""

from fastapi import APIRouter, Request, Response

from acceptance import data_quality
from console.web import GuardedRoute, Visit, needs, render

router = APIRouter(route_class=GuardedRoute, include_in_schema=False)


@router.get("/quality")
@needs("quality.read")
def quality(request: Request) -> Response:
    """Counts only; what the office sent itself is shown to those who see every county."""
    visit: Visit = request.state.visit
    season = visit.desk.season
    shown = visit.visible("quality.read")
    return render(
        request,
        "quality",
        quality=data_quality.page(season, shown),
        whole=len(shown) == len(season.counties),
    )
