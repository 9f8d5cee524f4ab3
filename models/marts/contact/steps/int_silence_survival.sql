-- How much of the curve's chance is left to a lead that has been silent for so many days?
-- outcomes ÷ expected of its state, drawn with the weight of minimum_sample cases towards what is
-- known besides, and never rising with the days. Conversations and deals: the share of all leads
-- that still win after that silence, against fresh ones. Attempts: where hardly any was ever made
-- so late, no data say what it would bring; the chance is taken to fall as 1 ÷ √(1 + days ÷
-- untried_silence_days), slower than that of leads whom nobody tried.
with

run as (
    select minimum_sample from {{ ref('run') }}
),

counts as (
    select * from {{ ref('int_silence_counts') }}
),

-- half an outcome more and less, so that no share is 0 or 1
shares as (
    select silent_days, (outcomes + 0.5e0) / (cases + 1) as share
    from counts
    where lead_state = 'all'
),

everybody as (
    select
        silent_days,
        min(share) over up_to_here / first_value(share) over up_to_here as common_factor
    from shares
    window up_to_here as (order by silent_days rows between unbounded preceding and current row)
),

weights as (
    select
        counts.lead_state,
        max(run.minimum_sample) * sum(counts.expected) / nullif(sum(counts.cases), 0) as weight
    from counts
    cross join run
    where counts.lead_state <> 'all'
    group by 1
),

known_besides as (
    select
        counts.*,
        weights.weight,
        case
            when counts.lead_state = 'attempt'
                then 1 / sqrt(1 + counts.silent_days / {{ var('untried_silence_days') }}e0)
            else everybody.common_factor
        end as common_factor
    from counts
    inner join everybody on counts.silent_days = everybody.silent_days
    inner join weights on counts.lead_state = weights.lead_state
),

never_rising as (
    select
        *,
        {{ published(
            'min(coalesce('
            ~ '(outcomes + weight * common_factor) / nullif(expected + weight, 0), common_factor'
            ~ ')) over (partition by lead_state order by silent_days '
            ~ 'rows between unbounded preceding and current row)'
        ) }} as survival_factor
    from known_besides
),

final as (
    select
        *,
        -- between two landmarks in a straight line, after the last one level
        coalesce(
            lead(survival_factor) over (partition by lead_state order by silent_days),
            survival_factor
        ) as next_survival_factor
    from never_rising
)

select * from final
