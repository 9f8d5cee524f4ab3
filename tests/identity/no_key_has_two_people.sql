-- Why: spreading labels a fixed number of rounds must have reached every record of a group.
select keys.identity_key, count(distinct people.lead_key) as people
from (
    {{ joining_keys(ref('int_identity_keys'), ref('int_phone_keys')) | indent(4) }}
) as keys
left join
    {{ ref('int_identity_wide_keys') }} as wide_keys
on keys.identity_key = wide_keys.identity_key
inner join {{ ref('int_person_records') }} as people on keys.record_key = people.record_key
where wide_keys.identity_key is null
group by 1
having count(distinct people.lead_key) > 1
