using System.CommandLine;
using System.Globalization;
using ImageTagging.Elasticsearch;
using ImageTagging.Tool.Output;
using ImageTagging.Tool.Setup;

namespace ImageTagging.Tool.Commands;

/// <summary><c>imagetag migrate</c>: brings an index on Elasticsearch or OpenSearch to this version's mapping.</summary>
internal sealed class MigrateCommand : ToolCommand
{
    private const string Blocked = "the index takes no writes until 'imagetag migrate' has run to its end, or with --abandon.";

    private readonly Option<bool> _abandon = new("--abandon")
    {
        Description = "Give up a migration that ended halfway, and let writes go on",
    };

    public MigrateCommand()
        : base("migrate", "Bring an index on Elasticsearch or OpenSearch to this version's mapping; searches go on meanwhile") =>
        Options.Add(_abandon);

    protected override async Task<int> RunAsync(ParseResult parsed, ToolOutput output, CancellationToken cancellationToken)
    {
        // Not made ready first: an index with another mapping is what a migration is for.
        await using var handle = IndexLocation.Open(parsed.GetValue(CommonOptions.Index), IndexUse.Change);
        if (handle.Index is not ElasticsearchTagIndex index)
        {
            throw new ImageTaggingException(
                "Only an index on Elasticsearch or OpenSearch is migrated so; a file is brought up to date when it is opened."
            )
            {
                Code = "Usage",
            };
        }

        if (parsed.GetValue(_abandon))
        {
            var was = await index.AbandonMigrationAsync(cancellationToken).ConfigureAwait(false);
            output.Line(was ? "The migration was given up; writes go on." : "No migration was under way.");
            return ExitCode.Done;
        }

        var copied = await MigrateAsync(output, index.CountRecordsAsync, index.MigrateAsync, cancellationToken)
            .ConfigureAwait(false);
        output.Object("migration", w => w.WriteNumber("copied", copied));
        output.Line(
            string.Create(CultureInfo.InvariantCulture, $"{copied:N0} records copied; the index has this version's mapping.")
        );
        return ExitCode.Done;
    }

    /// <summary>Migrates, and tells how far it is and what becomes of an index whose migration is ended.</summary>
    internal static async Task<long> MigrateAsync(
        ToolOutput output,
        Func<CancellationToken, ValueTask<long>> count,
        Func<IProgress<long>, CancellationToken, ValueTask<long>> migrate,
        CancellationToken cancellationToken
    )
    {
        var work = new RecordWork(PerSecond: 8_000) { IfEnded = "Ctrl-C ends it; " + Blocked };
        using var progress = RecordProgress.Begin(output, await count(cancellationToken).ConfigureAwait(false), work);
        try
        {
            return await migrate(progress, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            output.Warning("It is not finished: " + Blocked);
            throw;
        }
    }
}
