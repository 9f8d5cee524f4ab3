{#- The rate below which a share q of the posterior of `jeffreys_grid` lies (an aggregate over its cells). -#}
{% macro jeffreys_quantile(q) -%}
    max(case when from_probability <= {{ q }} and {{ q }} < to_probability then power(sin(
        from_angle + (to_angle - from_angle) * ({{ q }} - from_probability)
        / (to_probability - from_probability)
    ), 2) end)
{%- endmacro %}
