using System.CommandLine;
using System.Globalization;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag duplicates [QUERY…]</c>: pictures that are nearly the same, in groups; none is deleted.</summary>
internal sealed class DuplicatesCommand : ToolCommand
{
    private readonly Argument<string[]> _query = new("QUERY")
    {
        Description = "Only among what this finds, such as: key:2024/*",
        Arity = ArgumentArity.ZeroOrMore,
    };
    private readonly Option<TimeSpan?> _burst = new("--burst")
    {
        Description = "Pictures of one scene within this time are a group too; 0s for copies only (default: 10s)",
        HelpName = "TIME",
    };
    private readonly Option<bool> _others = new("--others")
    {
        Description = "Print one line for each picture that is not the best of its group: its location",
    };
    private readonly Option<string[]> _apart = new("--apart")
    {
        Description = "A picture that belongs into no group with the others named so (twice or more); remembered in the index",
        HelpName = "FILE|KEY",
    };

    public DuplicatesCommand()
        : base("duplicates", "Find pictures that are nearly the same")
    {
        Arguments.Add(_query);
        Options.Add(_burst);
        Options.Add(_others);
        Options.Add(_apart);
    }

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        var words = parsed.GetValue(_query) ?? [];
        var query = words.Length == 0 ? new EverythingQuery() : TagQueryParser.Parse(string.Join(' ', words));
        var apart = parsed.GetValue(_apart) ?? [];
        if (apart.Length is 1 or > DuplicateFinder.MaxApart)
        {
            throw new ImageTaggingException($"--apart is given 2 to {DuplicateFinder.MaxApart} times.") { Code = "Usage" };
        }

        var options = new DuplicateOptions { Query = query, BurstWindow = parsed.GetValue(_burst) ?? TimeSpan.FromSeconds(10) };
        if (options.BurstWindow > TimeSpan.FromDays(1))
        {
            throw new ImageTaggingException("--burst is at most a day.") { Code = "Usage" };
        }

        await using var index = await IndexLocation
            .OpenAsync(
                parsed.GetValue(CommonOptions.Index),
                apart.Length > 0 ? IndexUse.Change : IndexUse.Read,
                cancellationToken
            )
            .ConfigureAwait(false);
        var finder = new DuplicateFinder(index.Index);
        if (apart.Length > 0)
        {
            var names = new List<ImageName>();
            foreach (var given in apart)
            {
                var record = await ImageLookup.FindAsync(index.Index, given, cancellationToken).ConfigureAwait(false);
                names.Add(record.Name);
            }

            await finder.KeepApartAsync(names, cancellationToken).ConfigureAwait(false);
        }

        var groups = await FindAsync(index.Index, options, output, cancellationToken).ConfigureAwait(false);
        var others = groups.Sum(g => g.Members.Count - 1);
        output.Note(
            groups.Count == 0
                ? "No duplicates found. Compared are pictures that the local tagger looked at; 'imagetag index' with it does so."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{groups.Count:N0} groups, {others:N0} pictures beside the best of each; nothing is deleted"
                )
        );
        if (parsed.GetValue(_others) && !output.IsJson)
        {
            foreach (var member in groups.SelectMany(g => g.Members.Skip(1)))
            {
                output.Line(member.Location);
            }
        }
        else
        {
            Write(output, groups);
        }

        return ExitCode.Done;
    }

    // It reads every picture twice.
    private static async ValueTask<IReadOnlyList<DuplicateGroup>> FindAsync(
        ITagIndex index,
        DuplicateOptions options,
        ToolOutput output,
        CancellationToken cancellationToken
    )
    {
        using var progress = await RecordProgress
            .BeginAsync(output, index, options.Query, new(PerSecond: 30_000, Times: 2), cancellationToken)
            .ConfigureAwait(false);
        return await new DuplicateFinder(new CountedReads(index, progress))
            .FindAsync(options, cancellationToken)
            .ConfigureAwait(false);
    }

    private static void Write(ToolOutput output, IReadOnlyList<DuplicateGroup> groups)
    {
        foreach (var group in groups)
        {
            output.Object(
                "duplicates",
                w =>
                {
                    w.WriteString("kind", KindOf(group));
                    w.WriteStartArray("pictures");
                    foreach (var member in group.Members)
                    {
                        w.WriteStartObject();
                        w.WriteString("source", member.Name.Source);
                        w.WriteString("key", member.Name.Key);
                        w.WriteString("location", member.Location);
                        w.WriteBoolean("best", member == group.Best);
                        w.WriteNumber("size", member.Size);
                        w.WriteEndObject();
                    }

                    w.WriteEndArray();
                }
            );
        }

        if (groups.Count > 0)
        {
            output.Table(
                ["Group", "Kind", "Best", "Picture", "Pixels", "Bytes"],
                groups.SelectMany(
                    (g, i) =>
                        g.Members.Select(m =>
                            (string[])
                                [
                                    (i + 1).ToString(CultureInfo.InvariantCulture),
                                    KindOf(g),
                                    m == g.Best ? "best" : "",
                                    m.Name.Key,
                                    m is { Width: { } width, Height: { } height }
                                        ? string.Create(CultureInfo.InvariantCulture, $"{width} x {height}")
                                        : "",
                                    m.Size.ToString(CultureInfo.InvariantCulture),
                                ]
                        )
                )
            );
        }
    }

    private static string KindOf(DuplicateGroup group) => group.Kind == DuplicateKind.Burst ? "burst" : "copies";
}
