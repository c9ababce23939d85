/** The script for zsh; `ask` is the word of `sluice helm` that answers. */
export function zshScript(ask: string): string {
  return `#compdef sluice
# zsh completion of sluice. To have it in this shell: source <(sluice helm completion zsh)

_sluice() {
  local answer line directive=0
  local -a line_words choices told
  line_words=("\${(@)words[1,CURRENT]}")
  if ((CURRENT == 2)); then
    choices=(\${(f)"$(sluice help 2>/dev/null | sed -n 's/^  \\([a-z][a-z]*\\)  *\\(.*\\)/\\1:\\2/p')"})
    _describe -t commands 'sluice command' choices
    return
  fi
  case \${line_words[2]} in
    helm) line_words=("\${(@)line_words[3,-1]}") ;;
    template) line_words=("\${(@)line_words[2,-1]}") ;;
    *) _files; return ;;
  esac
  answer=$(sluice helm ${ask} "\${(@)line_words}" 2>/dev/null)
  for line in "\${(@f)answer}"; do
    case $line in
      :*) directive=\${line#:} ;;
      '_activeHelp_ '*) told+=("\${line#_activeHelp_ }") ;;
      '') ;;
      *$'\\t'*) choices+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
      *) choices+=("\${line//:/\\\\:}") ;;
    esac
  done
  ((directive & 1)) && return 1
  for line in "\${(@)told}"; do _message -r "$line"; done
  # The value of a flag stands behind "=" in the same word.
  [[ $PREFIX == -*=* ]] && compset -P '*='
  if ((\${#choices})); then
    if ((directive & 2)); then
      _describe -V -t choices 'choice' choices -S ''
    else
      _describe -V -t choices 'choice' choices
    fi
  elif ! ((directive & 4)); then
    _files
  fi
}

compdef _sluice sluice
`;
}
