-- What fits into each rep's day, in which order, and what becomes of the rest?
-- Deadlines first, in their order; then what the next action is worth, as long as it is worth more
-- than it costs and the hours of the day last. Leads of nobody and of people who left have to
-- change hands first.
with

reasons as (
    select * from {{ ref('int_worklist_reasons') }}
),

action_values as (
    select * from {{ ref('int_action_values') }}
),

days as (
    select * from {{ ref('int_rep_days') }}
),

valued as (
    select
        reasons.*,
        coalesce(reasons.owner, '(none)') as list_owner,
        reasons.owner is null or days.has_left as is_transfer,
        days.minutes_in_day,
        action_values.* except (lead_key, win_chance),
        action_values.win_chance as action_win_chance,
        -- where no sale has a value the chance decides
        reasons.is_due and (
            reasons.deadline_at is not null
            or coalesce(action_values.value_of_action > 0, true)
        ) as is_worth_doing
    from reasons
    inner join action_values on reasons.lead_key = action_values.lead_key
    left join days on reasons.owner = days.owner
),

ranked as (
    select
        *,
        row_number() over by_worth as rank,
        sum(minutes_needed) over (
            partition by list_owner
            order by
                is_worth_doing desc, is_due desc, deadline_at nulls last,
                value_of_action desc nulls last, action_win_chance desc nulls last,
                created_at desc, lead_key
            rows between unbounded preceding and current row
        ) as minutes_so_far
    from valued
    window by_worth as (
        partition by list_owner
        order by
            is_worth_doing desc, is_due desc, deadline_at nulls last,
            value_of_action desc nulls last, action_win_chance desc nulls last,
            created_at desc, lead_key
    )
),

planned as (
    select
        *,
        is_worth_doing
        and not is_transfer
        -- where no cost says how long an attempt takes, a day holds all that is due
        and coalesce(minutes_so_far <= minutes_in_day, true)
        and rank <= coalesce(max_active_leads_per_owner, rank) as is_due_today
    from ranked
),

final as (
    select
        *,
        case
            when not is_due then 'coming_up'
            when is_deadline_missed or is_overdue or is_sla_breach
                or {{ local_date('next_touch_at') }} < as_of then 'overdue'
            else 'today'
        end as due_state,
        -- of what is not for today, what to do with all of a kind at once; what is worth more than
        -- it costs waits for another day, however long it has been silent
        case
            when is_transfer then 'transfer'
            when is_due_today or not is_due then null
            when action = 'send_to_nurture' then 'send_to_nurture'
            when is_worth_doing or silent_days < {{ var('silent_lead_days') }} then 'another_day'
            when lead_state = 'deal' then 'review_deal'
            else 'send_to_nurture'
        end as bulk_action
    from planned
)

select * from final
