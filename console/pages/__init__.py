"""The pages. Each module has a `router` whose every route names its action."""

from console.pages import (
    account,
    admin,
    api,
    county,
    entries,
    household,
    lists,
    overview,
    review,
    tables,
    village,
    work,
)

ROUTERS = [
    one.router
    for one in (account, overview, county, lists, village, household, tables, work, entries, review, admin, api)
]
