-- How does each definition of an MQL rank the leads of the back-test?
-- The score of a definition with thresholds is its interest points (its fit points, where it
-- sets no interest threshold) of leads with enough fit, and nothing for the others; that of a
-- definition of conditions is 1 where it was met before the decision, else 0.
{%- set band_below_all = -1000000 %}

with

leads as (
    select * from {{ ref('int_backtest_leads') }} where split <> 'embargo'
),

definitions as (
    select
        definitions.*,
        with_conditions.definition_id is not null as has_conditions
    from {{ ref('mql_definitions') }} as definitions
    left join (
        select distinct definition_id from {{ ref('int_mql_condition_checks') }}
    ) as with_conditions on definitions.definition_id = with_conditions.definition_id
),

dates as (
    select * from {{ ref('int_definition_dates') }}
),

scored as (
    select
        leads.*,
        definitions.definition_id,
        case
            when definitions.has_conditions then
                case when dates.met_at < leads.cut_at then 1.0 else 0.0 end
            when definitions.interest_threshold is null and definitions.fit_threshold is not null
                then scores.fit_points
            when
                coalesce(scores.fit_points >= definitions.fit_threshold, true)
                then scores.interest_points
        end as score,
        case
            when definitions.has_conditions then 1.0
            else coalesce(definitions.interest_threshold, definitions.fit_threshold)
        end as own_threshold
    from leads
    cross join definitions
    inner join {{ ref('int_decision_scores') }} as scores on leads.lead_key = scores.lead_key
    left join dates
        on leads.lead_key = dates.lead_key and definitions.definition_id = dates.definition_id
    where
        definitions.has_conditions
        or definitions.fit_threshold is not null
        or definitions.interest_threshold is not null
),

banded as (
    select
        *,
        -- leads without enough fit are a band of their own, below all others
        coalesce(
            cast(floor(score / {{ var('backtest_band_points') }}) as bigint), {{ band_below_all }}
        ) as score_band
    from scored
),

bands as (
    select
        definition_id,
        score_band,
        count(*) as leads,
        count(*) filter (where is_won) as wins,
        sum(count(*)) over (partition by definition_id) as all_leads,
        sum(count(*) filter (where is_won)) over (partition by definition_id) as all_wins
    from banded
    where split = 'train'
    group by 1, 2
),

definition_rates as (
    select
        definition_id,
        max(all_wins) / nullif(cast(max(all_leads) as double), 0) as common_rate,
        {{ shrinkage_weight(
            '(max(all_wins) / cast(max(all_leads) as double))',
            exact_sum(
                'leads * power(wins / cast(leads as double)'
                ' - all_wins / cast(all_leads as double), 2)'
            ),
            'count(*)', 'cast(max(all_leads) as double)', 'sum(power(cast(leads as double), 2))'
        ) }} as strength
    from bands
    group by 1
),

final as (
    select
        banded.lead_key,
        banded.definition_id,
        banded.split,
        banded.created_date,
        banded.score,
        banded.own_threshold,
        banded.is_won,
        banded.is_accepted,
        banded.is_rejected,
        banded.value_per_win,
        banded.cost_per_lead,
        -- a band that the training leads never had gets the common rate
        {{ shrunk_rate(
            'coalesce(bands.wins, 0)', 'coalesce(bands.leads, 0)', 'rates.common_rate',
            'rates.strength'
        ) }} as probability
    from banded
    left join bands
        on banded.definition_id = bands.definition_id and banded.score_band = bands.score_band
    left join definition_rates as rates on banded.definition_id = rates.definition_id
)

select * from final
