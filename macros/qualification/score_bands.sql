{#- Bands of two scores: high from the threshold on; fit that nothing is known of is unknown. -#}
{% macro fit_band(scores, thresholds) -%}
    case
        when not {{ scores }}.is_fit_known then 'unknown'
        when {{ scores }}.fit_points >= {{ thresholds }}.fit_threshold then 'high'
        else 'low'
    end
{%- endmacro %}

{% macro interest_band(scores, thresholds) -%}
    case when {{ scores }}.interest_points >= {{ thresholds }}.interest_threshold then 'high' else 'low' end
{%- endmacro %}
