/** The script for fish; `ask` is the word of `sluice helm` that answers. */
export function fishScript(ask: string): string {
  return `# fish completion of sluice. To have it in this shell: sluice helm completion fish | source

function __sluice_complete
    set -l line (commandline -opc)
    set -l current (commandline -ct)
    set -e line[1]
    if test (count $line) -eq 0
        sluice help 2>/dev/null | string match -r -g '^  ([a-z]+ +.*)' | string replace -r ' +' \\t
        return
    end
    switch $line[1]
        case helm
            set -e line[1]
        case template
        case '*'
            __fish_complete_path "$current"
            return
    end
    set -l answer (sluice helm ${ask} $line "$current" 2>/dev/null)
    set -l directive (string replace -r '^:' '' -- $answer[-1])
    set -e answer[-1]
    set -l choices (string match -v '_activeHelp_ *' -- $answer)
    # The value of a flag stands behind "=" in the same word.
    set -l prefix (string match -r -- '^-.*?=' "$current")
    if test (count $choices) -gt 0
        for choice in $choices
            printf '%s\\n' "$prefix$choice"
        end
    else if test (math "bitand($directive, 5)") -eq 0
        __fish_complete_path "$current"
    end
end

complete -c sluice -e
complete -c sluice -f -a '(__sluice_complete)'
`;
}
