-- How did leads leave the hands of sales, week by week, and for which reason?
-- A stage of the end, with its recorded reason; where no stage says it, a refused contact or a
-- bad number.
with

visits as (
    select * from {{ ref('fct_stage_visits') }}
),

stages as (
    select * from {{ ref('int_stages') }}
),

people as (
    select * from {{ ref('int_people') }}
),

stage_exits as (
    select
        visits.lead_key,
        visits.entered_at as left_at,
        visits.stage as exit,
        visits.reason
    from visits
    inner join stages on visits.stage = stages.stage
    where stages.is_final and not visits.is_skip_imputed
),

ended_by_stage as (
    select distinct lead_key, episode_number
    from visits
    inner join stages on visits.stage = stages.stage
    where stages.is_final
),

contact_exits as (
    select
        attempts.lead_key,
        attempts.occurred_at as left_at,
        case when attempts.has_opted_out then 'opted_out' else 'bad_number' end as exit,
        coalesce(attempts.bad_address, attempts.outcome) as reason
    from {{ ref('int_numbered_attempts') }} as attempts
    inner join {{ ref('int_attempt_exits') }} as exits
        on attempts.lead_key = exits.lead_key
        and attempts.episode_number = exits.episode_number
        and attempts.attempt_number = exits.attempts
    left join ended_by_stage
        on attempts.lead_key = ended_by_stage.lead_key
        and attempts.episode_number = ended_by_stage.episode_number
    where
        exits.exit_kind = 'disqualified'
        and (attempts.has_opted_out or attempts.bad_address is not null)
        and ended_by_stage.lead_key is null
),

exits as (
    select * from stage_exits
    union all
    select * from contact_exits
),

final as (
    select
        {{ week_start(local_date('exits.left_at')) }} as week,
        coalesce(people.owner, '(none)') as owner,
        exits.exit,
        -- a change of stage seldom says why; the record's status reason does
        coalesce(
            nullif(trim(exits.reason), ''),
            case when exits.exit = 'disqualified' then nullif(trim(people.status_reason), '') end,
            '(none)'
        ) as reason,
        cast(count(distinct exits.lead_key) as bigint) as leads
    from exits
    inner join people on exits.lead_key = people.lead_key
    group by 1, 2, 3, 4
)

select * from final
