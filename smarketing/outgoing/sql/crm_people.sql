-- What does each record in a CRM get told about its person? One row per record.
-- Points are whole numbers: interest fades a little every day, and that alone is no news.
select
    records.source_system,
    records.record_type,
    records.record_id,
    round(scores.fit_points)::bigint as fit_points,
    round(scores.interest_points)::bigint as interest_points,
    scores.quadrant,
    scores.is_mql,
    -- an empty cell changes nothing in a CRM, so nothing is a word
    coalesce(steps.suggested_owner, $nothing) as suggested_owner,
    coalesce(steps.next_step, $nothing) as next_step,
    steps.due_date as next_step_date
from crm_records as records
inner join qualification.fct_lead_scores as scores on records.lead_key = scores.lead_key
left join crm_steps as steps on records.lead_key = steps.lead_key
