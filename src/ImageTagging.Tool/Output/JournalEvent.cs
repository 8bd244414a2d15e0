using System.Text.Json;

namespace ImageTagging.Tool.Output;

/// <summary>The kinds of the journal's lines.</summary>
internal static class JournalEvent
{
    public const string Started = "started";
    public const string Progress = "progress";
    public const string Away = "away";
    public const string Back = "back";
    public const string Throttled = "throttled";
    public const string Waiting = "waiting";
    public const string BudgetReached = "budgetReached";
    public const string Ended = "ended";
    public const string Note = "note";
    public const string Warning = "warning";
    public const string Fault = "fault";

    /// <summary>A kind in words.</summary>
    public static string Words(string happened) => happened == BudgetReached ? "budget reached" : happened;

    /// <summary>The kind of what a library tells under a name of its own.</summary>
    public static string Of(string name) => name.Length == 0 ? Note : JsonNamingPolicy.CamelCase.ConvertName(name);
}
