"""The pages. Each module has a `router` whose every route names its action."""

from console.pages import (
    account,
    admin,
    api,
    comments,
    county,
    documents,
    entries,
    household,
    lists,
    outside,
    overview,
    review,
    tables,
    village,
    work,
    year,
)

_DAILY = (overview, year, county, lists, village, household, documents, tables, work, entries, review, comments)
ROUTERS = [one.router for one in (account, outside, *_DAILY, admin, api)]
