"""The rules as Great Expectations suites, and their validation over a prepared batch. The only module that imports GX.

One batch per table over all packages together, one expectation per rule and column, counts only; which cells fail is
found by `acceptance.checking.locate` with the same predicates. A rule that GX cannot evaluate is a failure of the
software, never bad data.
"""

import logging
import os
import warnings
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import duckdb

os.environ.setdefault("GX_ANALYTICS_ENABLED", "False")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import great_expectations as gx
    import sqlalchemy as sa
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine
    from great_expectations.expectations.expectation import ColumnMapExpectation
    from great_expectations.expectations.metrics.map_metric_provider import (
        ColumnMapMetricProvider,
        column_condition_partial,
    )
    from great_expectations.validator.metric_configuration import MetricConfiguration
    from great_expectations.validator.validator import ValidationDependencies

from acceptance.checking import Asked, Prepared
from acceptance.contracts import tables
from acceptance.progress import Tell, silent
from expectations import dialect

# This one sets its own level and tells every user where GX keeps pages that are never written.
logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.ERROR)

ANCHOR = "src_row"
"""The column an expectation is tied to: never NULL, so that every row is asked."""
RESULT_FORMAT = {"result_format": "BASIC", "partial_unexpected_count": 0}
CRITICAL = ("block", "row")
FAILING, ROWS = "column_values.satisfy_sql.unexpected_count", "table.row_count"


class SuiteError(RuntimeError):
    """An expectation could not be evaluated: the pipeline has failed, the data are not to blame."""


class _RowSatisfiesSql(ColumnMapMetricProvider):
    condition_metric_name = "column_values.satisfy_sql"
    condition_value_keys = ("sql",)

    @column_condition_partial(engine=SqlAlchemyExecutionEngine)
    def _sqlalchemy(cls, column: Any, sql: str, **kwargs: Any) -> Any:
        return sa.literal_column(f"coalesce(({sql}), true)", sa.Boolean) == sa.true()


class ExpectColumnValuesToSatisfySql(ColumnMapExpectation):
    """Every row satisfies the SQL predicate `sql`; unknown counts as satisfied. All of a batch share one query.

    Only the two counts are asked for. GX's own map expectations also ask for a sample of failing rows, one query each
    even when nothing fails, and build five metric configurations where two do: most of the cost of a small batch.
    """

    column: str
    sql: str
    map_metric: ClassVar[str] = "column_values.satisfy_sql"
    success_keys: ClassVar[tuple[str, ...]] = ("sql", "mostly")
    args_keys: ClassVar[tuple[str, ...]] = ("column", "sql", "mostly")

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: dict | None = None, **kwargs: Any
    ) -> ValidationDependencies:
        batch = self.configuration.kwargs.get("batch_id")
        table = {"batch_id": batch, "table": None, "row_condition": None, "condition_parser": None}
        needed = {
            FAILING: MetricConfiguration(FAILING, table | {"column": self.column}, {"sql": self.sql}),
            ROWS: MetricConfiguration(ROWS, table, {}),
        }
        return ValidationDependencies(metric_configurations=needed, result_format=dict(RESULT_FORMAT))

    def _validate(
        self, metrics: dict[str, Any], runtime_configuration: dict | None = None, execution_engine: Any = None
    ) -> dict[str, Any]:
        failing = int(metrics[FAILING] or 0)
        return {"success": failing == 0, "result": {"element_count": metrics[ROWS], "unexpected_count": failing}}


def expectation(asked: Asked) -> ExpectColumnValuesToSatisfySql:
    """One rule at one column as an expectation: critical for block and row, warning for judge and warn."""
    rule = asked.check.rule
    return ExpectColumnValuesToSatisfySql(
        column=ANCHOR,
        sql=f"NOT coalesce({asked.fails}, false)",
        description=rule.title,
        severity="critical" if rule.severity in CRITICAL else "warning",
        meta={
            "rule_id": rule.id,
            "uid": asked.check.uid,
            "severity": rule.severity,
            "scope": rule.scope,
            "column": asked.check.column,
            "reason": rule.reason,
            "source": rule.source,
        },
    )


def suite(table: str, asked: Sequence[Asked]) -> gx.ExpectationSuite:
    """The suite of a table, in the order of its rules."""
    return gx.ExpectationSuite(name=table, notes=tables()[table].title, expectations=[expectation(a) for a in asked])


def validate(con: duckdb.DuckDBPyConnection, prepared: Prepared, tell: Tell = silent) -> dict[str, dict[str, Any]]:
    """GX's result JSON per table of the batch, kept as evidence.

    Raises:
        SuiteError: an expectation raised an exception.
    """
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    with dialect.lent(con) as address, _quiet():
        source = context.data_sources.add_sql("batch", connection_string=address, kwargs=dict(dialect.ENGINE))
        found = {}
        for table, asked in prepared.asked.items():
            tell(f"检查{tables()[table].title}", 0, 0)
            found[table] = _validate_table(source, prepared, table, asked)
        source.get_engine().dispose()
    return found


def _validate_table(source: Any, prepared: Prepared, table: str, asked: Sequence[Asked]) -> dict[str, Any]:
    asset = source.add_table_asset(table, table_name=prepared.fact_table(table))
    batch = asset.add_batch_definition_whole_table("all").get_batch()
    result = batch.validate(suite(table, asked), result_format=RESULT_FORMAT).to_json_dict()
    for one in result["results"]:
        if raised := _exceptions(one["exception_info"]):
            raise SuiteError(f"{table}: {one['expectation_config']['meta']['uid']} could not be evaluated: {raised}")
    result["meta"].pop("batch_markers", None)  # a clock time: the same packages must give the same evidence
    return result


def _exceptions(info: Mapping[str, Any]) -> str | None:
    """GX gives one exception_info, or one per metric; the message of the first that was raised."""
    parts = [info] if "raised_exception" in info else list(info.values())
    return next((str(p["exception_message"]) for p in parts if p["raised_exception"]), None)


def counts(results: Mapping[str, Mapping[str, Any]]) -> dict[str, int]:
    """Failing rows by the uid of the check, from GX's results."""
    return {
        one["expectation_config"]["meta"]["uid"]: int(one["result"].get("unexpected_count") or 0)
        for result in results.values()
        for one in result["results"]
    }


class _quiet:
    """GX speaks through logging and warnings of what is of no use here."""

    def __enter__(self) -> None:
        self.level = logging.getLogger("great_expectations").level
        logging.getLogger("great_expectations").setLevel(logging.ERROR)
        self.caught = warnings.catch_warnings()
        self.caught.__enter__()
        warnings.simplefilter("ignore")

    def __exit__(self, *exc: object) -> None:
        self.caught.__exit__(None, None, None)
        logging.getLogger("great_expectations").setLevel(self.level)
