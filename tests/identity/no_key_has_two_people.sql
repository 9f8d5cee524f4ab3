-- Why: spreading labels a fixed number of rounds must have reached every record of a group.
select edges.identity_key, count(distinct people.lead_key) as people
from {{ ref('int_identity_narrow_edges') }} as edges
inner join {{ ref('int_person_records') }} as people on edges.record_key = people.record_key
group by 1
having count(distinct people.lead_key) > 1
