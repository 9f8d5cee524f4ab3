-- What would be lost without each channel? Its share of all such losses is its credit.
-- Removal effect of c = P(visit c) × P(convert from c) ÷ P(convert), all from N = (I − Q)⁻¹:
-- N[start, c] · h(c) ÷ (N[c, c] · h(start)); the same with V, the value expected, for money.
with

transitions as (
    select * from {{ ref('int_markov_transitions') }}
),

visits as (
    select draw_id, row_id, column_id, probability as visit_count
    from {{ ref('int_markov_powers') }}
    where is_sum
),

endings as (
    select draw_id, from_id, probability, value_per_visit
    from transitions
    where to_id = -2
),

outcomes as (
    select
        visits.draw_id,
        visits.row_id as channel_id,
        {{ exact_sum('visits.visit_count * endings.probability') }} as conversion_chance,
        {{ exact_sum('visits.visit_count * endings.value_per_visit') }} as expected_value
    from visits
    inner join endings
        on visits.draw_id = endings.draw_id and visits.column_id = endings.from_id
    group by 1, 2
),

from_start as (
    select
        starts.draw_id,
        visits.column_id as channel_id,
        {{ exact_sum('starts.probability * visits.visit_count') }} as visit_count
    from transitions as starts
    inner join visits
        on starts.draw_id = visits.draw_id and starts.to_id = visits.row_id
    where starts.from_id = 0
    group by 1, 2
),

-- divided by h(start) or not, the shares are the same
effects as (
    select
        from_start.draw_id,
        from_start.channel_id,
        from_start.visit_count * outcomes.conversion_chance / own.visit_count as effect,
        from_start.visit_count * outcomes.expected_value / own.visit_count as value_effect
    from from_start
    inner join outcomes
        on from_start.draw_id = outcomes.draw_id
        and from_start.channel_id = outcomes.channel_id
    inner join visits as own
        on from_start.draw_id = own.draw_id
        and from_start.channel_id = own.row_id
        and own.row_id = own.column_id
),

totals as (
    select
        draw_id,
        cast(sum(conversion_count * weight) as double) * max(scale) as conversions,
        cast(sum(value * weight) as double) * max(scale) as value
    from {{ ref('int_conversion_weights') }}
    where has_touches
    group by 1
),

shares as (
    select
        draw_id,
        channel_id,
        effect / nullif({{ exact_sum('effect', over='draw') }}, 0) as share,
        case
            when {{ exact_sum('value_effect', over='draw') }} > 0
                then coalesce(value_effect, 0) / {{ exact_sum('value_effect', over='draw') }}
        end as value_share
    from effects
    window draw as (partition by draw_id)
),

final as (
    select
        shares.draw_id,
        shares.channel_id,
        round(shares.share * totals.conversions, 12) as conversions,
        -- without a positive value to divide, value goes as conversions go
        round(coalesce(shares.value_share, shares.share) * totals.value, 12) as value,
        shares.value_share is null and totals.value is not null as is_value_by_conversions
    from shares
    inner join totals on shares.draw_id = totals.draw_id
)

select * from final
