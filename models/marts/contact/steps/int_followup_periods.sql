-- Which weeks and months do the follow-up reports cover, and on which day is each one's state
-- judged?
{%- set counts = {'week': var('followup_weeks'), 'month': var('followup_months')} %}
with

run as (
    select * from {{ ref('run') }}
),

periods as (
    {%- for kind, count in counts.items() %}
    select
        '{{ kind }}' as period_kind,
        cast(
            {{ dbt.dateadd(
                kind, 'cast(-numbers.number as int)',
                week_start('run.as_of') if kind == 'week' else month_start('run.as_of')
            ) }} as date
        ) as period,
        run.as_of
    from run
    cross join ({{ number_rows(0, count - 1) }}) as numbers
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

ended as (
    select
        *,
        cast(case period_kind
            when 'week' then {{ dbt.dateadd('day', 6, 'period') }}
            else last_day(period)
        end as date) as period_end
    from periods
),

-- months begin with the first lead
firsts as (
    select min(created_date) as first_date from {{ ref('int_people') }}
)

select
    ended.*,
    least(ended.period_end, ended.as_of) as state_date,
    ended.as_of >= ended.period_end as is_complete
from ended
cross join firsts
where ended.period_kind = 'week' or ended.period_end >= firsts.first_date
