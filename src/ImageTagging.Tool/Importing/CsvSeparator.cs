namespace ImageTagging.Tool.Importing;

/// <summary>The separator of the cells of a CSV file: a comma, a semicolon or a tab.</summary>
/// <param name="Value">The character.</param>
/// <param name="IsAlone">Whether the line that it was read from says only this, as Excel's <c>sep=;</c> does, and is no row.</param>
internal sealed record CsvSeparator(char Value, bool IsAlone = false)
{
    private static readonly char[] s_known = [',', ';', '\t'];

    /// <summary>The separator of a file by its first line: as the line says, else the one that makes the most cells of it.</summary>
    public static CsvSeparator Of(string line)
    {
        var said = line.TrimEnd('\r').Trim('"');
        return said.Length == 5 && said.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && s_known.Contains(said[4])
            ? new(said[4], IsAlone: true)
            : new(s_known.MaxBy(c => line.Count(l => l == c)));
    }
}
