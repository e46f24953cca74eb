"""Formats that several stages share: ID3, podcast files and namespaces, texts, tables, markup."""
