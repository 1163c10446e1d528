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
    quality,
    review,
    tables,
    village,
    work,
    year,
)

_READ = (overview, quality, year, county, lists, village, household, documents, tables)
_DAILY = (*_READ, work, entries, review, comments)
ROUTERS = [one.router for one in (account, outside, *_DAILY, admin, api)]
