/** What a shell loads to complete hypersweep: it asks the program itself, which answers `words` or `files` first. */
export const SCRIPTS = {
  bash: `# Completion of hypersweep in bash.
_hypersweep() {
  local kind='' value
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    if [[ -z $kind ]]; then kind=$value; else COMPREPLY+=("$(printf %q "$value")"); fi
  done < <("\${COMP_WORDS[0]/#\\~/$HOME}" __complete bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  # Files are bash's own to complete, and are offered where there is nothing else only if they may stand there.
  [[ $kind == files ]] || compopt +o default 2>/dev/null
}
complete -o default -F _hypersweep hypersweep
`,
  zsh: `#compdef hypersweep
# Completion of hypersweep in zsh.
_hypersweep() {
  local kind line
  local -a candidates
  while IFS= read -r line; do
    if [[ -z $kind ]]; then
      kind=$line
    else
      candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
    fi
  done < <("\${(Q)words[1]}" __complete zsh -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)
  if [[ $kind == files ]]; then _files; else _describe -V hypersweep candidates; fi
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then _hypersweep "$@"; else compdef _hypersweep hypersweep; fi
`,
  fish: `# Completion of hypersweep in fish.
function __hypersweep_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l answer ($words[1] __complete fish -- $words[2..-1] "$current" 2>/dev/null)
    if test "$answer[1]" = files
        __fish_complete_path "$current"
    else if set -q answer[2]
        printf '%s\\n' $answer[2..-1]
    end
end
complete -c hypersweep -f -a '(__hypersweep_complete)'
`,
} as const
