-- Which checks must hold together for each group of each MQL definition?
with

conditions as (
    select * from {{ ref('mql_conditions') }}
),

definitions as (
    select * from {{ ref('mql_definitions') }}
),

final as (
    select distinct
        conditions.definition_id,
        conditions.group_id,
        {{ check_id('conditions', 'conditions.min_count', 'conditions.within_days') }} as check_id
    from conditions
    inner join definitions on conditions.definition_id = definitions.definition_id
)

select * from final
