-- In which stage is each opportunity at as_of, and is it won or lost?
-- closed_at of an open deal is a forecast; a deal closed after as_of is still open.
-- Some systems leave a deal that was won or lost in its last stage and say its end beside it.
with

run as (
    select * from {{ ref('run') }}
),

stages as (
    select * from {{ ref('opportunity_stages') }}
),

ends as (
    select
        max(stage) filter (where is_won) as won_stage,
        max(stage) filter (where is_lost) as lost_stage
    from stages
),

words as (
    select * from {{ ref('int_stage_words') }} where object = 'opportunity'
),

changes as (
    select changes.opportunity_key, changes.changed_at, words.stage, stages.is_won, stages.is_lost
    from {{ ref('int_opportunity_stage_changes') }} as changes
    inner join words
        on changes.source_system = words.source_system
        and words.field = 'stage_as_given'
        and lower(trim(changes.stage_as_given)) = words.stage_word
    left join stages on words.stage = stages.stage
),

newest_changes as (
    select
        opportunity_key,
        max_by(stage, changed_at) filter (where stage is not null) as newest_stage,
        max(changed_at) filter (where is_won or is_lost) as closed_by_change_at
    from changes
    group by 1
),

mapped as (
    select
        opportunities.opportunity_key,
        words.stage,
        coalesce(stages.is_won or stages.is_lost, false) as is_end,
        newest_changes.newest_stage,
        coalesce(opportunities.is_won_as_given, stages.is_won, false) as is_won,
        coalesce(
            opportunities.is_closed_as_given,
            opportunities.is_won_as_given or stages.is_won or stages.is_lost,
            false
        ) or coalesce(opportunities.is_won_as_given, stages.is_won, false) as is_closed,
        -- a closing date without a time is the recorded change's where that was the same day
        case
            when
                opportunities.closed_at_is_date_only
                and {{ local_date('newest_changes.closed_by_change_at') }}
                = {{ local_date('opportunities.closed_at') }}
                then newest_changes.closed_by_change_at
            else coalesce(opportunities.closed_at, newest_changes.closed_by_change_at)
        end as closed_at,
        opportunities.expected_close_at
    from {{ ref('stg_opportunities') }} as opportunities
    left join words
        on opportunities.source_system = words.source_system
        and words.field = 'stage_as_given'
        and lower(trim(opportunities.stage_as_given)) = words.stage_word
    left join stages on words.stage = stages.stage
    left join newest_changes on opportunities.opportunity_key = newest_changes.opportunity_key
),

dated as (
    select mapped.*, coalesce(mapped.closed_at >= run.as_of_end_at, false) as is_closed_later
    from mapped
    cross join run
),

final as (
    select
        opportunity_key,
        -- before it closed, its stage is the last one recorded by then
        case
            when is_closed and is_closed_later then newest_stage
            when is_closed and not is_end
                then case when is_won then ends.won_stage else ends.lost_stage end
            else coalesce(stage, newest_stage)
        end
            as stage,
        is_won and not is_closed_later as is_won,
        is_closed and not is_closed_later as is_closed,
        case when is_closed and not is_closed_later then closed_at end as closed_at,
        case when not is_closed or is_closed_later then coalesce(expected_close_at, closed_at) end
            as expected_close_at
    from dated
    cross join ends
)

select * from final
