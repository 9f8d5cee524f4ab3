{#-
  Share that is still there (Kaplan-Meier): the product of the shares that stay, over a window.
  Rounded, since it is compared with a half; where everybody leaves at once it is 0 from then on.
-#}
{% macro survival(share_staying, window) -%}
    round(exp(coalesce(sum(ln(greatest({{ share_staying }}, 1e-300))) over {{ window }}, 0)), 12)
{%- endmacro %}
