-- Which scoring rules are there, and until when is each version of a rule in force?
with

rules as (
    select * from {{ ref('lead_scoring_rules') }}
),

final as (
    select
        rule_id,
        dimension,
        points,
        cap,
        half_life_days,
        valid_from,
        valid_to,
        -- a newer version of the same rule replaces the older one
        lead(valid_from)
            over (partition by rule_id order by valid_from nulls first)
            as next_valid_from,
        {{ check_id('rules') }} as check_id
    from rules
)

select * from final
