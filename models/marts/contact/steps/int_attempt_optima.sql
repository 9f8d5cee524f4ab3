-- After how many attempts is the value per lead greatest? In the data and in every replicate;
-- 0 where no attempt is worth its cost. The fewest attempts among equals.
select
    replicate,
    lead_type,
    case
        when max(value_per_lead) > 0
            then min_by(attempt_number, (-round(value_per_lead, 10), attempt_number))
        when count(value_per_lead) > 0 then 0
    end as best_attempts,
    case when count(value_per_lead) > 0 then greatest(0.0, max(value_per_lead)) end as best_value,
    max(attempt_number) as last_supported_attempt
from {{ ref('int_attempt_policy_values') }}
where is_supported
group by 1, 2
