# Completion of inkling for bash.

# Offers the words in $2 that begin with $1, and files or folders if $3 says so.
_inkling_offer() {
  local word=$1 words=$2 paths=$3
  [[ -z $words ]] || mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  if [[ $paths == folders ]]; then
    compopt -o dirnames
  elif [[ $paths == files && -z $words ]]; then
    compopt -o default
  elif [[ $paths == files ]]; then
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
    compopt -o filenames
  fi
}

_inkling() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  # bash makes three words of --option=value.
  if [[ $word == = ]]; then
    word=
  elif [[ $previous == = ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
  if ((COMP_CWORD == 1)); then
    _inkling_offer "$word" '{{{first_words}}}'
    return
  fi
  case "${COMP_WORDS[1]} $previous" in
{{#values}}
    '{{{command}}} {{{option}}}') _inkling_offer "$word" '{{{words}}}' '{{{paths}}}' ;;
{{/values}}
    *)
      case ${COMP_WORDS[1]} in
{{#each_command}}
        {{{name}}})
          if [[ $word == -* ]]; then
            _inkling_offer "$word" '{{{options}}}'
          else
            _inkling_offer "$word" '{{{words}}}' '{{{paths}}}'
          fi
          ;;
{{/each_command}}
      esac
      ;;
  esac
}

complete -F _inkling inkling
