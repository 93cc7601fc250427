"""The archive's records as a reconciliation service, which OpenRefine and other programs match their tables with.

Source: W3C Entity Reconciliation Community Group, Reconciliation Service API 0.2.

    manifest  what the service is, and what a static host has of it: a view and a preview of each record
    records   what is told of a record: a line, properties, a preview
    service   the answers to queries, which no static host can give
"""
