{#-
  The Jeffreys posterior of a rate, Beta(d + 1/2, r - d + 1/2), on a grid: one row per cell with
  the probability up to its end. With rate = sin^2(angle) the density is sin^2d cos^2(r-d), smooth
  and about 1 / (2 sqrt r) wide, so no gamma function is needed and 3,000 cells around its middle
  are exact to some millionths.

  relation: columns of `keys`, `successes`, `cases`. Gives keys, from_angle, to_angle,
  from_probability, to_probability.
-#}
{% macro jeffreys_grid(relation, keys, cells=3000) -%}
{%- set in_all = '(partition by ' ~ keys | join(', ') ~ ')' -%}
{%- set so_far = '(partition by ' ~ keys | join(', ') ~ ' order by number)' -%}
with bounds as (
    select
        {{ keys | join(', ') }},
        cast(successes as double) as successes,
        cast(cases as double) as cases,
        asin(sqrt(least(1.0, greatest(0.0, successes / cases)))) as middle_angle,
        greatest(0.0, asin(sqrt(least(1.0, greatest(0.0, successes / cases)))) - 4.5 / sqrt(cases)) as first_angle,
        least(pi() / 2, asin(sqrt(least(1.0, greatest(0.0, successes / cases)))) + 4.5 / sqrt(cases)) as last_angle
    from {{ relation }}
    where cases > 0
),

cells as (
    {{ number_rows(1, cells) }}
),

angles as (
    select
        bounds.*,
        cells.number,
        first_angle + (last_angle - first_angle) * (cells.number - 1) / {{ cells }} as from_angle,
        first_angle + (last_angle - first_angle) * (cells.number - 0.5) / {{ cells }} as cell_angle,
        first_angle + (last_angle - first_angle) * cells.number / {{ cells }} as to_angle
    from bounds
    cross join cells
),

densities as (
    select
        *,
        exp(
            case when successes > 0 then 2 * successes * (ln(sin(cell_angle)) - ln(sin(middle_angle))) else 0 end
            + case
                when cases > successes
                    then 2 * (cases - successes) * (ln(cos(cell_angle)) - ln(cos(middle_angle)))
                else 0
            end
        ) as density
    from angles
)

select
    {{ keys | join(', ') }},
    from_angle,
    to_angle,
    ({{ exact_sum('density', over=so_far) }} - density)
        / {{ exact_sum('density', over=in_all) }} as from_probability,
    {{ exact_sum('density', over=so_far) }}
        / {{ exact_sum('density', over=in_all) }} as to_probability
from densities
{%- endmacro %}
