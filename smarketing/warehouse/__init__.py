"""The warehouse's file: built by dbt, published whole, and followed back to the exports."""
