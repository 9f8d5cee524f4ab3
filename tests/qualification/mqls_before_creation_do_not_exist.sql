-- A definition is met with what is known of a person: never before the record exists.
select dates.lead_key, dates.met_at
from {{ ref('int_definition_dates') }} as dates
inner join {{ ref('int_people') }} as people on dates.lead_key = people.lead_key
where dates.met_at < people.created_at
