/** The script for PowerShell; `ask` is the word of `sluice helm` that answers. */
export function powershellScript(ask: string): string {
  return `# PowerShell completion of sluice. To have it in this shell: sluice helm completion powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName sluice -ScriptBlock {
    param($current, $ast, $cursor)

    $line = @($ast.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursor } | ForEach-Object { $_.ToString() })
    $line = @($line | Select-Object -Skip 1)
    if ($current -ne '') { $line = @($line | Select-Object -SkipLast 1) }
    if ($line.Count -eq 0) {
        sluice help 2>$null | Select-String '^  ([a-z]+)  +(.*)' | ForEach-Object {
            $name, $text = $_.Matches[0].Groups[1, 2].Value
            if ($name.StartsWith($current)) {
                [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $text)
            }
        }
        return
    }
    if ($line[0] -eq 'helm') { $line = @($line | Select-Object -Skip 1) }
    elseif ($line[0] -ne 'template') { return }

    $empty = if ($PSVersionTable.PSVersion -ge [version]'7.3') { '' } else { '""' }
    $last = if ($current -eq '') { $empty } else { $current }
    $answer = @(sluice helm ${ask} @line $last 2>$null)
    $directive = [int]($answer[-1].TrimStart(':'))
    if ($directive -band 1) { return }
    # The value of a flag stands behind "=" in the same word.
    $prefix = if ($current -match '^-.*?=') { $Matches[0] } else { '' }
    $space = if ($directive -band 2) { '' } else { ' ' }
    $choices = @($answer | Select-Object -SkipLast 1 | Where-Object { -not $_.StartsWith('_activeHelp_ ') })
    $results = @($choices | ForEach-Object {
        $name, $text = $_ -split "\`t", 2
        if (-not $text) { $text = $name }
        $whole = $prefix + $name
        if ($whole.StartsWith($current)) {
            [System.Management.Automation.CompletionResult]::new($whole + $space, $name, 'ParameterValue', $text)
        }
    })
    # Nothing at all would bring files.
    if ($results.Count -eq 0 -and ($directive -band 4)) { return '' }
    $results
}
`;
}
