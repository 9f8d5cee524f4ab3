-- Which tasks are there? One row per person with a step and a record that its CRM can update.
-- A step without a day is due on the day of the data; a later day alone is no new task.
select
    records.source_system,
    records.record_type,
    records.record_id,
    steps.next_step as subject,
    coalesce(steps.due_date, $as_of::date) as due_date,
    steps.due_date as own_due_date,
    steps.is_urgent,
    coalesce(steps.owner, steps.suggested_owner) as owner
from crm_records as records
inner join crm_steps as steps on records.lead_key = steps.lead_key
where records.has_tasks
