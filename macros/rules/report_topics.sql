{#-
  The figures that several reports may tell, and what a report of each is made of.

  entity: raw table. amount: the figure by which two reports of one day are compared.
  part: what is told apart inside a system besides accounts. currency: that of the account.
  splits: dimension → what fills it. label, id_label: what a row is about, by name and by id.
  prefers_origin: whether a report that says where a figure comes from speaks before one that
  doesn't. needs: only reports split so.
-#}
{% macro report_topics() -%}
    {%- set visits = {
        'entity': 'web_traffic',
        'amount': 'sessions',
        'part': "''",
        'splits': {
            'channel': 'channel', 'source': 'source', 'medium': 'medium', 'campaign': 'campaign',
            'landing_page': 'landing_page', 'segment': 'segment', 'first_user': 'first_user_channel',
        },
        'label': [
            plain_word('channel'), plain_word('source'), plain_word('medium'), plain_word('campaign'),
            plain_word('landing_page'), plain_word('first_user_channel'),
        ],
        'prefers_origin': true,
    } -%}
    {{ return({
        'ad_spend': {
            'entity': 'ad_spend',
            'amount': 'cost',
            'currency': 'currency',
            'part': "coalesce(" ~ plain_word('platform') ~ ", " ~ plain_word('source') ~ ", '')",
            'splits': {
                'campaign': 'coalesce(campaign_id, campaign)',
                'ad_group': 'coalesce(ad_group_id, ad_group)',
                'ad': 'coalesce(ad_id, ad)',
                'segment': 'segment',
            },
            'label': [
                "coalesce(" ~ plain_word('campaign') ~ ", concat_ws('|', channel, source, medium))",
                plain_word('ad_group'), plain_word('ad'),
            ],
            'id_label': [plain_id('campaign_id'), plain_id('ad_group_id'), plain_id('ad_id')],
        },
        'visits': visits,
        'landing_pages': dict(visits, prefers_origin=false, needs='landing_page'),
        'page_performance': {
            'entity': 'page_performance',
            'amount': 'coalesce(views, cta_views, submissions, 0)',
            'part': "''",
            'splits': {'page': 'page', 'campaign': 'campaign'},
            'label': [plain_word('page')],
        },
    }) }}
{%- endmacro %}
