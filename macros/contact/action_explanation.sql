{#-
  Why a lead stands where it does on a rep's list: a sentence with its numbers, in one language.
  From the columns of int_day_plan: lead_state, attempt_number, silent_days, action_win_chance,
  value_per_win, cost_of_a_day, value_of_action, deadline_reason; and the reporting currency.
-#}
{% macro action_explanation(language, currency) -%}
{%- set es = language == 'es' -%}
{%- set words = explanation_words(language) -%}
{%- set thousandth = 'action_win_chance < 0.01' -%}
{%- set cases -%}
    greatest(round(action_win_chance * case when {{ thousandth }} then 1000 else 100 end), 1)
{%- endset -%}
    case deadline_reason
        {%- for reason, text in words.deadlines.items() %}
        when '{{ reason }}' then '{{ text }} '
        {%- endfor %}
        else ''
    end
    || case
        when lead_state = 'deal' then '{{ words.deal }}'
        when lead_state = 'conversation' then '{{ words.conversation }}'
        {%- for ordinal in words.ordinals %}
        when attempt_number = {{ loop.index }} then '{{ ordinal }}'
        {%- endfor %}
        else replace('{{ words.attempt }}', '{number}', cast(attempt_number as {{ dbt.type_string() }}))
    end
    || case
        when silent_days >= {{ var('told_silent_days') }}
            then replace('{{ words.silent }}', '{days}', {{ whole_number('silent_days') }})
        else ''
    end
    || case
        when action_win_chance is null then ''
        else replace(replace(
            case
                when action_win_chance < 0.001 then '{{ words.fewer }}'
                when {{ cases }} = 1 then '{{ words.one }}'
                else '{{ words.share }}'
            end,
            '{cases}', {{ whole_number(cases) }}
        ), '{of}', case when {{ thousandth }} then '{{ words.thousand }}' else '100' end)
    end
    || case
        when value_of_action is null then '.'
        when value_of_action <= 0 then '{{ words.not_worth }}'
        else replace('{{ words.worth }}', '{value}',
            {{ whole_number('greatest(value_of_action - cost_of_a_day, 1)') }} || ' ' || {{ currency }})
    end
    || case
        when value_of_action > 0 and cost_of_a_day >= 0.5
            then replace('{{ words.waiting }}', '{value}',
                {{ whole_number('cost_of_a_day') }} || ' ' || {{ currency }})
        else ''
    end
{%- endmacro %}

{#- The pieces of the sentence. Both languages have the same. -#}
{% macro explanation_words(language) -%}
{{ return({
    'es': {
        'deadlines': {
            'agreement_ending': 'El acuerdo está por vencer.',
            'alert': 'Se movió hoy.',
            'step_promised': 'Hay un paso prometido.',
            'message_waiting': 'Espera respuesta a su mensaje.',
        },
        'ordinals': ['Primer intento', 'Segundo intento', 'Tercer intento', 'Cuarto intento', 'Quinto intento'],
        'attempt': 'Intento número {number}',
        'deal': 'En la etapa de oportunidad',
        'conversation': 'Ya conversó con ventas',
        'silent': ', {days} días sin avance',
        'share': ': {cases} de cada {of} como este compran',
        'one': ': 1 de cada {of} como este compra',
        'fewer': ': menos de 1 de cada {of} como este compra',
        'thousand': '1000',
        'worth': '; vale unos {value}.',
        'not_worth': '; no alcanza a pagar el intento.',
        'waiting': ' Cada día de espera cuesta {value}.',
    },
    'en': {
        'deadlines': {
            'agreement_ending': 'The agreement is about to end.',
            'alert': 'Was active today.',
            'step_promised': 'A step was promised.',
            'message_waiting': 'Waits for an answer to a message.',
        },
        'ordinals': ['First attempt', 'Second attempt', 'Third attempt', 'Fourth attempt', 'Fifth attempt'],
        'attempt': 'Attempt number {number}',
        'deal': 'At the opportunity stage',
        'conversation': 'Has talked with sales',
        'silent': ', {days} days without progress',
        'share': ': {cases} in {of} like this one buy',
        'one': ': 1 in {of} like this one buys',
        'fewer': ': fewer than 1 in {of} like this one buys',
        'thousand': '1,000',
        'worth': '; worth about {value}.',
        'not_worth': '; not enough to pay for the attempt.',
        'waiting': ' Each day of waiting costs {value}.',
    },
}[language]) }}
{%- endmacro %}
