"""A tiny published warehouse with the columns of the contract, and hostile text in it."""

from __future__ import annotations

import ast
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from smarketing.paths import PROJECT
from smarketing.report.frame.context import open_report
from smarketing.settings.schema import SEEDS

HOSTILE_CHANNEL = "</script><script>document.title='owned'</script>"
HOSTILE_REASON = '=HYPERLINK("http://example.invalid";"ver")'
EMAIL_REASON = "Pidió escribir a ana.perez@example.com"

# Fourteen months of leads per channel; visits are twenty times as many.
MONTHS = """
    select cast(range as date) as month, row_number() over (order by range) - 1 as age
    from range(timestamp '2025-09-01', timestamp '2026-10-02', interval 1 month)
"""

KPI_SEED = f"create table settings.kpis as from read_csv('{SEEDS / 'kpis.csv'}', header = true);"

TABLES = f"""
create schema core; create schema funnel; create schema quality; create schema settings;
create schema raw;

create table core.run as select
    date '2026-10-31' as as_of, 'America/Guayaquil' as timezone, 'USD' as reporting_currency,
    'abc123def456789' as settings_hash, '1.0.0' as code_version, 'exports' as exports_folder,
    false as is_sample;
create table raw._run as select 'exports' as exports_folder, false as is_sample;

create table settings.stages as select * from (values
    ('lead', 1, 'marketing', 'Lead', 'Lead'),
    ('mql', 2, 'marketing', 'Lead calificado por marketing (LCM)', 'Qualified lead (MQL)'),
    ('sql', 3, 'sales', 'Lead calificado por ventas (LCV)', 'Sales qualified lead (SQL)'),
    ('opportunity', 4, 'sales', 'Oportunidad', 'Opportunity'),
    ('customer', 5, 'sales', 'Cliente', 'Customer')
) as t(stage, position, owner, label_es, label_en);
create table settings.channels as select * from (values
    ('Paid Search', 'Búsqueda de pago', 'Paid Search', true, 1),
    ('Direct', 'Directo', 'Direct', false, 2),
    ('Paid Social', 'Redes de pago', 'Paid Social', true, 3)
) as t(channel, label_es, label_en, is_paid, sort_order);
{KPI_SEED}
create table settings.sales_quotas as select
    date '2026-10-01' as month, '*' as owner, 60000.0 as quota, 'USD' as currency;
create table settings.marketing_targets as select
    date '2026-10-01' as month, '*' as lead_type, 500 as leads_target, 200 as mql_target;

create table funnel.rpt_funnel_monthly as
with months as ({MONTHS}),
channels as (select * from (values
    ('Paid Search', 150, 4), ('Direct', 100, 2), ('Paid Social', 120, -1), ('Unassigned', 60, 0),
    ($hostile, 2, 0)
) as t(channel, base, slope)),
counts as (
    select
        month, channel, (base + slope * age) * 20 as visits, base + slope * age as leads,
        (base + slope * age) * 4 // 10 as mqls, (base + slope * age) * 2 // 10 as sqls,
        (base + slope * age) // 10 as opportunities,
        case when channel = 'Paid Social' then 0 else (base + slope * age) // 20 end as customers
    from months cross join channels
),
with_total as (select * from counts union all select * replace ('all' as channel) from counts),
sums as (
    select month, channel, sum(visits) as visits, sum(leads) as leads, sum(mqls) as mqls,
        sum(sqls) as sqls, sum(opportunities) as opportunities, sum(customers) as customers,
        cast(sum(customers) * 2500 as decimal(18, 2)) as revenue
    from with_total group by all
)
select *, leads / visits as visit_to_lead_rate, leads / visits - 0.004 as visit_to_lead_rate_lower,
    leads / visits + 0.004 as visit_to_lead_rate_upper, customers / leads as lead_to_customer_rate
from sums;

create table funnel.rpt_funnel_cohorts as
with months as ({MONTHS}),
pairs as (select * from (values
    ('lead', 'mql', 0.40, 3), ('lead', 'sql', 0.18, 8), ('lead', 'opportunity', 0.10, 15),
    ('lead', 'customer', 0.05, 40)
) as t(from_stage, to_stage, share, days)),
counts as (
    select month as cohort_month, from_stage, to_stage, 'all' as segment_name,
        'all' as segment_value, 400 + age * 4 as entered, days as median_days,
        cast(round((400 + age * 4) * share * least(1, (14 - age) / 4)) as bigint) as reached,
        age <= 10 as is_mature
    from months cross join pairs
)
select cohort_month, from_stage, to_stage, segment_name, segment_value, entered, reached,
    reached / entered as rate, case when is_mature then entered else 0 end as entered_mature,
    case when is_mature then reached else 0 end as reached_mature,
    case when is_mature then reached / entered end as rate_mature,
    case when is_mature then greatest(reached / entered - 0.02, 0) end as rate_lower,
    case when is_mature then least(reached / entered + 0.02, 1) end as rate_upper,
    case when is_mature then 0 else entered - reached end as pending, median_days,
    90 as maturity_days
from counts;

insert into funnel.rpt_funnel_cohorts
select cohorts.* replace (
    'channel' as segment_name, channel as segment_value,
    entered * part as entered, entered_mature * part as entered_mature,
    reached * wins as reached, reached_mature * wins as reached_mature
)
from funnel.rpt_funnel_cohorts as cohorts
cross join (values ('Direct', 0.5, 1.0), ('Paid Social', 0.5, 0.0)) as t(channel, part, wins);
create table funnel.rpt_stage_durations as select * from (values
    ('lead', 'all', 'all', 5000, 800, 4, 6.5, 19), ('mql', 'all', 'all', 2000, 250, 6, 9.1, 30),
    ('sql', 'all', 'all', 900, 130, 11, 15.0, 44),
    ('opportunity', 'all', 'all', 480, 90, 23, 30.2, null)
) as t(stage, segment_name, segment_value, visits, open_visits, median_days,
    restricted_mean_days, p90_days);
create table funnel.rpt_bottlenecks as select * from (values
    ('mql', 'all', 'all', 640, 32, 41.5, 6, 210, 260, 18500.0, 1),
    ('lead', 'all', 'all', 800, -20, 120.0, 4, 320, 90, 9000.0, 2),
    ('opportunity', 'all', 'all', 90, 3, 6.0, 23, 140, 5, null, 3)
) as t(stage, segment_name, segment_value, work_in_progress, work_in_progress_change,
    throughput_per_week, median_days, oldest_days, without_response, lost_value, rank);
create table funnel.rpt_loss_reasons as select * from (values
    (date '2026-10-01', 'sql', 'Precio', 40, 22, 31000.0),
    (date '2026-09-01', 'sql', $formula, 12, 3, 2000.0),
    (date '2026-09-01', 'lead', $email, 9, 0, 0.0),
    (date '2026-08-01', 'lead', null, 20, 0, 0.0)
) as t(month, stage, reason, leads, opportunities, amount);

create table core.dim_leads as
select i as lead_key, case when i % 3 = 0 then 'CL' else 'EC' end as country
from range(4000) as t(i);
create table core.fct_lead_episodes as
select
    i as lead_key,
    timestamp '2025-11-01 15:00:00' + to_days(cast(i % 365 as integer)) as started_at,
    cast(started_at as date) as started_date,
    case when i % 23 = 0 and i % 365 < 300 then 'customer' else 'open' end as end_state,
    case when i % 23 = 0 and i % 365 < 300
        then timestamp '2025-11-06 15:00:00' + to_days(cast((i % 365) + (i % 70) as integer)) end
        as ended_at
from range(4000) as t(i);
create table core.fct_opportunities as select
    true as is_won, timestamp '2026-10-05 12:00:00' as closed_at,
    date '2026-10-05' as closed_date, 2500.0 as amount
from range(20);

create table quality.rpt_load_reconciliation as select * from (values
    ('hubspot', 'hubspot/contactos.csv', 'leads', timestamp '2026-10-31', 5200, 5195, 5, 180),
    ('hubspot', 'hubspot/negocios.csv', 'opportunities', timestamp '2026-10-31', 520, 520, 0, 0),
    ('hubspot', 'hubspot/llamadas.csv', 'contact_attempts', timestamp '2026-10-31', 9, 9, 0, 0),
    ('ga4', 'ga4/sesiones.csv', 'web_traffic', timestamp '2026-10-20 00:00:00', 900, 899, 1, 0)
) as t(source_system, file, entity, exported_at, rows_read, rows_loaded, rows_rejected,
    rows_superseded);
create table quality.rpt_rejected_values as select
    'hubspot/contactos.csv' as file, 'leads' as entity, 'created_at' as column_name,
    7 as rejected_values;
create table quality.rpt_unmapped_values as select
    'hubspot' as source_system, 'owner' as kind, 'rosa.diaz@example.com' as value,
    31 as row_count, 'team_members.csv' as settings_file;
create table quality.rpt_field_completeness as select
    'industry' as field, 'all' as owner, 0.05 as filled_share;
create table raw._rejects as select 'leads' as entity, 'no tiene created_at' as reason
from range(5);
"""
KPIS = """create schema kpi;
-- What the warehouse's own model would say of these marts, settings and deals.
create view kpi.rpt_kpi_monthly as
with counts as (
    unpivot (
        select month, visits::double as visits, leads::double as leads, mqls::double as mqls,
            opportunities::double as opportunities, customers::double as customers,
            revenue::double as sales_revenue
        from funnel.rpt_funnel_monthly where channel = 'all'
    ) on columns(* exclude month) into name kpi_id value value
),
deals as (
    select date_trunc('month', closed_date) as month, count(*) as won,
        sum(amount * amount) as squares
    from core.fct_opportunities where is_won group by 1
),
rates as (
    select 'visitor_conversion_rate' as kpi_id, month, visit_to_lead_rate * visits as numerator,
        visits::double as denominator, visit_to_lead_rate as value,
        visit_to_lead_rate_lower as value_lower, visit_to_lead_rate_upper as value_upper,
        false as is_pending
    from funnel.rpt_funnel_monthly where channel = 'all' and visits > 0
    union all
    select 'close_rate', cohort_month, reached_mature, entered_mature, rate_mature, rate_lower,
        rate_upper, last_day(cohort_month) + maturity_days::int > (select as_of from core.run)
    from funnel.rpt_funnel_cohorts
    where from_stage = 'lead' and to_stage = 'customer' and segment_name = 'all'
    union all
    select 'opportunity_conversion_rate', month, won, won, 1.0, null, null, false from deals
),
goals as (
    select month, 'sales_revenue' as kpi_id, sum(quota)::double as target
    from settings.sales_quotas group by all
    union all
    select month, unnest(['leads', 'mqls']), unnest([leads_target, mql_target])::double
    from settings.marketing_targets
),
known as (
    select kpi_id, counts.month, value as numerator, null::double as denominator, value,
        case when kpi_id = 'sales_revenue'
            then greatest(value - 1.96 * sqrt(coalesce(squares, 0)), 0) end as value_lower,
        case when kpi_id = 'sales_revenue'
            then value + 1.96 * sqrt(coalesce(squares, 0)) end as value_upper,
        false as is_pending, null::bigint as sample
    from counts left join deals on counts.month = deals.month
    qualify max(value) over (partition by kpi_id) > 0
    union all
    select *, denominator::bigint from rates
)
select known.* exclude (is_pending) replace (known.month::date as month),
    'all' as segment_name, 'all' as segment_value,
    null::double as previous_value, null::double as previous_year_value, goals.target,
    case when is_pending then 'pending' when sample < 30 then 'not_enough_data'
        when goals.target is null then 'no_target'
        when value >= goals.target then 'on_target' else 'off_target' end as status,
    case when known.kpi_id = 'sales_revenue' then 'money'
        when known.kpi_id like '%rate' then 'rate' else 'count' end as unit,
    'up' as direction, null::varchar as missing_export
from known left join goals on known.kpi_id = goals.kpi_id and known.month = goals.month;
"""

LEADS_ONLY = f"""
create schema core; create schema funnel; create schema quality;
create table core.run as select
    date '2026-10-31' as as_of, 'America/Guayaquil' as timezone, 'USD' as reporting_currency,
    'abc' as settings_hash, '1.0.0' as code_version, 'exports' as exports_folder,
    true as is_sample;
create table funnel.rpt_funnel_monthly as select
    date '2026-10-01' as month, unnest(['all', 'Direct']) as channel, 0 as visits, 12 as leads,
    0 as mqls, 0 as sqls, 0 as opportunities, 0 as customers, 0.0 as revenue,
    cast(null as double) as visit_to_lead_rate, 0.0 as lead_to_customer_rate;
create table quality.rpt_load_reconciliation as select
    'template' as source_system, 'template/leads.csv' as file, 'leads' as entity,
    timestamp '2026-10-31 00:00:00' as exported_at, 12 as rows_read, 12 as rows_loaded,
    0 as rows_rejected, 0 as rows_superseded;
create schema settings;
{KPI_SEED}
create schema kpi;
create table kpi.rpt_kpi_monthly as select
    'leads' as kpi_id, date '2026-10-01' as month, 'all' as segment_name, 'all' as segment_value,
    12.0 as numerator, 12.0 as value, 'no_target' as status, 'count' as unit, 'up' as direction;
insert into kpi.rpt_kpi_monthly values
    ('visits', date '2026-10-01', 'all', 'all', null, null, 'no_data', 'count', 'up'),
    ('sales_revenue', date '2026-10-01', 'all', 'all', null, null, 'no_data', 'money', 'up');
"""


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def make_warehouse(path: Path, *changes: str) -> Path:
    """Write the fixture warehouse, then run `changes` (SQL) on it."""
    sql = (
        TABLES.replace("$hostile", _literal(HOSTILE_CHANNEL))
        .replace("$formula", _literal(HOSTILE_REASON))
        .replace("$email", _literal(EMAIL_REASON))
    )
    with duckdb.connect(str(path)) as connection:
        connection.execute(sql)
        connection.execute(KPIS)
        for change in changes:
            connection.execute(change)
    return path


def make_leads_only_warehouse(path: Path) -> Path:
    """Write the warehouse of a company that only has leads, marked as sample."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(LEADS_ONLY)
    return path


def opener(folder: Path, warehouse: Path):
    """Return a function that opens a report on a copy of a warehouse after SQL changes to it."""

    def report(*changes: str, locale: str = "es"):
        path = folder / f"w{len(list(folder.iterdir()))}.duckdb"
        shutil.copy(warehouse, path)
        with duckdb.connect(str(path)) as connection:
            for change in changes:
                connection.execute(change)
        return open_report(warehouse=str(path), locale=locale, output="page")

    return report


def notebook_sections(notebook: str) -> dict[str, Callable]:
    """The sections a notebook shows of nothing but the report, by the name of their function."""
    cells = json.loads((PROJECT / "notebooks" / f"{notebook}.ipynb").read_text())["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    statements = ast.parse(code).body
    names: dict = {}
    imports = [one for one in statements if isinstance(one, ast.ImportFrom)]
    exec(compile(ast.Module(imports, []), notebook, "exec"), names)
    shown = [ast.unparse(one) for one in statements if isinstance(one, ast.Expr)]
    calls = [call.removesuffix("(report)") for call in shown if call.endswith("(report)")]
    sections = {call.split(".")[-1]: eval(call, names) for call in calls if "(" not in call}
    assert len(sections) > 5, f"{notebook} shows hardly a section: {sections}"
    return sections
