"""Open reporting for sales and marketing: raw exports in, funnel and SLA reports out."""
