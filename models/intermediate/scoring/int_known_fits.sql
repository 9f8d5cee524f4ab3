-- Of whom is anything known that the rules of fit ask about? Of the others fit is unknown, not low.
with

fit_fields as (
    select distinct checks.field
    from {{ ref('int_rule_checks') }} as checks
    inner join {{ ref('int_scoring_rules') }} as rules on checks.check_id = rules.check_id
    where checks.kind = 'field' and rules.dimension = 'fit'
),

final as (
    select distinct fields.lead_key
    from {{ ref('int_person_fields') }} as fields
    inner join fit_fields on fields.field = fit_fields.field
    where fields.value <> ''
)

select * from final
