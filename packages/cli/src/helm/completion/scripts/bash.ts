/** The script for bash; `ask` is the word of `sluice helm` that answers. */
export function bashScript(ask: string): string {
  return `# bash completion of sluice. To have it in this shell: source <(sluice helm completion bash)

# The words up to the cursor; what "=" and ":" have split is joined again.
__sluice_words() {
  local line=\${COMP_LINE:0:COMP_POINT} i rest
  words=()
  for ((i = 0; i <= COMP_CWORD; i++)); do
    rest=\${line#"\${line%%[![:space:]]*}"}
    if ((i > 0)) && [[ -n $rest && $rest == "$line" ]]; then
      words[\${#words[@]}-1]+=\${COMP_WORDS[i]}
    else
      words+=("\${COMP_WORDS[i]}")
    fi
    line=\${rest#"\${COMP_WORDS[i]}"}
  done
}

# Shows what is told to the user, and the line again.
__sluice_tell() {
  printf '\\n%s\\n' "$@" >&2
  printf '%s%s' "\${PS1@P}" "$COMP_LINE" >&2
}

__sluice_complete() {
  local words current answer directive=0 line name description width=0
  local -a choices=() told=()
  __sluice_words
  current=\${words[\${#words[@]}-1]}
  COMPREPLY=()
  if ((\${#words[@]} <= 2)); then
    while read -r line _; do COMPREPLY+=("$line"); done < <(
      "\${words[0]}" help 2>/dev/null | sed -n 's/^  \\([a-z][a-z]*\\)  .*/\\1/p' | grep "^$current"
    )
    compopt +o default
    return
  fi
  case \${words[1]} in
    helm) words=("\${words[@]:2}") ;;
    template) words=("\${words[@]:1}") ;;
    *) compopt -o default && return ;;
  esac
  answer=$(sluice helm ${ask} "\${words[@]}" 2>/dev/null)
  [[ $current == -*=* ]] && current=\${current#*=}
  while IFS= read -r line; do
    case $line in
      :*) directive=\${line#:} ;;
      '_activeHelp_ '*) told+=("\${line#_activeHelp_ }") ;;
      "$current"*) [[ -n $line ]] && choices+=("$line") ;;
    esac
  done <<<"$answer"
  ((directive & 1)) && return
  if ((directive & 2)); then compopt -o nospace; fi
  if ((directive & 4)); then compopt +o default; else compopt -o default; fi
  if ((\${#choices[@]} == 0)); then
    ((\${#told[@]} > 0)) && __sluice_tell "\${told[@]}"
    return
  fi
  # bash replaces only what is behind a ":".
  local kept=
  [[ $COMP_WORDBREAKS == *:* && $current == *:* ]] && kept=\${current%"\${current##*:}"}
  for line in "\${choices[@]}"; do
    name=\${line%%$'\\t'*}
    ((\${#name} > width)) && width=\${#name}
  done
  for line in "\${choices[@]}"; do
    name=\${line%%$'\\t'*}
    description=
    [[ $line == *$'\\t'* ]] && description=\${line#*$'\\t'}
    if ((\${#choices[@]} > 1)) && [[ -n $description ]]; then
      printf -v name '%-*s  (%s)' "$width" "$name" "$description"
    else
      printf -v name '%q' "$name"
    fi
    COMPREPLY+=("\${name#"$kept"}")
  done
}

complete -o default -F __sluice_complete sluice
`;
}
