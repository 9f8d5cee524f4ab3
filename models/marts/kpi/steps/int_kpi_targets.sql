-- What is each KPI to reach, by month and segment? A target of the KPI itself is first; then what
-- the two teams promised each other: sales its quota, marketing its leads and qualified leads.
-- An owner's quota is judged by quota_attainment, not by a second KPI.
{%- set promised = {'leads': 'leads_target', 'mqls': 'mql_target'} %}

with

kpi_targets as (
    select * from {{ ref('kpi_targets') }}
),

quotas as (
    select * from {{ ref('int_kpi_quota') }}
    where kpi_id = 'quota_attainment' and segment_name = 'all'
),

marketing_targets as (
    select
        {{ month_start('month') }} as month,
        trim(lead_type) as lead_type,
        leads_target,
        mql_target
    from {{ ref('marketing_targets') }}
),

-- a row of `*` is the company's; without one, the types' together are
company_targets as (
    select
        month,
        {%- for column in promised.values() %}
        case
            when bool_or(lead_type = '*') then sum(case when lead_type = '*' then {{ column }} end)
            else sum({{ column }})
        end as {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from marketing_targets
    group by 1
),

given as (
    select
        kpi_targets.kpi_id,
        {{ month_start('kpi_targets.month') }} as month,
        case when trim(kpi_targets.owner) = '*' then 'all' else 'owner' end as segment_name,
        case
            when trim(kpi_targets.owner) = '*' then 'all'
            else coalesce(owners.owner, trim(kpi_targets.owner))
        end as segment_value,
        cast(kpi_targets.target as double) as target,
        1 as priority
    from kpi_targets
    left join {{ ref('int_owner_words') }} as owners
        on lower(trim(kpi_targets.owner)) = owners.owner_word
    union all
    select 'sales_revenue', month, segment_name, segment_value, denominator, 2
    from quotas
    {%- for kpi_id, column in promised.items() %}
    union all
    select '{{ kpi_id }}', month, 'all', 'all', cast({{ column }} as double), 2
    from company_targets
    union all
    select '{{ kpi_id }}', month, 'lead_type', lead_type, cast({{ column }} as double), 2
    from marketing_targets
    where lead_type <> '*'
    {%- endfor %}
),

final as (
    select kpi_id, month, segment_name, segment_value, target
    from given
    where target is not null
    qualify row_number() over (
        partition by kpi_id, month, segment_name, segment_value order by priority, target
    ) = 1
)

select * from final
