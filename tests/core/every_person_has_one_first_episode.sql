-- Why: funnel, attempts and SLA count episodes; a person without one would vanish from them.
select people.lead_key
from {{ ref('int_people') }} as people
left join {{ ref('fct_lead_episodes') }} as episodes
    on people.lead_key = episodes.lead_key and episodes.episode_number = 1
where episodes.lead_key is null
