-- Which days does this build talk about? From the first record to a year after as_of,
-- because deadlines, targets and calendars lie ahead.
with

run as (
    select * from {{ ref('run') }}
),

firsts as (
    select min(created_at) as first_at from {{ ref('int_person_records') }}
    union all
    select min(occurred_at) from {{ ref('int_attempt_people') }}
),

bounds as (
    select
        -- nothing before 2000 is an event; typing errors must not make millions of days
        cast(
            greatest(coalesce(min(firsts.first_at), max(run.as_of)), timestamp '2000-01-01') as date
        ) as first_date,
        max(run.as_of) as as_of
    from firsts
    cross join run
),

series as (
    {{ date_series(
        '(select ' ~ dbt.dateadd('day', -2, 'first_date') ~ ' from bounds)',
        '(select ' ~ dbt.dateadd('day', 400, 'as_of') ~ ' from bounds)'
    ) | indent(4) }}
)

select day_date
from series
