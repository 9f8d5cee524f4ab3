-- What is to be done next with each lead, in words? One row per lead of the worklists.
create temp table crm_steps as
with

-- CRMs know their users by address
owners as (
    select
        owner,
        coalesce(list_filter(string_split(aliases, ';'), lambda word: word like '%@%')[1], owner)
            as address
    from settings.team_members
    qualify row_number() over (partition by owner order by active_from desc nulls last) = 1
),

worklist as (
    select * replace (
        case when bulk_action = 'send_to_nurture' then 'send_to_nurture' else action end as action
    )
    from contact.rpt_worklist
    where due_state <> 'coming_up'
)

select
    worklist.lead_key,
    coalesce(owners.address, nullif(worklist.owner, '(none)')) as owner,
    coalesce(suggested.address, worklist.suggested_owner) as suggested_owner,
    actions.label || case
        when worklist.action = 'reply' or channels.label is null then ''
        else ' (' || channels.label || ')'
    end as next_step,
    timezone($zone, timezone('UTC', coalesce(
        worklist.reply_due_at, worklist.next_touch_at, worklist.next_step_at
    )))::date as due_date,
    coalesce(worklist.is_sla_breach, false) or worklist.action = 'reply' as is_urgent
from worklist
inner join actions on worklist.action = actions.name
left join channels on worklist.next_touch_channel = channels.name
left join owners on worklist.owner = owners.owner
left join owners as suggested on worklist.suggested_owner = suggested.owner
qualify row_number() over (partition by worklist.lead_key order by worklist.rank) = 1
