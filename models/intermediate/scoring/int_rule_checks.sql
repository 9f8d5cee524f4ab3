-- Which comparisons do the scoring rules and MQL definitions make? Each is evaluated once,
-- however many rules share it.
{%- set text = dbt.type_string() %}

with

rules as (
    select
        field,
        operator,
        value,
        cast(null as bigint) as min_count,
        cast(null as double) as within_days
    from {{ ref('lead_scoring_rules') }}
    union all
    select field, operator, value, min_count, within_days
    from {{ ref('mql_conditions') }}
),

named as (
    select distinct
        {{ check_id('rules', 'rules.min_count', 'rules.within_days') }} as check_id,
        -- keys of `extra` are written without accents
        case
            when
                lower(trim(field)) like 'extra.%'
                then translate(lower(trim(field)), 'áéíóúüñ', 'aeiouun')
            else lower(trim(field)) end as field,
        operator,
        lower(trim(value)) as value,
        min_count,
        within_days,
        case
            when operator = 'has_activity' then lower(trim(value))
            when lower(trim(field)) like 'count.%' then substr(lower(trim(field)), 7)
        end as activity
    from rules
),

final as (
    select
        check_id,
        case when activity is null then 'field' else 'activity' end as kind,
        field,
        operator,
        value,
        activity,
        split_part(activity, ':', 1) as touch_type,
        case
            when position(':' in activity) > 0 then substr(activity, position(':' in activity) + 1)
        end as asset,
        -- activities needed, where more of them never hurt
        case
            when activity is null then null
            when operator = 'has_activity' then coalesce(min_count, 1)
            when operator = 'greater_than'
                then
                    greatest(
                        0,
                        cast(floor(try_cast(value as double)) as bigint) + 1,
                        coalesce(min_count, 0)
                    )
        end as needed_count,
        min_count,
        within_days
    from named
)

select * from final
