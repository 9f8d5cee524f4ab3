-- Which tasks are there for each record? One row per record that its CRM can update and a step.
-- A step without a day is due on the day of the data; a later day alone is no new task.
select
    people.source_system,
    people.record_type,
    people.record_id,
    steps.next_step as subject,
    coalesce(steps.due_date, $as_of::date) as due_date,
    steps.due_date as own_due_date,
    steps.is_urgent,
    case when steps.owner = '(none)' then steps.suggested_owner else steps.owner end as owner
from crm_people as people
inner join core.dim_lead_identities as records
    on
        people.source_system = records.source_system
        and people.record_type = records.record_type
        and people.record_id = records.lead_id
        and records.kind = 'record'
inner join crm_steps as steps on records.lead_key = steps.lead_key
