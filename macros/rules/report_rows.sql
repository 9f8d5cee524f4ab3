{#-
  The raw rows of a topic, each with the scope inside which reports are compared (system, part of
  it, account) and the days it tells, as a subquery.
-#}
{% macro report_rows(topic, alias='report_rows') -%}
    {%- set rule = report_topics()[topic] -%}
(
    select
        exported.*,
        concat_ws('|', exported._source_system, {{ rule.part }}, coalesce(accounts.account_key, ''))
            as report_scope,
        exported.date as first_day,
        coalesce(exported.date_end, exported.date) as last_day
    from {{ source('raw', rule.entity) }} as exported
    {%- if rule.entity == 'page_performance' %}
    cross join (select cast(null as {{ dbt.type_string() }}) as account_key) as accounts
    {%- else %}
    left join {{ ref('int_report_accounts') }} as accounts
        on exported._file = accounts.file
        and {{ rule.part }} = accounts.part
        and coalesce({{ plain_id('exported.account_id') }}, '') = accounts.account_id
        and coalesce({{ plain_word('exported.account') }}, '') = accounts.account_name
        and coalesce({{ plain_word('exported.currency' if rule.currency else 'null') }}, '') = accounts.currency
        and accounts.entity = '{{ rule.entity }}'
    {%- endif %}
) as {{ alias }}
{%- endmacro %}
