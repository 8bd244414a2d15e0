using System.Collections.Immutable;

namespace ImageTagging.Chat.Service;

/// <summary>The features that a service was found not to take, as services that speak alike differ in parts. Immutable.</summary>
/// <param name="OutputLimit">
/// The name of the answer's most tokens: <c>max_tokens</c> at first, as servers on one's own machine know no other and pass over what
/// they don't know; the newest hosted models take <c>max_completion_tokens</c> alone, and say so.
/// </param>
/// <param name="LeftOut">The parts that it does not take.</param>
internal sealed record ServiceDialect(string OutputLimit, ImmutableHashSet<string> LeftOut)
{
    private const string Limit = "max_tokens";
    private const string NewLimit = "max_completion_tokens";

    private static readonly string[] s_optional = ["temperature", "response_format"];

    public static ServiceDialect First { get; } = new(Limit, []);

    public bool LeavesOut(string part) => LeftOut.Contains(part);

    /// <summary>The dialect that a refusal asks for; null where the refusal is about something else.</summary>
    public ServiceDialect? After(ChatFault fault)
    {
        if (fault is not { StatusCode: 400 or 422, Parameter: { } parameter })
        {
            return null;
        }

        var part = parameter.Split('.', '[')[0];
        return part == Limit && OutputLimit == Limit ? this with { OutputLimit = NewLimit }
            : s_optional.Contains(part, StringComparer.Ordinal) && !LeavesOut(part) ? this with { LeftOut = LeftOut.Add(part) }
            : null;
    }
}
