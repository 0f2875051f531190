"""The compiler: courses written in YAML and Markdown → packages that Open edX imports."""
