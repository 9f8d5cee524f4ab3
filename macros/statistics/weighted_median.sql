{#- The median of values that each stand for several: a query of the groups and `median`.
    relation: rows with the columns of `groups`, a value and its weight (a count). With an even
    count it is the mean of the two values in the middle. -#}
{% macro weighted_median(relation, groups, value, weight) -%}
    select
        {{ groups | join(', ') }},
        (
            min(case when 2 * running >= total then {{ value }} end)
            + min(case when 2 * running >= total + 1 then {{ value }} end)
        ) / 2e0 as median
    from (
        select
            *,
            sum({{ weight }}) over (
                partition by {{ groups | join(', ') }} order by {{ value }}
                range between unbounded preceding and current row
            ) as running,
            sum({{ weight }}) over (partition by {{ groups | join(', ') }}) as total
        from {{ relation }}
    ) as ranked
    group by {{ groups | join(', ') }}
{%- endmacro %}
