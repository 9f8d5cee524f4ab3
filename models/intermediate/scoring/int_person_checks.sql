-- Which checks of fields does each person pass? Each distinct value is compared once.
with

fields as (
    select * from {{ ref('int_person_fields') }}
),

checks as (
    select * from {{ ref('int_rule_checks') }} where kind = 'field'
),

distinct_values as (
    select distinct field, value from fields
),

matches as (
    select distinct_values.field, distinct_values.value, checks.check_id
    from distinct_values
    inner join checks on distinct_values.field = checks.field
    where {{ rule_matches('checks.operator', "nullif(distinct_values.value, '')", 'checks.value') }}
),

final as (
    select distinct fields.lead_key, matches.check_id
    from fields
    inner join matches on fields.field = matches.field and fields.value = matches.value
)

select * from final
