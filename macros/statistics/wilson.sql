{#- Bounds of the Wilson 95 % interval of a rate (methods 3). Null without cases. -#}
{% macro wilson_lower(successes, cases) -%}
    {{ wilson_bound(successes, cases, '-') }}
{%- endmacro %}

{% macro wilson_upper(successes, cases) -%}
    {{ wilson_bound(successes, cases, '+') }}
{%- endmacro %}

{% macro wilson_bound(successes, cases, sign) -%}
    {%- set z = normal_quantile_95() -%}
    {%- set k = 'cast(' ~ successes ~ ' as double)' -%}
    {%- set n = 'nullif(cast(' ~ cases ~ ' as double), 0)' -%}
    case when {{ n }} is not null and {{ k }} <= {{ n }} then round(least(1.0, greatest(0.0, case
        -- k = 0 and k = n have bounds that are exact, not nearly so
        when {{ k }} = 0 and '{{ sign }}' = '-' then 0.0
        when {{ k }} = {{ n }} and '{{ sign }}' = '+' then 1.0
        else (
            {{ k }} / {{ n }} + {{ z }} * {{ z }} / (2 * {{ n }})
            {{ sign }} {{ z }} * sqrt(
                greatest(0.0, {{ k }} / {{ n }} * (1 - {{ k }} / {{ n }}) / {{ n }}
                + {{ z }} * {{ z }} / (4 * {{ n }} * {{ n }}))
            )
        ) / (1 + {{ z }} * {{ z }} / {{ n }})
    end)), 10) end
{%- endmacro %}
