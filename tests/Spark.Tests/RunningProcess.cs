using System.Globalization;

namespace ImageTagging.Spark.Tests;

/// <summary>A process and the moment at which it started, by Linux's /proc: an id alone is given again to another one later.</summary>
internal readonly record struct RunningProcess(int Id, long Started, string Command)
{
    /// <summary>The process that has an id now; null for none.</summary>
    public static RunningProcess? Of(int id) =>
        ReadStat(id) is { } stat ? new(id, long.Parse(stat[19], CultureInfo.InvariantCulture), CommandOf(id)) : null;

    /// <summary>Whether it has not ended. One that its parent has not asked for yet (a zombie) has.</summary>
    public bool IsThere => State is not (null or "Z" or "X");

    /// <summary>Whether it does nothing, stopped or ended.</summary>
    public bool IsStill => State is null or "T" or "t" or "Z" or "X";

    private string? State =>
        ReadStat(Id) is { } stat && stat[19] == Started.ToString(CultureInfo.InvariantCulture) ? stat[0] : null;

    /// <summary>The fields of a process's stat behind its name, which may have anything in it: state, parent, …; the 20th is its start.</summary>
    public static string[]? ReadStat(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }

    private static string CommandOf(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
    }
}
