"""The `arcoiris` command and the embedded servers behind it."""
