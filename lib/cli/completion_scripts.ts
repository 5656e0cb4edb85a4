/**
 * The scripts that `gettoken completions` prints.
 *
 * They are fixed: no name or description becomes shell code. On each completion the shell asks
 * gettoken for the words that can come next, and takes them as data.
 *
 * @module
 */

/** The script for each shell. */
export const completionScripts = {
  // bash 3.2 has no compopt, and completes files where there is nothing else.
  bash: `# gettoken: completions for bash
_gettoken() {
  local line
  COMPREPLY=()
  compopt +o default 2>/dev/null
  while IFS= read -r line; do
    if [[ $line == :file ]]; then
      compopt -o default 2>/dev/null
    else
      COMPREPLY+=("\${line%% *}")
    fi
  done < <(gettoken completions complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _gettoken gettoken
`,
  zsh: `#compdef gettoken
# gettoken: completions for zsh
_gettoken() {
  local -a found
  found=(\${(f)"$(gettoken completions complete "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if [[ \${found[1]} == :file ]]; then
    [[ $PREFIX == --*=* ]] && compset -P '*='
    _files
  elif (( \${#found} )); then
    found=("\${found[@]/ /:}")
    _describe gettoken found
  fi
}
if [[ \${funcstack[1]} = _gettoken ]]; then
  _gettoken "$@"
else
  # A zsh without a configuration, as on a new Mac, has not loaded its completion system.
  (( \${+functions[compdef]} )) || { autoload -Uz compinit && compinit -i }
  compdef _gettoken gettoken
fi
`,
  fish: `# gettoken: completions for fish
function __gettoken_complete
    set -l typed (commandline -ct)
    set -l words (commandline -opc) "$typed"
    set -l found (gettoken completions complete $words[2..-1] 2>/dev/null)
    if test "$found[1]" = :file
        set -l option (string match -r -- '^--[\\w-]+=' "$typed")
        set -l path (string replace -r -- '^--[\\w-]+=' '' "$typed")
        __fish_complete_path "$path" | string replace -r -- '^' "$option"
    else
        string replace ' ' \\t -- $found
    end
end
complete -c gettoken -f -a '(__gettoken_complete)'
`,
  // Windows PowerShell drops empty arguments, so = stands for a word that is not begun.
  powershell: `# gettoken: completions for PowerShell
Register-ArgumentCompleter -Native -CommandName gettoken -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text })
    $typed = if ($wordToComplete) { "$wordToComplete" } else { '=' }
    gettoken completions complete @words $typed 2>$null | Where-Object { $_ -ne ':file' } |
        ForEach-Object {
            $word, $description = $_ -split ' ', 2
            if (-not $description) { $description = $word }
            [System.Management.Automation.CompletionResult]::new(
                $word, $word, 'ParameterValue', $description)
        }
}
`,
};

/** The line that loads the script of each shell. */
export const completionUsage = {
  bash: "source <(gettoken completions bash)",
  zsh: "source <(gettoken completions zsh)",
  fish: "gettoken completions fish | source",
  powershell: "gettoken completions powershell | Out-String | Invoke-Expression",
};
