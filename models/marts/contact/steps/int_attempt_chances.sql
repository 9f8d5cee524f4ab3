-- What chance does the next attempt have, and a lead already reached, in each band of fit? Per lead
-- type, band and attempt. No rate of few: each is drawn towards that of all types in the band with
-- the weight of minimum_sample cases, and that one by half a case more and less off 0 and 1.
with

run as (
    select cast(minimum_sample as double) as weight from {{ ref('run') }}
),

risk_sets as (
    select * from {{ ref('int_attempt_risk_sets') }} where replicate = 0
),

win_counts as (
    select
        lead_type,
        fit_band,
        sum(mature_connects) as connects,
        sum(mature_wins) as wins,
        max(attempt_number) as last_attempt_number
    from risk_sets
    group by 1, 2
),

final as (
    select
        own.lead_type,
        own.fit_band,
        own.attempt_number,
        own_wins.last_attempt_number,
        {{ published(
            '(own.connects + run.weight * (every.connects + 0.5e0) / (every.at_risk + 1))'
            ~ ' / (own.at_risk + run.weight)'
        ) }} as connect_chance,
        {{ published(
            '(own_wins.wins + run.weight * (all_wins.wins + 0.5e0) / (all_wins.connects + 1))'
            ~ ' / (own_wins.connects + run.weight)'
        ) }} as conversation_chance
    from risk_sets as own
    cross join run
    inner join risk_sets as every
        on every.lead_type = 'all'
        and own.fit_band = every.fit_band
        and own.attempt_number = every.attempt_number
    inner join win_counts as own_wins
        on own.lead_type = own_wins.lead_type and own.fit_band = own_wins.fit_band
    inner join win_counts as all_wins
        on all_wins.lead_type = 'all' and own.fit_band = all_wins.fit_band
)

select * from final
