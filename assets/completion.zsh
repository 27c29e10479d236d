#compdef inkling
# Completion of inkling for zsh.

_inkling() {
  local curcontext=$curcontext state line
  local -a commands=(
{{#each_command}}
    '{{{listed}}}'
{{/each_command}}
  )
  _arguments -C \
{{#program_specs}}
    {{{.}}} \
{{/program_specs}}
    '1:command:->command' '*::argument:->argument' && return 0
  case $state in
    command) _describe command commands ;;
    argument)
      case $line[1] in
{{#each_command}}
        {{{name}}})
          _arguments \
{{#specs}}
            {{{.}}} \
{{/specs}}
            && return 0
          ;;
{{/each_command}}
      esac
      ;;
  esac
}

_inkling "$@"
