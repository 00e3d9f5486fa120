//! What takes more than a few lines to try: tables, properties, hostile inputs, and the documentation.
