{#-
  Points that a rule gives: points · 2^(−age ÷ half-life), the age in whole days since the newest
  activity, bounded by the rule's cap. A rule fires once; where the var
  `is_capped_rule_per_event` is set, one with a cap counts each activity up to the cap.
-#}
{% macro rule_points(rules, newest_date, day, touch_count='1') -%}
    {%- set times = 'case when ' ~ rules ~ '.cap is null then 1 else greatest(' ~ touch_count ~ ', 1) end'
        if var('is_capped_rule_per_event') else '1' -%}
    {%- set points -%}
        {{ rules }}.points * {{ times }} * case
            when {{ rules }}.half_life_days is null or {{ newest_date }} is null then 1.0
            else power(2.0, -greatest(0, {{ days_between(newest_date, day) }}) / {{ rules }}.half_life_days)
        end
    {%- endset -%}
    case
        when {{ rules }}.cap is null then {{ points }}
        else greatest(-abs({{ rules }}.cap), least(abs({{ rules }}.cap), {{ points }}))
    end
{%- endmacro %}
