-- How well would each definition of an MQL have picked the leads that bought?
{%- set score_below_all = '-1e9' %}

with

scores as (
    select * from {{ ref('int_definition_scores') }}
),

thresholds as (
    select * from {{ ref('int_backtest_thresholds') }}
),

score_counts as (
    select
        definition_id, split,
        -- no score ranks below every score
        coalesce(round(score, 6), {{ score_below_all }}) as score,
        count(*) as leads,
        count(*) filter (where is_won) as wins,
        count(*) filter (where is_accepted) as accepted,
        count(*) filter (where is_rejected) as rejected,
        coalesce({{ exact_sum('case when is_won then value_per_win end') }}, 0) as value_won,
        coalesce({{ exact_sum('cost_per_lead') }}, 0) as cost
    from scores
    group by 1, 2, 3
),

ranked as (
    select
        *,
        coalesce(sum(leads - wins) over (
            partition by definition_id, split
            order by score rows between unbounded preceding and 1 preceding
        ), 0) as losses_below
    from score_counts
),

-- the chance that a winner scores higher than a loser, ties at half
areas as (
    select
        definition_id, split,
        sum(leads) as all_leads,
        sum(wins) as all_wins,
        sum(wins * (losses_below + (leads - wins) / 2e0))
        / nullif(cast(sum(wins) as double) * sum(leads - wins), 0) as auc
    from ranked
    group by 1, 2
),

probability_bins as (
    select
        definition_id, split, probability,
        count(*) as leads,
        count(*) filter (where is_won) as wins
    from scores
    where probability is not null
    group by 1, 2, 3
),

calibration as (
    select
        definition_id, split,
        {{ exact_sum('wins * power(1 - probability, 2) + (leads - wins) * power(probability, 2)') }}
        / sum(leads) as brier_score,
        {{ exact_sum('abs(wins - leads * probability)') }} / sum(leads) as calibration_error,
        sum(wins) / nullif({{ exact_sum('leads * probability') }}, 0) as observed_over_expected
    from probability_bins
    group by 1, 2
),

periods as (
    select
        definition_id, split,
        min(created_date) as first_date,
        max(created_date) as last_date,
        ({{ days_between('min(created_date)', 'max(created_date)') }} + 1)
        / {{ days_per_month() }} as months
    from scores
    group by 1, 2
),

flags as (
    select
        thresholds.definition_id, counts.split, thresholds.threshold, thresholds.is_own_threshold,
        {%- for counted, name in [
            ('leads', 'flagged'), ('wins', 'true_positives'), ('accepted', 'accepted'),
            ('rejected', 'rejected'),
        ] %}
        coalesce(sum(counts.{{ counted }}) filter (where counts.score >= thresholds.threshold), 0)
            as {{ name }},
        {%- endfor %}
        coalesce(
            {{ exact_sum(
                'case when counts.score >= thresholds.threshold then counts.value_won end'
            ) }},
            0
        ) as value_won,
        coalesce(
            {{ exact_sum('case when counts.score >= thresholds.threshold then counts.cost end') }},
            0
        ) as cost
    from thresholds
    inner join score_counts as counts on thresholds.definition_id = counts.definition_id
    group by 1, 2, 3, 4
),

final as (
    select
        flags.definition_id, flags.split,
        cast(flags.threshold as double) as threshold,
        flags.is_own_threshold,
        cast(areas.all_leads as bigint) as leads,
        cast(areas.all_wins as bigint) as wins,
        {{ rate('areas.all_wins', 'areas.all_leads') }} as base_rate,
        cast(flags.flagged as bigint) as flagged,
        cast(flags.true_positives as bigint) as true_positives,
        cast(flags.flagged - flags.true_positives as bigint) as false_positives,
        cast(areas.all_wins - flags.true_positives as bigint) as false_negatives,
        cast(areas.all_leads - areas.all_wins - flags.flagged + flags.true_positives as bigint)
            as true_negatives,
        {{ rate('flags.true_positives', 'flags.flagged') }} as precision,
        {{ wilson_lower('flags.true_positives', 'flags.flagged') }} as precision_lower,
        {{ wilson_upper('flags.true_positives', 'flags.flagged') }} as precision_upper,
        {{ rate('flags.true_positives', 'areas.all_wins') }} as recall,
        {{ rate('2 * flags.true_positives', '(flags.flagged + areas.all_wins)') }} as f1_score,
        {{ rate(
            'cast(flags.true_positives as double) * areas.all_leads',
            'cast(flags.flagged as double) * areas.all_wins'
        ) }} as lift,
        {{ rate('flags.flagged', 'areas.all_leads') }} as volume_share,
        {{ published('flags.flagged / periods.months') }} as flagged_per_month,
        cast(flags.accepted as bigint) as accepted,
        cast(flags.rejected as bigint) as rejected,
        {{ rate('flags.accepted', '(flags.accepted + flags.rejected)') }} as acceptance_rate,
        cast(round(flags.value_won - flags.cost, 2) as decimal(18, 2)) as expected_value,
        {{ published('calibration.brier_score') }} as brier_score,
        {{ published('calibration.calibration_error') }} as calibration_error,
        {{ published('calibration.observed_over_expected') }} as observed_over_expected,
        {{ published('areas.auc') }} as auc,
        periods.first_date, periods.last_date
    from flags
    inner join areas on flags.definition_id = areas.definition_id and flags.split = areas.split
    inner join periods
        on flags.definition_id = periods.definition_id and flags.split = periods.split
    left join calibration
        on flags.definition_id = calibration.definition_id and flags.split = calibration.split
)

select * from final
