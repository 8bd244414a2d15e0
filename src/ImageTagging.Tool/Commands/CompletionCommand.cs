using System.CommandLine;
using ImageTagging.Tool.Output;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag completion SHELL</c>: the script that makes a shell complete commands and options.</summary>
internal sealed class CompletionCommand : ToolCommand
{
    private const string Bash = """
        _imagetag() {
          local IFS=$'\n'
          COMPREPLY=( $(imagetag "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2> /dev/null) )
          [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=( $(compgen -f -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -F _imagetag imagetag
        """;

    private const string Zsh = """
        _imagetag() {
          local -a found
          found=("${(@f)$(imagetag "[suggest:${CURSOR}]" "${BUFFER}" 2> /dev/null)}")
          compadd -a found || _files
        }
        compdef _imagetag imagetag
        """;

    private const string Fish = """
        complete -c imagetag -f -a '(set -l line (commandline -cp); imagetag "[suggest:"(string length -- $line)"]" $line 2> /dev/null; __fish_complete_path (commandline -ct))'
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName imagetag -ScriptBlock {
          param($word, $line, $cursor)
          imagetag "[suggest:$cursor]" "$line" 2> $null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    private readonly Argument<string> _shell = new Argument<string>("SHELL")
    {
        Description = "bash, zsh, fish or pwsh",
    }.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");

    public CompletionCommand()
        : base("completion", "Print the script that makes a shell complete imagetag's words", usesIndex: false) =>
        Arguments.Add(_shell);

    protected override Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        output.Standard.WriteLine(
            parsed.GetRequiredValue(_shell) switch
            {
                "zsh" => Zsh,
                "fish" => Fish,
                "pwsh" => PowerShell,
                _ => Bash,
            }
        );
        return Task.FromResult(ExitCode.Done);
    }
}
