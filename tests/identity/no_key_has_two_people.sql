-- Why: spreading labels a fixed number of rounds must have reached every record of a group.
select keys.identity_key, count(distinct people.lead_key) as people
from (
    select record_key, identity_key
    from {{ ref('int_identity_keys') }}
    where kind not in ('phone', 'mailbox', 'split')
    union all
    select record_key, identity_key from {{ ref('int_phone_keys') }}
) as keys
left join
    {{ ref('int_identity_wide_keys') }} as wide_keys
on keys.identity_key = wide_keys.identity_key
inner join {{ ref('int_person_records') }} as people on keys.record_key = people.record_key
where wide_keys.identity_key is null
group by 1
having count(distinct people.lead_key) > 1
