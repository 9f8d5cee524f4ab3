{#-
  How often a replicate draws a journey: Poisson(1), the same for the same journey whatever the
  order of rows. The journey's number x and the replicate's a and b give a uniform number
  (a·x + b mod p) ÷ p, which is independent between any two journeys and costs no hash per draw.
  Replicate 0 is the data as they are.
-#}
{% macro poisson_weight(journey_number, replicate) -%}
    {%- set prime = 2147483647 -%}
    {%- set draw -%}
        ({{ replicate }}.multiplier * {{ journey_number }} + {{ replicate }}.increment) % {{ prime }}
    {%- endset -%}
    case when {{ replicate }}.replicate = 0 then 1 else {{ poisson_one_draw(draw, scale=prime) }} end
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
