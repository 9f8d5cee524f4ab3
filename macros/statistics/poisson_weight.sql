{#-
  How often a replicate draws a journey: Poisson(1), the same for the same journey whatever the
  order of rows. The journey's number x and the replicate's a and b give a uniform number
  (a·x + b mod p) ÷ p, which is independent between any two journeys; the steps are the
  cumulative Poisson probabilities. Replicate 0 is the data as they are.
-#}
{% macro poisson_weight(journey_number, replicate) -%}
    {%- set prime = 2147483647 -%}
    {%- set draw -%}
        ({{ replicate }}.multiplier * {{ journey_number }} + {{ replicate }}.increment) % {{ prime }}
    {%- endset -%}
    case
        when {{ replicate }}.replicate = 0 then 1
        {%- set ns = namespace(term=0.36787944117144233, cumulative=0.0) %}
        {%- for count in range(8) %}
        {%- set ns.cumulative = ns.cumulative + ns.term %}
        when {{ draw }} < {{ (ns.cumulative * prime) | round | int }} then {{ count }}
        {%- set ns.term = ns.term / (count + 1) %}
        {%- endfor %}
        else 8
    end
{%- endmacro %}

{#- A whole number from 0 to 2^31 − 2 that stands for a text in `poisson_weight`. -#}
{% macro journey_number(text) -%}
    {{ return(adapter.dispatch('journey_number')(text)) }}
{%- endmacro %}

{% macro default__journey_number(text) -%}
    (cast(('0x' || substr(md5({{ text }}), 1, 8)) as bigint) % 2147483647)
{%- endmacro %}

{% macro spark__journey_number(text) -%}
    (cast(conv(substr(md5({{ text }}), 1, 8), 16, 10) as bigint) % 2147483647)
{%- endmacro %}
