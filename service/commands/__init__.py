"""The commands, each a module that bears its name; ``import`` is no name for one."""
